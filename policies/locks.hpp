// SPDX-License-Identifier: Apache-2.0
//
// What a batch locks before it judges, so that a later statement's snapshot sees whatever happened to those rows.
#pragma once

#include "policies/binding.hpp"
#include "policies/statement.hpp"

#include <vector>

namespace retention::policies {

// The subjects themselves, in key order; those that somebody is editing are passed over. Gives k1, k2 ... as text.
Statement lock_subjects(const Binding& binding);

// The same of others, who have a part in what the batch acts upon: waits, for to pass them over would leave it to nobody.
Statement lock_others(const Binding& binding);

// The rows that the judgement reads: a lock on the subject alone was seen to miss an update of its consent.
std::vector<Statement> lock_evidence(const Binding& binding);

// Whether rows of `table` can be locked: not those of a view.
bool can_be_locked(const Binding& binding, const TableName& table);

// Which of the given keys exist at all. Locks nothing.
Statement existing(const Binding& binding);

// The key of every row that has one, in order; those that `subject.where` leaves out too. Locks nothing, has no parameters.
Statement every_key(const Binding& binding);

} // namespace retention::policies
