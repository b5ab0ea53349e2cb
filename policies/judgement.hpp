// SPDX-License-Identifier: Apache-2.0
//
// The judgement: for each subject its class and, for each rule, whether it is due and if not what stops it. One text in
// several shapes; there is no second formula anywhere.
//
// A rule is expired when from(date(after)) + keep <= date(as_of), on dates, in the time zone of the session, which must be
// the policy's. Adding a period to a date is monotonic, subtracting one from as_of is not. Of a subject who asked to be erased it is
// expired from the day of the request on (request.hpp).
#pragma once

#include "policies/binding.hpp"
#include "policies/statement.hpp"
#include "policies/subject_view.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace retention::policies {

// How a rule stands for one subject, in the order in which it is asked. The numbers are part of the SQL.
enum class RuleState : int {
    NotInClass = 0,
    When = 1,              // the rule's `when` does not hold
    NoStartingPoint = 2,   // `after` is null: never due, and counted
    NotExpired = 3,
    Done = 4,              // its action was taken, and the starting point is no later than that
    Unless = 5,
    Floor = 1000,          // + the floor's index: the first that blocks
    Hold = 2000,           // + the hold's index; kOperatorHold for one that an operator placed
    Due = 9999,
};
inline constexpr int kOperatorHold = 999;

// A state as stored in a row of the judgement, taken apart.
struct RuleVerdict {
    RuleState state = RuleState::NotInClass;
    std::string stopped_by;   // the floor's or hold's name, "operator" for a hold placed by hand; else empty
};
RuleVerdict verdict_of(const Policy& policy, int state);

// The word for a state in documents: not_in_class, when, no_starting_point, not_expired, done, unless, floor, hold, due.
std::string to_word(RuleState state);

// Indexes of the policy's rules, the strongest action first: one that deletes the subject's row before one that does not,
// among equals the earlier rule.
std::vector<std::size_t> by_strength(const Binding& binding);

// Columns of a row of judged(): k1, k2 ... (the key as text), class (text), then for rule i, floor i and hold i
//   r<i>_start (date), r<i>_expires (date), r<i>_state (integer), f<i>_ends (date; null: no end is known), f<i>_applies
//   (boolean), h<i> (boolean), operator_hold (boolean), verdict (integer: the index of the rule to follow, or null).

// Those rows for everybody, or in the keyed shape for the given keys, as a SELECT to go on with. `as_of`: a timestamptz.
std::string judgement(const Binding& binding, std::string_view as_of = kAsOf, Shape shape = Shape::Whole);

// What is asked about everybody is asked about a part of them as well, where somebody can't be judged (jobs/parts): `shape` is
// Whole, or Keyed, and then the keys follow as_of, and the name says so.
std::string name_of(std::string_view question, Shape shape);
std::vector<Bind> binds_of(Shape shape);

// select class, r0_state, ..., verdict, count(*), r0_expires, ..., undone: one row for each combination; `undone` are those of
// them who count as done and are so no longer (undone.hpp). $1 as_of.
Statement census(const Binding& binding, Shape shape = Shape::Whole);

// Lets the markers of those whom the census finds undone count no longer: each is due again unless something stops it. $1 as_of.
Statement send_undone_again(const Binding& binding, Shape shape = Shape::Whole);

// select k1, ..., verdict for every subject that is due, in no order; reads facts only of those that can be due. $1 as_of.
Statement due(const Binding& binding);

// select k1, ..., verdict, r0_state ..., is_held (by whatever hold, or, where the action was taken,
// by `unless` or a floor since), is_somebody (of a class, or with a starting point later
// than a rule's action), asked_as (open_requests()) for the given keys. $1 as_of, then the keys.
Statement judge(const Binding& binding);

// Whether an expression of the policy's asks for as_of: then somebody may be due by one instant and not by a later one, though no row has
// changed. Without it time only ever makes people due.
bool asks_for_instant(const Binding& binding);

// One row with the whole judgement, requested_on (date; null: nobody asked) and, as a JSON object "view", every fact and consent. $1 as_of, then the keys.
Statement explain(const Binding& binding);

} // namespace retention::policies
