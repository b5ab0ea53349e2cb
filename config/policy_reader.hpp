// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/source.hpp"
#include "policies/policy.hpp"

#include <optional>

namespace retention::config {

// Reads the policy in `source`, as docs/policy-language.md describes it. All that is wrong is reported, in order of
// line; the policy is returned only when none of it is an error. Pure.
std::optional<policies::Policy> read_policy(const Source& source, policies::Findings& findings);

} // namespace retention::config
