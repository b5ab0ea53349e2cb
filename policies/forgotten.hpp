// SPDX-License-Identifier: Apache-2.0
//
// Those whom a policy forgets: the field's most common failure is nobody who is erased too early but those who stay for ever.
#pragma once

#include "policies/binding.hpp"
#include "policies/judgement.hpp"
#include "policies/statement.hpp"

#include <set>
#include <string>

namespace retention::policies {

// The classes that a rule is about.
std::set<std::string> ruled_classes(const Policy& policy);

// Whether a rule in this state was never due, is not, and will not be as things are: time alone changes nothing.
constexpr bool is_never_due(RuleState state) noexcept {
    return state == RuleState::NotInClass || state == RuleState::When || state == RuleState::NoStartingPoint;
}

// select k1, ..., class, has_no_starting_point, total: subjects of no class (class is null), and those of a class with rules none of
// which will ever be due; of each kind the first so many, and how many there are. $1 as_of, in the keyed shape the keys, and the limit.
Statement forgotten(const Binding& binding, Shape shape = Shape::Whole);

} // namespace retention::policies
