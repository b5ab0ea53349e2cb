// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/finding.hpp"

#include <algorithm>
#include <tuple>

namespace retention::config {

// In order of line, then column; what stands at one place keeps its order.
inline void sort_by_place(policies::Findings& findings) {
    std::stable_sort(findings.begin(), findings.end(), [](const policies::Finding& a, const policies::Finding& b) {
        return std::tie(a.place.line, a.place.column) < std::tie(b.place.line, b.place.column);
    });
}

} // namespace retention::config
