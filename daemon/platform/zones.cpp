// SPDX-License-Identifier: Apache-2.0
#include "daemon/platform/zones.hpp"

#include <date/tz.h>

#include <cstdio>
#include <stdexcept>

namespace retention::platform {
namespace {

using std::chrono::sys_seconds;

// A schedule may name every minute of a repeated day, the longest fold there ever was; beyond that something is wrong.
constexpr int kCandidatesMax = 2 * 24 * 60;

const date::time_zone& find_zone(std::string_view name) {
    try {
        return *date::locate_zone(name);
    } catch (const std::runtime_error&) {
        throw std::runtime_error("time zone '" + std::string{name} + "' does not exist");
    }
}

date::local_seconds to_local_type(LocalMinute minute) {
    return date::local_seconds{minute.time_since_epoch()};
}

// The instant at which a local time fires.
sys_seconds firing_instant(const date::time_zone& zone, LocalMinute minute) {
    const auto local = to_local_type(minute);
    const auto info = zone.get_info(local);
    // In a gap `first` ends where `second` begins: the first instant after it. In a fold `first` is the first
    // occurrence.
    if (info.result == date::local_info::nonexistent)
        return info.first.end;
    return sys_seconds{local.time_since_epoch() - info.first.offset};
}

LocalMinute local_minute(const date::time_zone& zone, sys_seconds time) {
    const auto offset = zone.get_info(time).offset;
    return LocalMinute{std::chrono::floor<std::chrono::minutes>(time.time_since_epoch() + offset)};
}

} // namespace

bool zone_exists(std::string_view zone) noexcept {
    try {
        find_zone(zone);
        return true;
    } catch (...) {
        return false;
    }
}

std::optional<sys_seconds> next_fire(const NextLocalMinute& next, std::string_view zone_name, sys_seconds after) {
    const auto& zone = find_zone(zone_name);
    auto candidate = next(local_minute(zone, after));
    // Firing instants never decrease as local minutes increase, so the first one that is late enough is the answer.
    // Earlier ones come up only while a fold repeats times that have already fired.
    for (int tried = 0; candidate && tried < kCandidatesMax; ++tried) {
        const auto instant = firing_instant(zone, *candidate);
        if (instant > after)
            return instant;
        candidate = next(*candidate);
    }
    return std::nullopt;
}

std::string format_in_zone(SystemTime time, std::string_view zone_name) {
    using namespace std::chrono;
    const auto whole = floor<seconds>(time);
    const auto offset = find_zone(zone_name).get_info(whole).offset;
    const auto local = whole + offset;
    const auto day = floor<days>(local);
    const std::chrono::year_month_day ymd{day};
    const std::chrono::hh_mm_ss clock{local - day};
    // Offsets before standard time have seconds; ISO 8601 has no place for them.
    const auto offset_minutes = static_cast<int>(duration_cast<minutes>(abs(offset)).count());
    char text[48];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d%c%02d:%02d", static_cast<int>(ymd.year()),
                  static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()), offset < seconds{0} ? '-' : '+', offset_minutes / 60,
                  offset_minutes % 60);
    return text;
}

int local_minutes_of_day(SystemTime time, std::string_view zone_name) {
    using namespace std::chrono;
    const auto local = local_minute(find_zone(zone_name), floor<seconds>(time));
    return static_cast<int>((local - floor<days>(local)).count());
}

} // namespace retention::platform
