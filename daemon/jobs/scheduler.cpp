// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/scheduler.hpp"

#include "daemon/platform/zones.hpp"

namespace retention::jobs {

namespace {

// After so many missed times in a row the schedule is a frequent one, and the last is found from an hour ago.
constexpr int kMissedMax = 100;

std::optional<platform::SystemTime> fire_after(const policies::Schedule& schedule, platform::SystemTime after) {
    const auto next = [&](platform::LocalMinute minute) { return schedule.cron.next(minute); };
    return platform::next_fire(next, schedule.timezone, std::chrono::floor<std::chrono::seconds>(after));
}

} // namespace

Appointment appointment(const policies::Schedule& schedule, platform::SystemTime answered, platform::SystemTime now) {
    Appointment found;
    found.next = fire_after(schedule, now);
    auto missed = fire_after(schedule, answered);
    for (int count = 0; missed && *missed <= now; ++count) {
        found.due = missed;
        if (count == kMissedMax) {
            const auto late = fire_after(schedule, now - std::chrono::hours(1));
            if (late && *late > *missed)
                missed = late;
            if (*missed > now)
                break;
            found.due = missed;
        }
        missed = fire_after(schedule, *missed);
    }
    return found;
}

} // namespace retention::jobs
