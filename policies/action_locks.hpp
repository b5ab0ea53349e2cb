// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/action_program.hpp"
#include "policies/reach.hpp"

namespace retention::policies {

// What an action locks before it acts, in statements of their own: whoever is waited for has committed by the next one's snapshot. The rows
// on the ways to what is acted upon, those next to the subject first, against inserts below them, too; those that several subjects have a
// part in; those that stay where others point to them, against whoever is about to point; and threads and rings as a whole, whose rows are
// the way to further ones. `is_below`: of the lines below outward rows, which can be found once these are remembered. Pure; `reaching` is of
// the same action.
Locks action_locks(const Binding& binding, const BoundAction& action, const Reaching& reaching, bool is_below);

} // namespace retention::policies
