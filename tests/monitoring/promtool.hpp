// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/process.hpp"

#include <cstdlib>
#include <string>
#include <vector>

namespace retention::test {

// Prometheus' own judge of metrics and rules, where it is installed: RETENTIOND_PROMTOOL, or in PATH. It comes with a
// server that nobody wants on their machine because of a test, so it is not among the packages that tests need.
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

inline constexpr const char* kNoPromtool = "promtool is not installed: it is in Debian's package prometheus";

} // namespace retention::test
