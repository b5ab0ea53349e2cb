// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/scheduler.hpp"

#include "daemon/platform/zones.hpp"

namespace retention::jobs {

namespace {

std::optional<platform::SystemTime> fire_after(const policies::Schedule& schedule, platform::SystemTime after) {
    const auto next = [&](platform::LocalMinute minute) { return schedule.cron.next(minute); };
    return platform::next_fire(next, schedule.timezone, std::chrono::floor<std::chrono::seconds>(after));
}

// The last time in (after, now], found by bisection: for any x before it there is a time in (x, now], from it on there is
// none. So years of missed minutes cost no more than a missed night. REQUIRES: there is one.
platform::SystemTime last_fire(const policies::Schedule& schedule, platform::SystemTime after, platform::SystemTime now) {
    auto without = now;
    while (without - after > std::chrono::minutes(1)) {
        const auto middle = after + (without - after) / 2;
        const auto fire = fire_after(schedule, middle);
        (fire && *fire <= now ? after : without) = middle;
    }
    return *fire_after(schedule, after);
}

} // namespace

Appointment appointment(const policies::Schedule& schedule, platform::SystemTime answered, platform::SystemTime now) {
    Appointment found;
    found.next = fire_after(schedule, now);
    if (const auto missed = fire_after(schedule, answered); missed && *missed <= now)
        found.due = last_fire(schedule, answered, now);
    return found;
}

} // namespace retention::jobs
