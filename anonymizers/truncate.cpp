// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"

#include <limits>

namespace retention::anonymizers {

namespace {

constexpr long long kLengthMin = 1;
constexpr long long kLengthMax = std::numeric_limits<int>::max() - 1; // one more is looked at

std::optional<long long> read_length(const Argument& argument) noexcept {
    if (argument.kind != Argument::Kind::Text)
        return {};
    return whole_number(argument.text, kLengthMin, kLengthMax);
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (column.family != TypeFamily::Text && column.family != TypeFamily::Bytes && column.family != TypeFamily::Array)
        return refuse_type(column);
    const auto length = read_length(argument);
    if (!length)
        return Refusal{"takes a whole number above 0", "Write for example { truncate: 20 }."};
    if (column.length_max && *length >= *column.length_max)
        return Refusal{"after " + argument.text + " characters changes nothing: the column holds " +
                           std::to_string(*column.length_max),
                       "Write a smaller number, or keep."};
    return {};
}

// Up to the last white space that leaves so many characters, or within the first word where there is none.
std::string text_beginning(const std::string& length, const Inputs& inputs) {
    const std::string text = plain_text(inputs);
    const std::string whole_words =
        "regexp_replace(left(" + text + ", " + length + " + 1), " + literal(R"((^|\s+)\S*$)") + ", '')";
    return "case when length(" + text + ") > " + length + " then coalesce(nullif(" + whole_words + ", ''), left(" +
           text + ", " + length + ")) else " + text + " end";
}

// An array counts from whatever number it was given.
std::string array_beginning(const std::string& length, const Inputs& inputs) {
    const std::string array = "(" + inputs.old_value + ")";
    const std::string first = "array_lower(" + array + ", 1)";
    return "case when array_length(" + array + ", 1) > " + length + " then " + array + "[" + first + " : " + first +
           " + " + length + " - 1] else " + array + " end";
}

std::string compile(const Argument& argument, const Column& column, const Inputs& inputs) {
    const std::string length = std::to_string(*read_length(argument));
    if (column.family == TypeFamily::Bytes)
        return as_column_type("substring(" + inputs.old_value + " from 1 for " + length + ")", column);
    if (column.family == TypeFamily::Array)
        return as_column_type(array_beginning(length, inputs), column);
    return as_column_type(text_beginning(length, inputs), column);
}

std::span<const ArgumentForm> forms() {
    static constexpr ArgumentForm kForms[] = {
        {.kind = ArgumentForm::Kind::Whole,
         .what = "how many characters, bytes or elements",
         .example = "20",
         .min = kLengthMin,
         .max = kLengthMax},
    };
    return kForms;
}

} // namespace

const Operator kTruncate{
    .name = "truncate",
    .summary =
        "Cuts a text after so many characters, at the end of a word; a byte string after so many bytes, an array "
        "after so many elements.",
    .takes = "how many",
    .suits = "text, bytea, arrays",
    .example = "{ truncate: 20 }",
    .forms = forms,
    .traits = {.strength = Strength::Reduced},
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
