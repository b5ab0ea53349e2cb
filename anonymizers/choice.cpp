// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"

namespace retention::anonymizers {

namespace {

constexpr std::size_t kValuesMin = 2;
constexpr std::size_t kValuesMax = 1000;

// Each value must do as a constant.
std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (argument.kind != Argument::Kind::List || argument.list.size() < kValuesMin || argument.list.size() > kValuesMax)
        return Refusal{"takes a list of " + std::to_string(kValuesMin) + " to " + std::to_string(kValuesMax) +
                           " values",
                       "Write for example { choice: [red, green, blue] }."};
    for (const auto& value : argument.list) {
        if (value.kind != Argument::Kind::Text)
            return Refusal{"takes a list of values, each of them one text or number", {}};
        if (auto refusal = kConstant.check(value, column))
            return Refusal{refusal->message + " (\"" + value.text + "\")", refusal->hint};
    }
    return {};
}

std::string picked(const Argument& argument, const Column& column, const Inputs& inputs) {
    const auto count = static_cast<long long>(argument.list.size());
    std::string expression = "case " + below(count, draw(literal("choice " + column.name), inputs));
    for (std::size_t i = 0; i < argument.list.size(); ++i)
        expression += " when " + std::to_string(i) + " then " + literal(argument.list[i].text);
    return expression + " end";
}

std::string compile(const Argument& argument, const Column& column, const Inputs& inputs) {
    const std::string value = picked(argument, column, inputs);
    return as_column_type(column.family == TypeFamily::Text ? unless_empty(value, inputs) : unless_null(value, inputs),
                          column);
}

std::span<const ArgumentForm> forms() {
    static constexpr ArgumentForm kValue{
        .kind = ArgumentForm::Kind::Value, .what = "a value that fits the column", .pattern = "^"};
    static constexpr ArgumentForm kForms[] = {
        {.kind = ArgumentForm::Kind::List,
         .what = "a list of values that fit the column",
         .example = "[red, green, blue]",
         .min = kValuesMin,
         .max = kValuesMax,
         .each = &kValue},
    };
    return kForms;
}

} // namespace

const Operator kChoice{
    .name = "choice",
    .summary =
        "Puts one of several values in the value's place, picked at random for each subject, and alike in columns "
        "of one name.",
    .takes = "a list of at least two values that fit the column",
    .suits = "every type",
    .example = "{ choice: [red, green, blue] }",
    .forms = forms,
    .traits = {.draws = {.seed = true}},
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
