// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/binding.hpp"
#include "policies/finding.hpp"

namespace retention::policies {

// Whether several subjects may have a part in a row of the line: an outward one, or one that a link gives to several.
bool may_be_shared(const Binding& binding, const BoundLine& line);

// Actions that do different things with rows that several subjects may have a part in: when each is taken for one of them, some of it
// waits for a turn that has passed. Warnings.
void check_shared(const Binding& binding, Findings& findings);

} // namespace retention::policies
