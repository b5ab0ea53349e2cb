// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/binding.hpp"
#include "policies/finding.hpp"
#include "policies/inventory.hpp"

namespace retention::policies {

// Compares what the policy reaches now with what was accepted: what came since and has no line of its own, but would be kept,
// emptied or followed because of a line that was written before it was there. What the policy names has been decided, and so has a row
// that is deleted whole; neither is reported. Pure.
//
// Findings are errors, at the line or the "*" that would answer for what nobody has looked at. What is missing by now is no drift:
// what the policy names and is gone is an error of the check.
void check_drift(const Binding& binding, const Inventory& accepted, Findings& findings);

// One of the findings of check_drift(): the policy fits the schema, and somebody has to decide.
bool is_drift(const Finding& finding) noexcept;

// Whether there are errors, and all of them are drift.
bool has_only_drift(const Findings& findings) noexcept;

} // namespace retention::policies
