// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/action_program.hpp"
#include "policies/binding.hpp"

namespace retention::policies {

// Decides when the effect of each step is asked, and makes the questions of the end: sets Step::is_asked_at_once and
// ActionProgram::proofs. Pure.
//
// Each question visits the rows once more, which is a tenth of a batch's cost; what cannot have happened is not asked:
// - What is found by a way of several keys is asked at once: nothing but code of the application's can have brought other rows since.
// - A delete is asked at once where something may have swallowed it or put rows back (a rule, a trigger on a delete anywhere in the action,
//   row security, a foreign table) or where it may take several rounds. It is asked at the end where something may have put rows there since:
//   code of the application's, or an insert that no foreign key holds up. The subject's own row is proved by the count.
// - An update tells with its own RETURNING what the rows have become, BEFORE triggers included. It is asked again at the end where
//   something might have changed them since, or brought others: code of the application's (any trigger or rule on a table of the
//   action), another step on the same rows, a key that empties columns of it, an insert that no foreign key holds up.
// - Where code of the application's runs, everything is asked at the end that can be asked then: whatever the way, if it is still there
//   (policies/lost_way), and by what was noted before if it is not.
// What a table has is known: the schema's fingerprint is compared when all locks are taken.
void plan_proof(const Binding& binding, const BoundAction& action, ActionProgram& program);

// Whether a table of the action has a trigger or something else that may do more than the statement says.
bool runs_code_of_others(const Binding& binding, const BoundAction& action);

} // namespace retention::policies
