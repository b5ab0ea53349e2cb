// SPDX-License-Identifier: Apache-2.0
//
// What rules and floors share.
#pragma once

#include "config/language/kinds.hpp"
#include "config/language/maps.hpp"

namespace retention::config::language {

inline constexpr Key kNameKey{
    "name", &kName, "required", "Letters, digits, `_` and `-`; different in each", "silent-prospects",
    "Give it a name: reports and the journal call it by that."};
inline constexpr Key kKeepKey{"keep", &kPeriod, "required", "How long: a period", "P2Y", "Say how long, as in keep: P2Y."};
inline constexpr Key kAfterKey{
    "after", &kExpression, "required", "From when: SQL that gives a date or a timestamp; null is never due",
    "coalesce(last_activity, created_at)", "Say from which date the period runs, as in after: ended_on."};
inline constexpr Key kFromKey{
    "from", &kFrom, "`exact`", "Move the start to `end_of_month` or `end_of_year` before counting", "end_of_year"};
inline constexpr Key kBecauseKey{
    "because", &kReason, "none", "Why: a law, a statement, a contract", "Privacy statement, section 4"};

} // namespace retention::config::language
