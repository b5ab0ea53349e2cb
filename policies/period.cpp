// SPDX-License-Identifier: Apache-2.0
#include "policies/period.hpp"

#include <cstddef>

namespace retention::policies {

namespace {

constexpr std::size_t kDigitsMax = 6;

// Longer than `kPeriodYearsMax` years, counted in twelfths of a day of a year of 365 days.
bool is_too_long(const Period& period) noexcept {
    constexpr long long kYear = 365LL * 12;
    constexpr long long kMonth = 365;
    constexpr long long kDay = 12;
    return period.years * kYear + period.months * kMonth + period.days * kDay > kPeriodYearsMax * kYear;
}

// Takes a number and its unit off `text`; nothing when they do not stand there.
struct Part {
    int number;
    char unit;
};

std::optional<Part> take_part(std::string_view& text) noexcept {
    std::size_t digits = 0;
    int number = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
        if (digits == kDigitsMax)
            return {};
        number = number * 10 + (text[digits] - '0');
        ++digits;
    }
    if (digits == 0 || digits == text.size())
        return {};
    const Part part{number, text[digits]};
    text.remove_prefix(digits + 1);
    return part;
}

std::string counted(int number, std::string_view unit) {
    return std::to_string(number) + " " + std::string(unit) + (number == 1 ? "" : "s");
}

} // namespace

std::optional<Period> parse_period(std::string_view text) noexcept {
    if (text.empty() || text.front() != 'P')
        return {};
    text.remove_prefix(1);

    constexpr std::string_view kUnits = "YMD";
    Period period;
    std::size_t next_unit = 0;
    bool is_first = true;
    do {
        const auto part = take_part(text);
        if (!part)
            return {};
        if (part->unit == 'W') { // stands alone: ISO 8601 has no weeks beside other units
            if (!is_first || !text.empty())
                return {};
            period.days = part->number * 7;
            break;
        }
        const auto unit = kUnits.find(part->unit, next_unit);
        if (unit == std::string_view::npos)
            return {};
        (unit == 0 ? period.years : unit == 1 ? period.months : period.days) = part->number;
        next_unit = unit + 1;
        is_first = false;
    } while (!text.empty());

    if (is_too_long(period))
        return {};
    return period;
}

std::string to_iso(const Period& period) {
    std::string text = "P";
    if (period.years != 0)
        text += std::to_string(period.years) + "Y";
    if (period.months != 0)
        text += std::to_string(period.months) + "M";
    if (period.days != 0 || text.size() == 1)
        text += std::to_string(period.days) + "D";
    return text;
}

std::string to_sql(const Period& period) {
    std::string text;
    const auto add = [&text](int number, std::string_view unit) {
        text += (text.empty() ? "" : " ") + counted(number, unit);
    };
    if (period.years != 0)
        add(period.years, "year");
    if (period.months != 0)
        add(period.months, "month");
    if (period.days != 0 || text.empty())
        add(period.days, "day");
    return "interval '" + text + "'";
}

} // namespace retention::policies
