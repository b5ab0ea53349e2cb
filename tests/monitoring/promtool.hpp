// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/process.hpp"

#include <cstdlib>
#include <string>
#include <vector>

namespace retention::test {

// Prometheus' own judge of metrics and rules: RETENTIOND_PROMTOOL, which test.sh sets, or in PATH.
inline std::string promtool() {
    const char* named = std::getenv("RETENTIOND_PROMTOOL");
    return named ? named : "promtool";
}

inline bool has_promtool() {
    try {
        return run({{promtool(), "--version"}, {}, {}, -1}).succeeded();
    } catch (const std::exception&) {
        return false;
    }
}

inline constexpr const char* kNoPromtool = "promtool is not there: it is in Debian's package prometheus, from which ./test.sh takes it";

} // namespace retention::test
