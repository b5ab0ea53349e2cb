// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/binding.hpp"
#include "policies/finding.hpp"

namespace retention::policies {

// Whatever keeps the outward rows of an action from being deleted or changed for good, once for each table that does. Warnings.
void check_outward_kept(const Binding& binding, const BoundAction& action, Findings& findings);

} // namespace retention::policies
