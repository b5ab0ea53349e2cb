// SPDX-License-Identifier: Apache-2.0
//
// Time zones by their IANA names, from the system's own time zone database, which is read when first needed. Local
// times are written as sys_time without being one, as policies/cron.hpp does. Safe from any thread. All but
// zone_exists() throw std::runtime_error for a zone that does not exist.
//
// The database's table ends in 2037; later times take the offset that holds at its end.
#pragma once

#include "daemon/platform/clock.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace retention::platform {

using LocalMinute = std::chrono::sys_time<std::chrono::minutes>;

bool zone_exists(std::string_view zone) noexcept;

// The next local minute after the given one at which a schedule fires, or nothing: Cron::next().
using NextLocalMinute = std::function<std::optional<LocalMinute>(LocalMinute)>;

// The first instant after `after` at which the schedule fires in `zone`. Each local time of the schedule fires exactly
// once: one that a clock change skips, at the first instant after the gap; one that occurs twice, at the first of both.
std::optional<std::chrono::sys_seconds> next_fire(const NextLocalMinute& next, std::string_view zone,
                                                  std::chrono::sys_seconds after);

// "2026-11-23T11:15:02+01:00"
std::string format_in_zone(SystemTime time, std::string_view zone);

// The local time of day, 0 to 1439.
int local_minutes_of_day(SystemTime time, std::string_view zone);

} // namespace retention::platform
