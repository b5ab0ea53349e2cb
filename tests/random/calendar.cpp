// SPDX-License-Identifier: Apache-2.0
#include "tests/random/calendar.hpp"

#include <cstdio>

namespace retention::random {

using std::chrono::sys_days;
using std::chrono::year_month_day;

sys_days read_date(const std::string& text) {
    int year = 0, month = 0, day = 0;
    std::sscanf(text.c_str(), "%d-%d-%d", &year, &month, &day);
    return year_month_day{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                          std::chrono::day{static_cast<unsigned>(day)}};
}

std::string write_date(sys_days date) {
    const year_month_day day{date};
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                  static_cast<unsigned>(day.day()));
    return text;
}

sys_days plus(sys_days date, const Days& period) {
    const auto moved = year_month_day{date} + std::chrono::months(period.years * 12 + period.months);
    const sys_days day = moved.ok() ? sys_days{moved} : sys_days{moved.year() / moved.month() / std::chrono::last};
    return day + std::chrono::days(period.days);
}

sys_days moved(sys_days date, From from) {
    const year_month_day day{date};
    if (from == From::EndOfMonth)
        return sys_days{day.year() / day.month() / std::chrono::last};
    return from == From::EndOfYear ? sys_days{day.year() / 12 / 31} : date;
}

bool has_ended(const Cell& start, const Days& period, From from) {
    return start && plus(moved(read_date(*start), from), period) <= kToday;
}

} // namespace retention::random
