// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/node.hpp"
#include "config/source.hpp"
#include "policies/policy.hpp"

#include <functional>
#include <optional>

namespace retention::config {

// Reads the policy in `source`, as docs/policy-language.md describes it. All that is wrong is reported, in order of
// line; the policy is returned only when none of it is an error. Pure. `change`, where given, may change the tree before it is read.
using Change = std::function<void(Node& root, policies::Findings& findings)>;
std::optional<policies::Policy> read_policy(const Source& source, policies::Findings& findings, const Change& change = {});

} // namespace retention::config
