// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/process.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace retention::test {

inline std::filesystem::path golden_folder() {
    return std::filesystem::path(RETENTIOND_SOURCE_DIR) / "tests/daemon/proving/golden";
}

// `retentiond --test` with these arguments, started in `folder`.
inline Command test_command(std::vector<std::string> arguments, const std::filesystem::path& folder = golden_folder()) {
    arguments.insert(arguments.begin(), {std::string(RETENTIOND_BINARY_DIR) + "/bin/retentiond", "--test"});
    return {arguments, {}, folder, -1};
}

inline Outcome run_tests(const std::vector<std::string>& arguments, const std::filesystem::path& folder = golden_folder()) {
    return run(test_command(arguments, folder), 5 * kLongEnough);
}

} // namespace retention::test
