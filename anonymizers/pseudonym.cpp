// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/placeholder.hpp"
#include "anonymizers/sql.hpp"

namespace retention::anonymizers {

namespace {

constexpr std::string_view kPlaceholder = "{pseudonym}";

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (column.family != TypeFamily::Text && column.family != TypeFamily::Uuid)
        return refuse_type(column);
    if (!is_absent(argument) && argument.kind != Argument::Kind::Text)
        return Refusal{"takes one text", "Write pseudonym, or { pseudonym: \"P-{pseudonym}\" }."};
    if (column.family == TypeFamily::Text)
        return check_template(argument, kPlaceholder, column);
    if (template_of(argument, kPlaceholder) != kPlaceholder)
        return Refusal{"takes no text for a column of type " + column.type, "Write pseudonym alone."};
    return {};
}

// An empty string becomes a pseudonym too: two subjects with one would have the same value.
std::string compile(const Argument& argument, const Column& column, const Inputs& inputs) {
    const std::string digits = "encode(" + inputs.pseudonym + ", 'hex')";
    const std::string value = column.family == TypeFamily::Uuid ? uuid_text(digits, kCustomUuid)
                                                                : fill_template(argument, kPlaceholder, digits, column);
    return as_column_type(unless_null(value, inputs), column);
}

std::span<const ArgumentForm> forms() {
    static constexpr ArgumentForm kForms[] = {
        {},
        {.kind = ArgumentForm::Kind::Value,
         .what = "a text with {pseudonym} in it, for text",
         .example = "\"P-{pseudonym}\"",
         .pattern = "\\{pseudonym\\}"},
    };
    return kForms;
}

} // namespace

const Operator kPseudonym{
    .name = "pseudonym",
    .summary = "Puts a keyed text in the value's place, different for each subject and the same in every run: whoever "
               "has the secret can tell whose it is.",
    .takes = "nothing, or a text with `{pseudonym}` in it",
    .suits = "text, uuid",
    .example = "{ pseudonym: \"P-{pseudonym}\" }",
    .forms = forms,
    .traits = {.strength = Strength::Pseudonym, .is_unique_safe = true, .draws = {.pseudonym = true}},
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
