// SPDX-License-Identifier: Apache-2.0
#include "daemon/platform/zones.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace retention::platform {
namespace {

using namespace std::chrono;

// "Every day at minute `minute_of_day`".
NextLocalMinute daily(minutes minute_of_day) {
    return [minute_of_day](LocalMinute after) -> std::optional<LocalMinute> {
        const LocalMinute today = floor<days>(after) + minute_of_day;
        return today > after ? today : today + days{1};
    };
}

NextLocalMinute every(minutes step) {
    return [step](LocalMinute after) -> std::optional<LocalMinute> {
        const auto since = after.time_since_epoch();
        return LocalMinute{(since / step + 1) * step};
    };
}

std::vector<std::string> fires(const NextLocalMinute& next, const char* zone, sys_seconds from, sys_seconds until) {
    std::vector<std::string> found;
    for (auto at = next_fire(next, zone, from); at && *at <= until; at = next_fire(next, zone, *at))
        found.push_back(format_in_zone(*at, zone));
    return found;
}

TEST(Zones, ExistOnlyByTheirIanaNames) {
    EXPECT_TRUE(zone_exists("UTC"));
    EXPECT_TRUE(zone_exists("Europe/Amsterdam"));
    EXPECT_TRUE(zone_exists("Australia/Lord_Howe"));
    EXPECT_FALSE(zone_exists("Europe/Amsterdan"));
    EXPECT_FALSE(zone_exists(""));
    EXPECT_FALSE(zone_exists("../../../etc/passwd"));
    EXPECT_FALSE(zone_exists("/etc/localtime"));
}

TEST(Zones, UnknownOneIsNamedInTheError) {
    try {
        format_in_zone(SystemTime{}, "Mars/Olympus");
        FAIL();
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "time zone 'Mars/Olympus' does not exist");
    }
}

TEST(Zones, TimesAreWrittenWithTheirOffset) {
    const SystemTime time = sys_days{2026y / November / 23} + 10h + 15min + 2s + 700ms;
    EXPECT_EQ(format_in_zone(time, "UTC"), "2026-11-23T10:15:02+00:00");
    EXPECT_EQ(format_in_zone(time, "Europe/Amsterdam"), "2026-11-23T11:15:02+01:00");
    EXPECT_EQ(format_in_zone(time, "America/St_Johns"), "2026-11-23T06:45:02-03:30");
    EXPECT_EQ(format_in_zone(time, "Asia/Kathmandu"), "2026-11-23T16:00:02+05:45");
    EXPECT_EQ(format_in_zone(SystemTime{-1us}, "UTC"), "1969-12-31T23:59:59+00:00");
}

TEST(Zones, MinuteOfTheDayIsLocal) {
    const SystemTime time = sys_days{2026y / July / 1} + 22h + 30min + 59s;
    EXPECT_EQ(local_minutes_of_day(time, "UTC"), 22 * 60 + 30);
    EXPECT_EQ(local_minutes_of_day(time, "Europe/Amsterdam"), 30);
    EXPECT_EQ(local_minutes_of_day(time, "America/New_York"), 18 * 60 + 30);
}

TEST(NextFire, IsStrictlyLater) {
    const sys_seconds two = sys_days{2026y / July / 1} + 2h;
    EXPECT_EQ(next_fire(daily(2h), "UTC", two - 1s), two);
    EXPECT_EQ(next_fire(daily(2h), "UTC", two), two + days{1});
    EXPECT_EQ(next_fire(daily(2h), "UTC", two + 1s), two + days{1});
}

TEST(NextFire, IsNothingWhenTheScheduleIsNothing) {
    EXPECT_EQ(next_fire([](LocalMinute) { return std::optional<LocalMinute>{}; }, "UTC", sys_seconds{}), std::nullopt);
}

// A clock change: a local time inside it, the day it happens on, and the one instant at which that time must fire.
struct Change {
    const char* zone;
    year_month_day day;
    minutes time;
    const char* fired;
};

std::string zone_of(const testing::TestParamInfo<Change>& change) {
    std::string name = change.param.zone;
    std::replace(name.begin(), name.end(), '/', '_');
    return name;
}

class GapTest : public testing::TestWithParam<Change> {};

TEST_P(GapTest, SkippedTimeFiresOnceAtTheFirstInstantAfterIt) {
    const auto& change = GetParam();
    const sys_seconds from = sys_days{change.day} - 36h;
    const auto all = fires(daily(change.time), change.zone, from, sys_days{change.day} + 60h);
    EXPECT_EQ(std::count(all.begin(), all.end(), change.fired), 1) << testing::PrintToString(all);
    const auto on_the_day = std::count_if(all.begin(), all.end(), [&](const std::string& at) {
        return at.substr(0, 10) == std::string{change.fired}.substr(0, 10);
    });
    EXPECT_EQ(on_the_day, 1) << testing::PrintToString(all);
}

INSTANTIATE_TEST_SUITE_P(
    Zones, GapTest,
    testing::Values(Change{"Europe/Amsterdam", 2026y / March / 29, 2h + 30min, "2026-03-29T03:00:00+02:00"},
                    Change{"Europe/London", 2026y / March / 29, 1h + 59min, "2026-03-29T02:00:00+01:00"},
                    Change{"Europe/Dublin", 2026y / March / 29, 1h, "2026-03-29T02:00:00+01:00"},
                    Change{"America/New_York", 2026y / March / 8, 2h + 15min, "2026-03-08T03:00:00-04:00"},
                    Change{"America/St_Johns", 2026y / March / 8, 2h + 30min, "2026-03-08T03:00:00-02:30"},
                    Change{"America/Santiago", 2025y / September / 7, 0h + 30min, "2025-09-07T01:00:00-03:00"},
                    Change{"America/Havana", 2026y / March / 8, 0h, "2026-03-08T01:00:00-04:00"},
                    Change{"Asia/Beirut", 2026y / March / 29, 0h + 15min, "2026-03-29T01:00:00+03:00"},
                    Change{"Africa/Casablanca", 2026y / March / 22, 2h + 30min, "2026-03-22T03:00:00+01:00"},
                    Change{"Australia/Sydney", 2026y / October / 4, 2h + 30min, "2026-10-04T03:00:00+11:00"},
                    Change{"Australia/Lord_Howe", 2026y / October / 4, 2h + 15min, "2026-10-04T02:30:00+11:00"},
                    Change{"Pacific/Auckland", 2026y / September / 27, 2h + 45min, "2026-09-27T03:00:00+13:00"}),
    zone_of);

