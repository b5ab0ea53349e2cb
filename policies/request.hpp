// SPDX-License-Identifier: Apache-2.0
//
// Erasure requests (GDPR Art. 17), as the judgement sees them: of a subject who asked to be erased, every period that a rule keeps
// data for has ended on the day of the request, whatever its starting point, and no `unless` stands in the way: a consent that was given
// is taken back by asking. Class, `when`, floors and holds stand.
#pragma once

#include "policies/binding.hpp"
#include "policies/statement.hpp"

#include <optional>
#include <string>

namespace retention::policies {

// The condition that `alias`, a row of retentiond.request, is an open one of this policy. As with markers, a policy that was moved to
// another table or key speaks of other people.
std::string is_open_request(const Binding& binding, const std::string& alias);

// A SELECT of the subjects with open requests, one row for each: k1, k2 ... (as they stand in the subject's table), since (date, in the
// time zone of the session), at (the instant), asked_as (a JSON array of the keys by which the requests know the subject: a key that was
// rewritten to an equal one, such as citext in other letters, is another text). `first_parameter`: of the key arrays, when only those are of
// interest.
std::string open_requests(const Binding& binding, std::optional<int> first_parameter);

// Gives of the given keys those by which a subject stands in its table: their place among them, counted from 1, and k1, k2 ... as text.
Statement stored_keys(const Binding& binding);

// Gives the open requests of the subjects with the given keys, the first first.
Statement requests_of(const Binding& binding);

// The condition that the subject in `alias` has asked, found by the index of its key: for the few requests there are.
std::string has_asked(const Binding& binding, const std::string& alias);

// Closes the requests of subjects whose row is not there any more, whoever deleted it.
Statement close_gone(const Binding& binding);

} // namespace retention::policies
