// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/scheduler.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace retention::jobs {
namespace {

using namespace std::chrono_literals;
using platform::SystemTime;

policies::Schedule schedule(const char* cron, const char* zone = "UTC") {
    policies::CronError error;
    policies::Schedule schedule;
    schedule.cron = policies::parse_cron(cron, error).value();
    schedule.timezone = zone;
    return schedule;
}

SystemTime at(int year, unsigned month, unsigned day, std::chrono::minutes time = 0min) {
    return std::chrono::sys_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day)) + time;
}

TEST(Scheduler, WantsNothingBeforeTheTimeComes) {
    const auto wanted = appointment(schedule("15 2 * * *"), at(2026, 3, 1, 3h), at(2026, 3, 2, 2h + 14min));
    EXPECT_FALSE(wanted.due);
    EXPECT_EQ(wanted.next, at(2026, 3, 2, 2h + 15min));
}

TEST(Scheduler, WantsARunWhenTheTimeHasCome) {
    const auto wanted = appointment(schedule("15 2 * * *"), at(2026, 3, 1, 2h + 15min), at(2026, 3, 2, 2h + 15min));
    EXPECT_EQ(wanted.due, at(2026, 3, 2, 2h + 15min));
    EXPECT_EQ(wanted.next, at(2026, 3, 3, 2h + 15min));
}

TEST(Scheduler, AnAnsweredTimeIsNotWantedAgain) {
    const auto time = at(2026, 3, 2, 2h + 15min);
    EXPECT_FALSE(appointment(schedule("15 2 * * *"), time, time + 1s).due);
}

TEST(Scheduler, OfSeveralMissedTimesTheLastIsCaughtUpOnce) {
    const auto now = at(2026, 3, 20, 12h);
    const auto wanted = appointment(schedule("15 2 * * *"), at(2026, 3, 1, 2h + 15min), now);
    EXPECT_EQ(wanted.due, at(2026, 3, 20, 2h + 15min));
    EXPECT_FALSE(appointment(schedule("15 2 * * *"), *wanted.due, now).due);
}

TEST(Scheduler, ANewPolicyDoesNotCatchUpWhatWasBeforeIt) {
    const auto now = at(2026, 3, 20, 12h);
    EXPECT_FALSE(appointment(schedule("15 2 * * *"), now, now).due);
}

TEST(Scheduler, AFrequentScheduleCatchesUpTheLastAfterALongTime) {
    const auto now = at(2026, 3, 20, 12h + 7min) + 30s;
    const auto wanted = appointment(schedule("*/5 * * * *"), at(2025, 3, 20), now);
    EXPECT_EQ(wanted.due, at(2026, 3, 20, 12h + 5min));
    EXPECT_EQ(wanted.next, at(2026, 3, 20, 12h + 10min));
    EXPECT_FALSE(appointment(schedule("*/5 * * * *"), *wanted.due, now).due);
}

TEST(Scheduler, AFrequentScheduleThatRestsAtNightCatchesUpItsLast) {
    // Each five minutes, but only until noon: the last hour before `now` has none.
    const auto now = at(2026, 3, 20, 18h);
    EXPECT_EQ(appointment(schedule("*/5 0-11 * * *"), at(2026, 1, 1), now).due, at(2026, 3, 20, 11h + 55min));
}

TEST(Scheduler, ADailyScheduleThatWasMissedForYearsCatchesUpTheLast) {
    EXPECT_EQ(appointment(schedule("15 2 * * *"), at(2020, 1, 1), at(2026, 3, 20, 12h)).due,
              at(2026, 3, 20, 2h + 15min));
}

TEST(Scheduler, ATimeThatTheClocksSkipIsDoneAfterTheGap) {
    // In Amsterdam, 29 March 2026 has no time between 2:00 and 3:00.
    const auto wanted =
        appointment(schedule("15 2 * * *", "Europe/Amsterdam"), at(2026, 3, 28, 12h), at(2026, 3, 28, 13h));
    EXPECT_EQ(wanted.next, at(2026, 3, 29, 1h));
}

TEST(Scheduler, ATimeThatComesTwiceIsDoneOnce) {
    // In Amsterdam, 25 October 2026 has 2:15 at 0:15 and at 1:15 UTC.
    const auto daily = schedule("15 2 * * *", "Europe/Amsterdam");
    const auto first = at(2026, 10, 25, 15min);
    EXPECT_EQ(appointment(daily, at(2026, 10, 24, 12h), first).due, first);
    const auto later = appointment(daily, first, at(2026, 10, 25, 1h + 30min));
    EXPECT_FALSE(later.due);
    EXPECT_EQ(later.next, at(2026, 10, 26, 1h + 15min));
}

TEST(Scheduler, AScheduleThatNeverComesWantsNothing) {
    const auto wanted = appointment(schedule("0 0 30 2 *"), at(2020, 1, 1), at(2026, 1, 1));
    EXPECT_FALSE(wanted.due);
    EXPECT_FALSE(wanted.next);
}

TEST(Scheduler, AClockThatWasSetBackWantsNothingUntilItHasCaughtUp) {
    EXPECT_FALSE(appointment(schedule("15 2 * * *"), at(2026, 3, 20, 2h + 15min), at(2026, 3, 18, 12h)).due);
}

// Each with a change of its clocks in 2026 or thereabouts: at midnight, at two and three, by half an hour, south of the equator.
constexpr const char* kZones[] = {"Europe/Amsterdam", "Europe/London",     "America/New_York",    "America/St_Johns",
                                  "America/Santiago", "Asia/Beirut",       "Africa/Cairo",        "Australia/Sydney",
                                  "Pacific/Auckland", "America/Havana",    "Australia/Lord_Howe", "Antarctica/Troll"};

// Looks again and again throughout a year, as a daemon does, and answers what is due.
std::vector<SystemTime> runs_of_a_year(const policies::Schedule& daily) {
    std::vector<SystemTime> runs;
    auto answered = at(2026, 1, 1);
    for (auto now = at(2026, 1, 1); now < at(2027, 1, 1); now += 30min)
        if (const auto due = appointment(daily, answered, now).due) {
            runs.push_back(*due);
            answered = *due;
        }
    return runs;
}

TEST(Scheduler, RunsOnceADayInEachZoneThroughGapAndFold) {
    for (const auto* zone : kZones)
        for (const auto* cron : {"30 0 * * *", "30 1 * * *", "30 2 * * *"}) {
            const auto runs = runs_of_a_year(schedule(cron, zone));
            EXPECT_TRUE(runs.size() == 365 || runs.size() == 364) << zone << " " << cron << " " << runs.size();
            for (std::size_t i = 1; i < runs.size(); ++i) {
                const auto between = runs[i] - runs[i - 1];
                // A day is as long as its clocks make it, and a time in the gap comes after it.
                EXPECT_TRUE(between >= 22h && between <= 26h) << zone << " " << cron << " run " << i;
            }
        }
}

} // namespace
} // namespace retention::jobs