class FoldTest : public testing::TestWithParam<Change> {};

TEST_P(FoldTest, RepeatedTimeFiresOnceAtItsFirstOccurrence) {
    const auto& change = GetParam();
    const sys_seconds from = sys_days{change.day} - 36h;
    const auto all = fires(daily(change.time), change.zone, from, sys_days{change.day} + 60h);
    const auto on_the_day = std::count_if(all.begin(), all.end(), [&](const std::string& at) {
        return at.substr(0, 10) == std::string{change.fired}.substr(0, 10);
    });
    EXPECT_EQ(std::count(all.begin(), all.end(), change.fired), 1) << testing::PrintToString(all);
    EXPECT_EQ(on_the_day, 1) << testing::PrintToString(all);
}

INSTANTIATE_TEST_SUITE_P(
    Zones, FoldTest,
    testing::Values(Change{"Europe/Amsterdam", 2026y / October / 25, 2h + 30min, "2026-10-25T02:30:00+02:00"},
                    Change{"Europe/London", 2026y / October / 25, 1h, "2026-10-25T01:00:00+01:00"},
                    Change{"Europe/Dublin", 2026y / October / 25, 1h + 30min, "2026-10-25T01:30:00+01:00"},
                    Change{"America/New_York", 2026y / November / 1, 1h + 59min, "2026-11-01T01:59:00-04:00"},
                    Change{"America/St_Johns", 2026y / November / 1, 1h + 30min, "2026-11-01T01:30:00-02:30"},
                    Change{"America/Santiago", 2026y / April / 4, 23h + 30min, "2026-04-04T23:30:00-03:00"},
                    Change{"America/Havana", 2026y / November / 1, 0h + 30min, "2026-11-01T00:30:00-04:00"},
                    Change{"Asia/Beirut", 2026y / October / 24, 23h + 30min, "2026-10-24T23:30:00+03:00"},
                    Change{"Africa/Casablanca", 2026y / February / 15, 2h + 30min, "2026-02-15T02:30:00+01:00"},
                    Change{"Australia/Sydney", 2026y / April / 5, 2h + 30min, "2026-04-05T02:30:00+11:00"},
                    Change{"Australia/Lord_Howe", 2026y / April / 5, 1h + 45min, "2026-04-05T01:45:00+11:00"},
                    Change{"Pacific/Auckland", 2026y / April / 5, 2h + 15min, "2026-04-05T02:15:00+13:00"}),
    zone_of);

TEST(NextFire, SeveralSkippedTimesFireAsOne) {
    const sys_seconds from = sys_days{2026y / March / 29} + 0h + 50min; // 01:50 local, ten minutes before the gap
    EXPECT_EQ(fires(every(15min), "Europe/Amsterdam", from, from + 30min),
              (std::vector<std::string>{"2026-03-29T03:00:00+02:00", "2026-03-29T03:15:00+02:00"}));
}

TEST(NextFire, DayThatAZoneLeavesOutFiresWhenTheNextBegins) {
    // Samoa moved across the date line: 29 December 2011 was followed by the 31st.
    EXPECT_EQ(fires(daily(12h), "Pacific/Apia", sys_days{2011y / December / 29}, sys_days{2011y / December / 31}),
              (std::vector<std::string>{"2011-12-29T12:00:00-10:00", "2011-12-31T00:00:00+14:00",
                                        "2011-12-31T12:00:00+14:00"}));
}

TEST(NextFire, AskedInsideTheSecondOccurrenceDoesNotRepeat) {
    const sys_seconds second_quarter_past = sys_days{2026y / October / 25} + 1h + 15min; // 02:15+01:00
    EXPECT_EQ(
        format_in_zone(*next_fire(daily(2h + 30min), "Europe/Amsterdam", second_quarter_past), "Europe/Amsterdam"),
        "2026-10-26T02:30:00+01:00");
    EXPECT_EQ(format_in_zone(*next_fire(every(1min), "Europe/Amsterdam", second_quarter_past), "Europe/Amsterdam"),
              "2026-10-25T03:00:00+01:00");
}

TEST(NextFire, HoldsForAYearOfEveryHalfHour) {
    // In each zone, each local half hour of 2026 fires at most once, and nothing is skipped but what a gap swallows.
    for (const char* zone :
         {"UTC", "Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Asia/Kathmandu",
          "Africa/Casablanca", "America/Sao_Paulo", "Pacific/Chatham", "Pacific/Kiritimati", "Antarctica/Troll"}) {
        auto at = sys_seconds{sys_days{2026y / January / 2}};
        const auto end = sys_seconds{sys_days{2026y / December / 30}};
        while (at < end) {
            const auto next = next_fire(every(30min), zone, at);
            ASSERT_TRUE(next);
            ASSERT_GT(*next, at) << zone;
            ASSERT_LE(*next - at, 2h + 30min) << zone << " " << format_in_zone(at, zone);
            at = *next;
        }
    }
}

} // namespace
} // namespace retention::platform
