// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"

namespace retention::anonymizers {

namespace {

constexpr std::string_view kMark = "[redacted]";

std::string_view mark_of(const Argument& argument) noexcept {
    return argument.kind == Argument::Kind::Text ? std::string_view(argument.text) : kMark;
}

// What says nothing in a column that is no text: an empty one. Numbers and dates have no such value.
std::optional<std::string_view> neutral_value(TypeFamily family) noexcept {
    switch (family) {
    case TypeFamily::Json:
    case TypeFamily::Array:
        return "'{}'";
    case TypeFamily::Bytes:
        return "''";
    default:
        return {};
    }
}

std::optional<Refusal> check_text(const Argument& argument, const Column& column) {
    if (!is_absent(argument) && argument.kind != Argument::Kind::Text)
        return Refusal{"takes one text", "Write redact, or { redact: \"removed\" }."};
    const auto mark = mark_of(argument);
    if (mark.find('\0') != std::string_view::npos)
        return Refusal{"takes a text without NUL characters", {}};
    return check_length(literal(mark), characters(mark), column, "Write a shorter text: { redact: \"x\" }.");
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (column.family == TypeFamily::Text)
        return check_text(argument, column);
    if (!neutral_value(column.family))
        return refuse_type(column);
    if (!is_absent(argument))
        return Refusal{"takes a text only for text columns; a column of type " + column.type + " becomes empty",
                       "Write redact without a text, or { constant: ... }."};
    return {};
}

std::string compile(const Argument& argument, const Column& column, const Inputs& inputs) {
    if (const auto neutral = neutral_value(column.family))
        return unless_null(as_column_type(*neutral, column), inputs);
    return as_column_type(unless_empty(literal(mark_of(argument)), inputs), column);
}

std::span<const ArgumentForm> forms() {
    static constexpr ArgumentForm kForms[] = {
        {},
        {.kind = ArgumentForm::Kind::Value,
         .what = "the text to put there, for text",
         .example = "\"(deleted)\"",
         .pattern = "^"},
    };
    return kForms;
}

} // namespace

const Operator kRedact{
    .name = "redact",
    .summary = "Puts a fixed text in the value's place, or an empty document, array or byte string.",
    .takes = "nothing, or the text to put there",
    .suits = "text, json, bytea, arrays",
    .example = "redact",
    .forms = forms,
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
