// SPDX-License-Identifier: Apache-2.0
#include "config/duration.hpp"

#include <array>
#include <charconv>

namespace retention::config {

namespace {

using std::chrono::milliseconds;

struct Unit {
    std::string_view word;
    milliseconds length;
};

// Largest first, for to_text().
constexpr std::array kUnits = {
    Unit{"h", std::chrono::hours(1)},
    Unit{"m", std::chrono::minutes(1)},
    Unit{"s", std::chrono::seconds(1)},
    Unit{"ms", milliseconds(1)},
};

constexpr milliseconds kDurationMax = std::chrono::hours(10'000);

bool is_whole_number(std::string_view text) noexcept {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

} // namespace

std::optional<milliseconds> parse_duration(std::string_view text) noexcept {
    long long number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number < 0)
        return std::nullopt;
    const std::string_view word(end, static_cast<std::size_t>(text.data() + text.size() - end));
    for (const auto& [unit, length] : kUnits)
        if (unit == word)
            return number <= kDurationMax / length ? std::optional(number * length) : std::nullopt;
    return std::nullopt;
}

std::string to_text(milliseconds duration) {
    for (const auto& [unit, length] : kUnits)
        if (duration >= length && duration % length == milliseconds::zero())
            return std::to_string(duration / length) + std::string(unit);
    return "0ms";
}

std::optional<milliseconds> read_duration(const Value& value, const language::Kind& kind) {
    const auto text = value.text(kind.what);
    if (!text)
        return std::nullopt;
    const auto duration = parse_duration(*text);
    if (!duration) {
        value.error("DURATION_INVALID", in_quotes(*text) + " is no duration",
                    is_whole_number(*text) ? "Write it with its unit: ms, s, m or h, as in " + *text + "ms."
                                           : "Write a whole number and its unit: ms, s, m or h, as in 50ms.");
        return std::nullopt;
    }
    const milliseconds min(kind.min);
    const milliseconds max(kind.max);
    if (*duration >= min && *duration <= max)
        return duration;
    value.error("VALUE_INVALID", in_quotes(*text) + " is not between " + to_text(min) + " and " + to_text(max));
    return std::nullopt;
}

} // namespace retention::config
