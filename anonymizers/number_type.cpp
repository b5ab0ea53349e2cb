// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/number_type.hpp"

#include <array>
#include <charconv>
#include <string_view>

namespace retention::anonymizers {

namespace {

struct Limit {
    std::string_view type;
    std::string_view largest;
    std::string_view lowest;
};

// Floating point as the server's numeric repeats it: with 6 and 15 digits, not above the type's own. How large money
// may be depends on the currency's decimals: this is for up to three.
constexpr auto kLimits = std::to_array<Limit>({
    {"smallint", "32767", "-32768"},
    {"integer", "2147483647", "-2147483648"},
    {"bigint", "9223372036854775807", "-9223372036854775808"},
    {"real", "3.40282e38", "-3.40282e38"},
    {"double precision", "1.79769313486231e308", "-1.79769313486231e308"},
    {"money", "9223372036854775", "-9223372036854775"},
});

const Limit* limit_of(std::string_view type) noexcept {
    for (const auto& limit : kLimits)
        if (limit.type == type)
            return &limit;
    return nullptr;
}

// Takes a number off the front of `text`, and `end` behind it.
std::optional<int> take_number(std::string_view& text, char end) noexcept {
    int number = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || rest == text.data() + text.size() || *rest != end)
        return {};
    text.remove_prefix(static_cast<std::size_t>(rest - text.data()) + 1);
    return number;
}

} // namespace

bool is_floating(const Column& column) noexcept {
    return column.type == "real" || column.type == "double precision";
}

bool is_whole(const Column& column) noexcept {
    return column.type == "smallint" || column.type == "integer" || column.type == "bigint";
}

std::optional<Decimals> decimals_of(const Column& column) noexcept {
    std::string_view text = column.type;
    if (!text.starts_with("numeric("))
        return {};
    text.remove_prefix(std::string_view("numeric(").size());
    const auto precision = take_number(text, ',');
    const auto scale = precision ? take_number(text, ')') : std::nullopt;
    return scale && text.empty() ? std::optional<Decimals>({*precision, *scale}) : std::nullopt;
}

std::string largest(const Column& column) {
    if (const Limit* limit = limit_of(column.type))
        return std::string(limit->largest);
    if (const auto decimals = decimals_of(column))
        return std::string(static_cast<std::size_t>(decimals->precision), '9') + "e" + std::to_string(-decimals->scale);
    return {};
}

std::string lowest(const Column& column) {
    if (const Limit* limit = limit_of(column.type))
        return std::string(limit->lowest);
    const std::string most = largest(column);
    return most.empty() ? most : "-" + most;
}

bool is_domain(const Column& column) noexcept {
    return limit_of(column.type) == nullptr && column.type != "numeric" && !decimals_of(column);
}

} // namespace retention::anonymizers
