// SPDX-License-Identifier: Apache-2.0
//
// The forecast: the judgement at the end of each month to come, as if nothing new happened and everything due were done at
// once. The judgement's own text, asked at many instants: there is no second formula.
#pragma once

#include "policies/binding.hpp"
#include "policies/statement.hpp"

namespace retention::policies {

// The months of one subject are the bits of a bigint.
inline constexpr int kForecastMonthsMax = 60;

// What a row of forecast() counts, where it is no rule's index.
enum class Forecasted : int {
    Held = -1,        // subjects whom nothing but a hold stops
    Floored = -2,     // subjects whom a floor stops, and no hold
    Subjects = -3,    // subjects who become due for the first time
};

// select month, what, subjects. Month 0 is now, month n the end of the nth month, this one being the first. For a rule: the
// subjects whom it takes in that month. A subject counts once for each action, in the first month in which one of its rules is due,
// and not any more once it is deleted. $1 now (timestamptz), $2 the number of months.
Statement forecast(const Binding& binding);

// select count(*): all subjects of the policy. No parameters.
Statement count_subjects(const Binding& binding);

} // namespace retention::policies
