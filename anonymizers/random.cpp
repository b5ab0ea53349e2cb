// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/number_type.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/placeholder.hpp"
#include "anonymizers/sql.hpp"
#include "anonymizers/suggestion.hpp"

#include <limits>

namespace retention::anonymizers {

namespace {

constexpr std::string_view kPlaceholder = "{token}";

constexpr ArgumentForm kBound{.kind = ArgumentForm::Kind::Whole,
                              .what = "a whole number",
                              .min = std::numeric_limits<long long>::min(),
                              .max = std::numeric_limits<long long>::max()};
constexpr Parameter kParameters[] = {
    {"from", &kBound, "required", "The least number that is drawn", "1"},
    {"to", &kBound, "required", "The largest, which is more than `from`", "100"},
};
constexpr std::string_view kTokenWords[] = {"token"};
constexpr std::string_view kUuidWords[] = {"uuid"};

bool is_number(const Column& column) noexcept {
    return column.family == TypeFamily::Integer || column.family == TypeFamily::Number;
}

std::optional<long long> read_bound(const Argument& argument, std::string_view name) noexcept {
    const Argument* const bound = argument.find(name);
    return bound == nullptr ? std::nullopt : whole_number(bound->text, kBound.min, kBound.max);
}

// A whole number has no more digits than the column before its point.
bool is_in_column(long long number, const Column& column) {
    const auto decimals = decimals_of(column);
    if (!decimals)
        return !kConstant.check(Argument::of(std::to_string(number)), column);
    const std::string digits = std::to_string(number);
    const int count = static_cast<int>(digits.size()) - (number < 0 ? 1 : 0);
    return number == 0 || count <= decimals->precision - decimals->scale;
}

std::optional<Refusal> check_range(const Argument& argument, const Column& column) {
    if (is_floating(column) || column.type == "money")
        return Refusal{"takes ranges for whole numbers and numeric only, and not for a column of type " + column.type,
                       "Write { choice: [...] } or { noise: 10% } instead."};
    if (auto refusal = check_parameters(argument, names_of(kParameters)))
        return refusal;
    const auto from = read_bound(argument, "from");
    const auto to = read_bound(argument, "to");
    if (!from || !to || *from >= *to)
        return Refusal{"takes a range from a whole number to a larger one for a column of type " + column.type,
                       "Write for example { random: { from: 1, to: 100 } }."};
    if (!is_in_column(*from, column) || !is_in_column(*to, column))
        return Refusal{"takes a range that the type can hold for a column of type " + column.type, {}};
    return {};
}

std::optional<Refusal> check_text(const Argument& argument, const Column& column) {
    if (argument.kind == Argument::Kind::Text && argument.text == "token")
        return check_template(Argument::none(), kPlaceholder, column);
    if (argument.kind == Argument::Kind::Text && argument.text.find('{') != std::string::npos)
        return check_template(argument, kPlaceholder, column);
    const std::string hint =
        argument.kind == Argument::Kind::Text ? did_you_mean(argument.text, kTokenWords) : std::string();
    return Refusal{"takes \"token\" or a text with {token} in it for a column of type " + column.type,
                   hint.empty() ? "Write { random: token }." : hint};
}

std::optional<Refusal> check_uuid(const Argument& argument, const Column& column) {
    if (is_absent(argument) || (argument.kind == Argument::Kind::Text && argument.text == "uuid"))
        return {};
    const std::string hint =
        argument.kind == Argument::Kind::Text ? did_you_mean(argument.text, kUuidWords) : std::string();
    return Refusal{"takes \"uuid\" for a column of type " + column.type, hint.empty() ? "Write random alone." : hint};
}

std::optional<Refusal> check_argument(const Argument& argument, const Column& column) {
    if (is_number(column))
        return check_range(argument, column);
    return column.family == TypeFamily::Uuid ? check_uuid(argument, column) : check_text(argument, column);
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (!is_number(column) && column.family != TypeFamily::Uuid && column.family != TypeFamily::Text)
        return refuse_type(column);
    if (auto refusal = check_argument(argument, column))
        return refusal;
    if (!column.has_row_key)
        return Refusal{"needs a primary key that stays as it is, to tell the rows apart by",
                       is_number(column) ? "Write { choice: [...] } for the same number in all rows of a subject."
                                         : "Write token for the same value in all rows of a subject."};
    return {};
}

// 32 bytes for the row; others in another column.
std::string draw_for_row(std::string_view purpose, const Column& column, const Inputs& inputs) {
    return draw(literal("random " + std::string(purpose) + " " + column.name + " ") + " || " + inputs.row, inputs);
}

// By 120 bits, because a range may be as wide as bigint, which more than half of 60 bits would not cover.
std::string in_range(long long from, long long to, const Column& column, const Inputs& inputs) {
    constexpr long long kHalf = 1LL << 60;
    const std::string size = "(" + std::to_string(to) + "::numeric - " + std::to_string(from) + " + 1)";
    const auto half = [&](std::string_view purpose) { return below(kHalf, draw_for_row(purpose, column, inputs)); };
    return std::to_string(from) + " + mod(" + half("high") + " * " + std::to_string(kHalf) + "::numeric + " +
           half("low") + ", " + size + ")";
}

std::string value_of(const Argument& argument, const Column& column, const Inputs& inputs) {
    if (argument.kind == Argument::Kind::Map)
        return in_range(*read_bound(argument, "from"), *read_bound(argument, "to"), column, inputs);
    const std::string digits = "encode(" + draw_for_row("token", column, inputs) + ", 'hex')";
    if (column.family == TypeFamily::Uuid)
        return uuid_text(digits, kRandomUuid);
    return fill_template(argument.text == "token" ? Argument::none() : argument, kPlaceholder, digits, column);
}

// An empty string becomes a token too: two rows with one would have the same value.
std::string compile(const Argument& argument, const Column& column, const Inputs& inputs) {
    return as_column_type(unless_null(value_of(argument, column, inputs), inputs), column);
}

Traits traits_of(const Argument& argument) {
    const bool is_unique = argument.kind != Argument::Kind::Map;
    return {.is_unique_safe = is_unique, .is_unique_in_each_row = is_unique, .draws = {.seed = true, .row = true}};
}

std::span<const ArgumentForm> forms() {
    static constexpr ArgumentForm kForms[] = {
        {},
        {.kind = ArgumentForm::Kind::Word, .what = "token, for text", .example = "token", .words = kTokenWords},
        {.kind = ArgumentForm::Kind::Word, .what = "uuid, for uuid", .example = "uuid", .words = kUuidWords},
        {.kind = ArgumentForm::Kind::Value,
         .what = "a text with {token} in it, for text",
         .example = "\"guest-{token}\"",
         .pattern = "\\{token\\}"},
        {.kind = ArgumentForm::Kind::Parameters,
         .what = "a range, for numbers",
         .example = "{ from: 1, to: 100 }",
         .parameters = kParameters},
    };
    return kForms;
}

} // namespace

const Operator kRandom{
    .name = "random",
    .summary = "Puts a random value in the value's place, another one in each row: a token, a UUID or a number.",
    .takes = "`token` or a text with `{token}` in it for text; nothing for uuid; `{ from: 1, to: 100 }` for numbers",
    .suits = "text, uuid, whole numbers, numeric",
    .example = "{ random: token }",
    .forms = forms,
    .traits = {.is_unique_safe = true, .is_unique_in_each_row = true, .draws = {.seed = true, .row = true}},
    .traits_of = traits_of,
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
