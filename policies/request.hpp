// SPDX-License-Identifier: Apache-2.0
//
// Erasure requests (GDPR Art. 17), as the judgement sees them: of a subject who asked to be erased, every period that a rule keeps
// data for has ended on the day of the request, whatever its starting point, and no `unless` stands in the way: a consent that was given
// is taken back by asking. Class, `when`, floors and holds stand.
#pragma once

#include "policies/binding.hpp"
#include "policies/statement.hpp"

#include <string>

namespace retention::policies {

// The condition that `alias`, a row of retentiond.request, is an open one of this policy. As with markers, a policy that was moved to
// another table or key speaks of other people.
std::string is_open_request(const Binding& binding, const std::string& alias);

// The open requests as rows in parentheses: key (as key_text()), since (date, in the time zone of the session), at (the instant); one for each
// subject.
std::string open_requests(const Binding& binding);

// The condition that the subject in `alias` has asked, found by the index of its key: for the few requests there are.
std::string has_asked(const Binding& binding, const std::string& alias);

// Closes the requests of subjects whose row is not there any more, whoever deleted it.
Statement close_gone(const Binding& binding);

} // namespace retention::policies
