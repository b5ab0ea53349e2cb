// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/placeholder.hpp"

#include "anonymizers/checks.hpp"
#include "anonymizers/sql.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace retention::anonymizers {

namespace {

// 24 hexadecimal digits are 96 bits: among ten million subjects two alike come up once in 10^15 databases. A short
// column may have as few as 16 (64 bits), which still makes it once in 300,000.
constexpr std::size_t kDigits = 24;
constexpr std::size_t kDigitsMin = 16;

// The texts before, between and after the placeholders.
std::vector<std::string_view> fixed_parts(std::string_view text, std::string_view placeholder) {
    std::vector<std::string_view> parts;
    for (auto at = text.find(placeholder); at != std::string_view::npos; at = text.find(placeholder)) {
        parts.push_back(text.substr(0, at));
        text.remove_prefix(at + placeholder.size());
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

// As many as the column allows.
std::size_t digits_of(const std::vector<std::string_view>& parts, const Column& column) noexcept {
    const std::size_t placeholders = parts.size() - 1;
    const std::size_t fixed = fixed_length(parts);
    if (!column.length_max)
        return kDigits;
    const auto length_max = static_cast<std::size_t>(std::max(*column.length_max, 0));
    return length_max <= fixed ? 0 : std::min(kDigits, (length_max - fixed) / placeholders);
}

} // namespace

std::string_view template_of(const Argument& argument, std::string_view placeholder) noexcept {
    return argument.kind == Argument::Kind::Text ? std::string_view(argument.text) : placeholder;
}

std::optional<Refusal> check_template(const Argument& argument, std::string_view placeholder, const Column& column) {
    const std::string name(placeholder);
    const auto parts = fixed_parts(template_of(argument, placeholder), placeholder);
    if (parts.size() < 2)
        return Refusal{"takes a text with " + name + " in it",
                       "Write for example \"" + name + "@anonymized.invalid\"."};
    for (const auto part : parts) {
        if (part.find('\0') != std::string_view::npos)
            return Refusal{"takes a text without NUL characters", {}};
        if (part.find_first_of("{}") != std::string_view::npos)
            return Refusal{"knows " + name + " and nothing else in braces", {}};
    }
    if (digits_of(parts, column) >= kDigitsMin)
        return {};
    const std::string least = "which itself takes at least " + std::to_string(kDigitsMin) + " characters.";
    return check_length("the text", fixed_length(parts) + kDigitsMin * (parts.size() - 1), column,
                        column.length_max && std::cmp_less(*column.length_max, kDigitsMin) ? "Take another anonymizer than one with " + name + ", " + least
                                                                             : "Shorten what stands around " + name + ", " + least);
}

std::string fill_template(const Argument& argument, std::string_view placeholder, const std::string& digits,
                          const Column& column) {
    const auto parts = fixed_parts(template_of(argument, placeholder), placeholder);
    const std::string filled = "left(" + digits + ", " + std::to_string(digits_of(parts, column)) + ")";
    std::string expression;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0)
            expression += (expression.empty() ? "" : " || ") + filled;
        if (!parts[i].empty())
            expression += (expression.empty() ? "" : " || ") + literal(parts[i]);
    }
    return expression;
}

} // namespace retention::anonymizers
