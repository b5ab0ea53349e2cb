// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/binding.hpp"

namespace retention::policies {

// Walks from the subject along every key that refers to it, and on below each table whose rows the action deletes or
// changes, and pairs each key met with the line that answers for it. A key without an answer, a line that no key leads to
// and a line that answers for several paths at once are errors: what was not examined cannot be deleted.
//
// REQUIRES: the binding's subject and graph are set.
BoundAction walk_action(const Binding& binding, const Action& action, Findings& findings);

} // namespace retention::policies
