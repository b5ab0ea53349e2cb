// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"

#include <algorithm>

namespace retention::anonymizers {

namespace {

// With 16 digits (64 bits) two alike among ten million values come up once in 300,000 databases.
constexpr int kDigitsMin = 16;
constexpr int kDigitsMax = 64;

std::optional<int> read_digits(const Argument& argument) noexcept {
    if (argument.kind != Argument::Kind::Text)
        return {};
    const auto number = whole_number(argument.text, kDigitsMin, kDigitsMax);
    return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

// As many as the policy says, else as the column has room for.
int digits_of(const Argument& argument, const Column& column) noexcept {
    return read_digits(argument).value_or(std::clamp(column.length_max.value_or(kDigitsMax), kDigitsMin, kDigitsMax));
}

std::optional<Refusal> check_digits(const Argument& argument) {
    if (is_absent(argument) || read_digits(argument))
        return {};
    return Refusal{"takes a number of digits from " + std::to_string(kDigitsMin) + " to " + std::to_string(kDigitsMax),
                   "Write hash, or for example { hash: 32 }."};
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (column.family == TypeFamily::Uuid)
        return is_absent(argument)
                   ? std::optional<Refusal>()
                   : Refusal{"takes no number of digits for a column of type " + column.type, "Write hash alone."};
    if (column.family != TypeFamily::Text && column.family != TypeFamily::Bytes)
        return refuse_type(column);
    if (auto refusal = check_digits(argument))
        return refusal;
    if (column.family == TypeFamily::Bytes && digits_of(argument, column) % 2 != 0)
        return Refusal{"takes an even number of digits for a column of type " + column.type, "Two digits make a byte."};
    const int digits = digits_of(argument, column);
    return check_length("the hash", static_cast<std::size_t>(digits), column,
                        digits == kDigitsMin ? "Write redact, null or { prefix: 1 } instead."
                                             : "Write hash alone, which takes what room there is.");
}

std::string value_of(const Argument& argument, const Column& column, const Inputs& inputs) {
    const std::string digits = "left(" + inputs.keyed_hash + ", " + std::to_string(digits_of(argument, column)) + ")";
    if (column.family == TypeFamily::Uuid)
        return uuid_text(inputs.keyed_hash, kCustomUuid);
    if (column.family == TypeFamily::Bytes)
        return "decode(" + digits + ", 'hex')";
    return unless_empty(digits, inputs);
}

std::string compile(const Argument& argument, const Column& column, const Inputs& inputs) {
    return as_column_type(value_of(argument, column, inputs), column);
}

std::span<const ArgumentForm> forms() {
    static constexpr ArgumentForm kForms[] = {
        {},
        {.kind = ArgumentForm::Kind::Whole,
         .what = "how many hexadecimal digits",
         .example = "32",
         .min = kDigitsMin,
         .max = kDigitsMax},
    };
    return kForms;
}

} // namespace

const Operator kHash{
    .name = "hash",
    .summary = "Puts a keyed hash of the value in its place, alike for like values: whoever has the secret can try "
               "which value it was.",
    .takes = "nothing, or how many hexadecimal digits, 16 to 64",
    .suits = "text, bytea, uuid",
    .example = "{ hash: 32 }",
    .forms = forms,
    .traits = {.strength = Strength::Pseudonym,
               .is_unique_safe = true,
               .is_unique_in_each_row = true,
               .is_repeatable = false,
               .draws = {.keyed_hash = true}},
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
