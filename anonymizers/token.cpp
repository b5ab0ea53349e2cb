// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/placeholder.hpp"
#include "anonymizers/sql.hpp"

namespace retention::anonymizers {

namespace {

constexpr std::string_view kPlaceholder = "{token}";

std::string digits(const Inputs& inputs) {
    return "encode(sha256(" + inputs.seed + " || 'token'::bytea), 'hex')";
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (column.family != TypeFamily::Text && column.family != TypeFamily::Uuid)
        return refuse_type(column);
    if (!is_absent(argument) && argument.kind != Argument::Kind::Text)
        return Refusal{"takes one text", "Write token, or { token: \"{token}@anonymized.invalid\" }."};
    if (column.family == TypeFamily::Text)
        return check_template(argument, kPlaceholder, column);
    if (template_of(argument, kPlaceholder) != kPlaceholder)
        return Refusal{"takes no text for a column of type " + column.type, "Write token alone."};
    return {};
}

// An empty string becomes a token too: two subjects with one would have the same value.
std::string compile(const Argument& argument, const Column& column, const Inputs& inputs) {
    const std::string value = column.family == TypeFamily::Uuid
                                  ? uuid_text(digits(inputs), kRandomUuid)
                                  : fill_template(argument, kPlaceholder, digits(inputs), column);
    return as_column_type(unless_null(value, inputs), column);
}

std::span<const ArgumentForm> forms() {
    static constexpr ArgumentForm kForms[] = {
        {},
        {.kind = ArgumentForm::Kind::Value,
         .what = "a text with {token} in it, for text",
         .example = "\"{token}@anonymized.invalid\"",
         .pattern = "\\{token\\}"},
    };
    return kForms;
}

} // namespace

const Operator kToken{
    .name = "token",
    .summary = "Puts a random text in the value's place, different for each subject and alike in all of its tables.",
    .takes = "nothing, or a text with `{token}` in it",
    .suits = "text, uuid",
    .example = "{ token: \"{token}@anonymized.invalid\" }",
    .forms = forms,
    .traits = {.is_unique_safe = true, .draws = {.seed = true}},
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
