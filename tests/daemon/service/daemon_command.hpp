// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/crash/harness.hpp"

namespace retention::test {

// Runs retentiond to its end.
inline Outcome daemon_command(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), program("retentiond").string());
    return run({arguments, {}, {}, -1});
}

} // namespace retention::test
