// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/number_type.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"

namespace retention::anonymizers {

namespace {

constexpr long long kPercentMin = 1;
constexpr long long kPercentMax = 100;
constexpr long long kSteps = 1'000'000'000; // from nothing to the whole share

std::optional<long long> read_percent(const Argument& argument) noexcept {
    if (argument.kind != Argument::Kind::Text || !argument.text.ends_with('%'))
        return {};
    return whole_number(std::string_view(argument.text).substr(0, argument.text.size() - 1), kPercentMin, kPercentMax);
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (column.family != TypeFamily::Integer && column.family != TypeFamily::Number)
        return refuse_type(column);
    if (!read_percent(argument))
        return Refusal{"takes a whole percentage from 1% to 100%", "Write for example { noise: 10% }."};
    return {};
}

// 1 and at most so many percent more or less. What a domain holds is not known here: its numbers go towards zero only.
std::string factor(long long percent, const Column& column, const Inputs& inputs) {
    const std::string drawn = draw(literal("noise " + column.name), inputs);
    const std::string steps = is_domain(column) ? "-" + below(kSteps + 1, drawn)
                                                : below(2 * kSteps + 1, drawn) + " - " + std::to_string(kSteps);
    return "(1 + (" + steps + ") * " + std::to_string(percent) + " / " + std::to_string(kSteps * 100) + ".0)";
}

// With as many decimals as before, where the type does not say how many.
std::string moved(long long percent, const Column& column, const Inputs& inputs) {
    const std::string number = inputs.old_value + "::numeric";
    const std::string product = number + " * " + factor(percent, column, inputs);
    if (column.family == TypeFamily::Integer)
        return "round(" + product + ")";
    if (column.type == "numeric" || is_domain(column))
        return "round(" + product + ", scale(" + number + "))";
    return product;
}

std::string within_limits(const std::string& number, const Column& column) {
    const std::string most = largest(column);
    return most.empty() ? number : "greatest(" + lowest(column) + ", least(" + most + ", " + number + "))";
}

// A number next to zero is zero: a smaller one is out of the range of floating point, for the server. There is nothing
// to move in what is no number.
std::string compile(const Argument& argument, const Column& column, const Inputs& inputs) {
    const std::string number = within_limits(moved(*read_percent(argument), column, inputs), column);
    if (column.family == TypeFamily::Integer)
        return as_column_type(unless_null(number, inputs), column);
    const bool may_float = is_floating(column) || is_domain(column);
    const std::string tiny =
        may_float ? " when abs(" + inputs.old_value + "::numeric) < 1e-30 then " + as_column_type("'0'", column) : "";
    return "case when " + inputs.old_value + "::text in ('NaN', 'Infinity', '-Infinity') then " + inputs.old_value +
           tiny + " when " + inputs.old_value + " is not null then " + as_column_type(number, column) + " end";
}

std::span<const ArgumentForm> forms() {
    static constexpr ArgumentForm kForms[] = {
        {.kind = ArgumentForm::Kind::Percent,
         .what = "by how many percent at most",
         .example = "10%",
         .min = kPercentMin,
         .max = kPercentMax},
    };
    return kForms;
}

} // namespace

const Operator kNoise{
    .name = "noise",
    .summary = "Moves a number up or down by a random percentage, by the same for all numbers of a subject in columns "
               "of one name; small whole numbers may stay what they are.",
    .takes = "by how many percent at most",
    .suits = "numbers",
    .example = "{ noise: 10% }",
    .forms = forms,
    .traits = {.strength = Strength::Reduced, .is_repeatable = false, .draws = {.seed = true}},
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
