// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/policy_test.hpp"
#include "daemon/proving/test_result.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <vector>

namespace retention::proving {

// Compares what a test expects of a subject with how it stands: the document of `explain`, or nothing when there is no such
// subject. Values of facts are compared as exactly as they are written: 2026-01-31 is any time of that day, 1.5 is 1.50.
// Pure.
std::vector<Difference> compare_standing(const config::ExpectedSubject& expected, const std::optional<nlohmann::json>& explanation);

} // namespace retention::proving
