// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace retention::policies {

// A minute on a wall clock, in no particular zone.
using CivilMinute = std::chrono::sys_time<std::chrono::minutes>;

// Five cron fields: minute, hour, day of month, month, day of week (0 and 7 are Sunday), with lists, ranges, steps and
// English three-letter names, or @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually. When both day fields
// are restricted either one suffices, as in crontab(5).
struct Cron {
    std::bitset<60> minutes;
    std::bitset<24> hours;
    std::bitset<32> days;
    std::bitset<13> months;
    std::bitset<7> weekdays;
    bool is_any_day = true;        // the day of month was "*"
    bool is_any_weekday = true;    // the day of week was "*"
    std::string text;              // as written

    // The first matching minute after `after`, or nothing within eight years ("0 0 30 2 *").
    std::optional<CivilMinute> next(CivilMinute after) const;
};

struct CronError {
    std::string message;
};

// Reads `text`; on failure `error` says what is wrong with which field.
std::optional<Cron> parse_cron(std::string_view text, CronError& error);

} // namespace retention::policies
