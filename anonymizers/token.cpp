// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"

#include <algorithm>
#include <vector>

namespace retention::anonymizers {

namespace {

constexpr std::string_view kPlaceholder = "{token}";

// 24 hexadecimal digits are 96 bits: among ten million subjects two alike come up once in 10^15 databases. A short
// column may have as few as 16 (64 bits), which still makes it once in 300,000.
constexpr std::size_t kTokenLength = 24;
constexpr std::size_t kTokenLengthMin = 16;

std::string_view template_of(const Argument& argument) noexcept {
    return argument.kind == Argument::Kind::Text ? std::string_view(argument.text) : kPlaceholder;
}

// The texts before, between and after the placeholders.
std::vector<std::string_view> fixed_parts(std::string_view text) {
    std::vector<std::string_view> parts;
    for (auto at = text.find(kPlaceholder); at != std::string_view::npos; at = text.find(kPlaceholder)) {
        parts.push_back(text.substr(0, at));
        text.remove_prefix(at + kPlaceholder.size());
    }
    parts.push_back(text);
    return parts;
}

std::size_t fixed_length(const std::vector<std::string_view>& parts) noexcept {
    std::size_t length = 0;
    for (const auto part : parts)
        length += characters(part);
    return length;
}

// As long as the column allows.
std::size_t token_length(const std::vector<std::string_view>& parts, const Column& column) noexcept {
    const std::size_t tokens = parts.size() - 1;
    const std::size_t fixed = fixed_length(parts);
    if (!column.length_max)
        return kTokenLength;
    const auto length_max = static_cast<std::size_t>(std::max(*column.length_max, 0));
    return length_max <= fixed ? 0 : std::min(kTokenLength, (length_max - fixed) / tokens);
}

std::string digest(const Inputs& inputs) {
    return "encode(sha256(" + inputs.seed + " || 'token'::bytea), 'hex')";
}

std::optional<Refusal> check_text(const Argument& argument, const Column& column) {
    const auto text = template_of(argument);
    const auto parts = fixed_parts(text);
    if (parts.size() < 2)
        return Refusal{"takes a text with {token} in it",
                       "Write for example { token: \"{token}@anonymized.invalid\" }."};
    for (const auto part : parts) {
        if (part.find('\0') != std::string_view::npos)
            return Refusal{"takes a text without NUL characters", {}};
        if (part.find_first_of("{}") != std::string_view::npos)
            return Refusal{"knows {token} and nothing else in braces", {}};
    }
    if (token_length(parts, column) < kTokenLengthMin)
        return check_length("the text", fixed_length(parts) + kTokenLengthMin * (parts.size() - 1), column,
                            "Shorten what stands around {token}, which itself takes at least " +
                                std::to_string(kTokenLengthMin) + " characters.");
    return {};
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (column.family != TypeFamily::Text && column.family != TypeFamily::Uuid)
        return refuse_type(column);
    if (!is_absent(argument) && argument.kind != Argument::Kind::Text)
        return Refusal{"takes one text", "Write token, or { token: \"{token}@anonymized.invalid\" }."};
    if (column.family == TypeFamily::Text)
        return check_text(argument, column);
    if (template_of(argument) != kPlaceholder)
        return Refusal{"takes no text for a column of type " + column.type, "Write token alone."};
    return {};
}

// With the version and variant of a random UUID (RFC 9562, version 4), which some applications insist on.
std::string random_uuid(const Inputs& inputs) {
    return "overlay(overlay(left(" + digest(inputs) + ", 32) placing '4' from 13 for 1) placing '8' from 17 for 1)";
}

std::string filled_template(const Argument& argument, const Column& column, const Inputs& inputs) {
    const auto parts = fixed_parts(template_of(argument));
    const std::string token = "left(" + digest(inputs) + ", " + std::to_string(token_length(parts, column)) + ")";
    std::string expression;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0)
            expression += (expression.empty() ? "" : " || ") + token;
        if (!parts[i].empty())
            expression += (expression.empty() ? "" : " || ") + literal(parts[i]);
    }
    return expression;
}

// An empty string becomes a token too: two subjects with one would have the same value.
std::string compile(const Argument& argument, const Column& column, const Inputs& inputs) {
    const std::string value =
        column.family == TypeFamily::Uuid ? random_uuid(inputs) : filled_template(argument, column, inputs);
    return as_column_type(unless_null(value, inputs), column);
}

} // namespace

const Operator kToken{
    .name = "token",
    .summary = "Puts a random text in the value's place, different for each subject and alike in all of its tables.",
    .takes = "nothing, or a text with `{token}` in it",
    .suits = "text, uuid",
    .example = "{ token: \"{token}@anonymized.invalid\" }",
    .traits = {.is_unique_safe = true, .draws = {.seed = true}},
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
