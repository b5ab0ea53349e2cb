// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"

#include <limits>

namespace retention::anonymizers {

namespace {

constexpr long long kLengthMin = 1;
constexpr long long kLengthMax = std::numeric_limits<int>::max();

std::optional<long long> read_length(const Argument& argument) noexcept {
    if (argument.kind != Argument::Kind::Text)
        return {};
    return whole_number(argument.text, kLengthMin, kLengthMax);
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (column.family != TypeFamily::Text)
        return refuse_type(column);
    const auto length = read_length(argument);
    if (!length)
        return Refusal{"takes a whole number above 0", "Write for example { prefix: 2 }."};
    if (column.length_max && *length >= *column.length_max)
        return Refusal{"of " + argument.text + " characters changes nothing: the column holds " +
                           std::to_string(*column.length_max),
                       "Write a smaller number, or keep."};
    return {};
}

std::string compile(const Argument& argument, const Column& column, const Inputs& inputs) {
    return as_column_type("left(" + inputs.old_value + "::text, " + std::to_string(*read_length(argument)) + ")",
                          column);
}

std::span<const ArgumentForm> forms() {
    static constexpr ArgumentForm kForms[] = {
        {.kind = ArgumentForm::Kind::Whole,
         .what = "how many characters",
         .example = "2",
         .min = kLengthMin,
         .max = kLengthMax},
    };
    return kForms;
}

} // namespace

const Operator kPrefix{
    .name = "prefix",
    .summary = "Keeps the first characters, such as the region of a postcode.",
    .takes = "how many characters",
    .suits = "text",
    .example = "{ prefix: 2 }",
    .forms = forms,
    .traits = {.strength = Strength::Reduced},
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
