// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"

namespace retention::anonymizers {

namespace {

constexpr long long kDaysMin = 1;
constexpr long long kDaysMax = 36'500;

std::optional<long long> read_days(const Argument& argument) noexcept {
    if (argument.kind != Argument::Kind::Text)
        return {};
    return whole_number(argument.text, kDaysMin, kDaysMax);
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (column.family != TypeFamily::Date && column.family != TypeFamily::Timestamp)
        return refuse_type(column);
    if (!read_days(argument))
        return Refusal{"takes a whole number of days from " + std::to_string(kDaysMin) + " to " +
                           std::to_string(kDaysMax),
                       "Write for example { shift_date: 30 }."};
    return {};
}

// Days by which all dates of the subject are moved, but for those within kDaysMax of the end of their type, which all
// go the way that there is.
std::string days(long long days_max, const Column& column, const Inputs& inputs) {
    const bool is_date = column.family == TypeFamily::Date;
    const std::string first = is_date ? "date '4600-01-01 BC'" : "timestamp '4600-01-01 BC'";
    const std::string last = is_date ? "date '5874700-01-01'" : "timestamp '294100-01-01'";
    return "((1 + " + below(days_max, draw("'shift_date'", inputs)) + ") * case when " + inputs.old_value + " < " +
           first + " then 1 when " + inputs.old_value + " > " + last + " then -1 else 1 - 2 * " +
           below(2, draw("'shift_date direction'", inputs)) + " end)::integer";
}

// A timestamp with time zone keeps its time of day in the session's zone, which is the policy's.
std::string compile(const Argument& argument, const Column& column, const Inputs& inputs) {
    const std::string moved = days(*read_days(argument), column, inputs);
    if (column.family == TypeFamily::Date)
        return as_column_type(inputs.old_value + " + " + moved, column);
    return as_column_type(inputs.old_value + " + make_interval(days => " + moved + ")", column);
}

std::span<const ArgumentForm> forms() {
    static constexpr ArgumentForm kForms[] = {
        {.kind = ArgumentForm::Kind::Whole,
         .what = "by how many days at most",
         .example = "30",
         .min = kDaysMin,
         .max = kDaysMax},
    };
    return kForms;
}

} // namespace

const Operator kShiftDate{
    .name = "shift_date",
    .summary =
        "Moves a date by a random number of days forward or back, by the same for all dates of a subject, so that "
        "what lies between them stays true.",
    .takes = "by how many days at most",
    .suits = "date, timestamp",
    .example = "{ shift_date: 30 }",
    .forms = forms,
    .traits = {.strength = Strength::Reduced, .is_repeatable = false, .draws = {.seed = true}},
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
