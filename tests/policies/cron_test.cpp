// SPDX-License-Identifier: Apache-2.0
#include "policies/cron.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace retention::policies {
namespace {

using namespace std::chrono;

CivilMinute at(int year, unsigned month, unsigned day, int hour = 0, int minute = 0) {
    return sys_days{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}} + hours{hour} +
           minutes{minute};
}

Cron cron(std::string_view text) {
    CronError error;
    const auto parsed = parse_cron(text, error);
    EXPECT_TRUE(parsed) << text << ": " << error.message;
    return parsed.value_or(Cron{});
}

std::string error_of(std::string_view text) {
    CronError error;
    EXPECT_FALSE(parse_cron(text, error)) << text;
    return error.message;
}

TEST(Cron, KeepsItsText) {
    EXPECT_EQ(cron("15 2 * * *").text, "15 2 * * *");
}

TEST(Cron, FiresAtTheTimeOfEveryDay) {
    EXPECT_EQ(cron("15 2 * * *").next(at(2026, 3, 1, 2, 14)), at(2026, 3, 1, 2, 15));
    EXPECT_EQ(cron("15 2 * * *").next(at(2026, 3, 1, 2, 15)), at(2026, 3, 2, 2, 15));
    EXPECT_EQ(cron("15 2 * * *").next(at(2026, 12, 31, 3, 0)), at(2027, 1, 1, 2, 15));
}

TEST(Cron, IsStrictlyLaterThanTheMinuteGiven) {
    EXPECT_EQ(cron("* * * * *").next(at(2026, 1, 1, 0, 0)), at(2026, 1, 1, 0, 1));
    EXPECT_EQ(cron("* * * * *").next(at(2026, 12, 31, 23, 59)), at(2027, 1, 1));
    EXPECT_EQ(cron("0 0 * * *").next(at(2026, 2, 28, 23, 59)), at(2026, 3, 1));
}

TEST(Cron, KnowsListsRangesAndSteps) {
    const auto every = cron("*/20 8-10,22 * * *");
    EXPECT_EQ(every.next(at(2026, 1, 1, 8, 0)), at(2026, 1, 1, 8, 20));
    EXPECT_EQ(every.next(at(2026, 1, 1, 8, 40)), at(2026, 1, 1, 9, 0));
    EXPECT_EQ(every.next(at(2026, 1, 1, 10, 40)), at(2026, 1, 1, 22, 0));
    EXPECT_EQ(every.next(at(2026, 1, 1, 22, 40)), at(2026, 1, 2, 8, 0));
    EXPECT_EQ(cron("10-30/10 * * * *").minutes.count(), 3U);
}

TEST(Cron, TakesSevenForSunday) {
    for (const char* text : {"0 0 * * 0", "0 0 * * 7", "0 0 * * sun", "0 0 * * SUN"})
        EXPECT_EQ(cron(text).next(at(2026, 11, 23)), at(2026, 11, 29)) << text;
    EXPECT_EQ(cron("0 0 * * 5-7").weekdays.to_string(), "1100001");
    EXPECT_EQ(cron("0 0 * * fri-sun").weekdays, cron("0 0 * * 5-7").weekdays);
}

TEST(Cron, KnowsEnglishNames) {
    EXPECT_EQ(cron("0 6 * jan,Jul mon-fri").months, cron("0 6 * 1,7 1-5").months);
    EXPECT_EQ(cron("0 6 * jan,Jul mon-fri").weekdays, cron("0 6 * 1,7 1-5").weekdays);
}

TEST(Cron, KnowsNicknames) {
    EXPECT_EQ(cron("@hourly").next(at(2026, 5, 5, 5, 5)), at(2026, 5, 5, 6));
    EXPECT_EQ(cron("@daily").next(at(2026, 5, 5, 5, 5)), at(2026, 5, 6));
    EXPECT_EQ(cron("@midnight").next(at(2026, 5, 5, 5, 5)), at(2026, 5, 6));
    EXPECT_EQ(cron("@weekly").next(at(2026, 5, 5, 5, 5)), at(2026, 5, 10));
    EXPECT_EQ(cron("@monthly").next(at(2026, 5, 5, 5, 5)), at(2026, 6, 1));
    EXPECT_EQ(cron("@yearly").next(at(2026, 1, 1, 0, 0)), at(2027, 1, 1));
    EXPECT_EQ(cron("@annually").next(at(2026, 5, 5, 5, 5)), at(2027, 1, 1));
    EXPECT_EQ(cron("@yearly").text, "@yearly");
}

TEST(Cron, TakesEitherDayWhenBothAreRestricted) {
    const auto either = cron("0 0 13 * fri");
    EXPECT_EQ(either.next(at(2026, 11, 9)), at(2026, 11, 13));  // both
    EXPECT_EQ(either.next(at(2026, 11, 13)), at(2026, 11, 20)); // a Friday
    EXPECT_EQ(either.next(at(2026, 12, 11)), at(2026, 12, 13)); // the 13th, a Sunday
}

TEST(Cron, TakesBothDaysWhenOneIsAStar) {
    EXPECT_EQ(cron("0 0 13 * *").next(at(2026, 11, 14)), at(2026, 12, 13));
    EXPECT_EQ(cron("0 0 * * fri").next(at(2026, 11, 14)), at(2026, 11, 20));
    EXPECT_EQ(cron("0 0 */2 * mon").next(at(2026, 11, 1)), at(2026, 11, 9)); // an odd day that is a Monday
}

TEST(Cron, WaitsForALeapDay) {
    EXPECT_EQ(cron("0 0 29 2 *").next(at(2025, 1, 1)), at(2028, 2, 29));
    EXPECT_EQ(cron("0 0 29 2 *").next(at(2028, 2, 29)), at(2032, 2, 29));
    EXPECT_EQ(cron("0 0 29 2 *").next(at(2096, 2, 29)), at(2104, 2, 29)); // 2100 has none
}

TEST(Cron, SkipsMonthsWithoutTheDay) {
    EXPECT_EQ(cron("0 0 31 * *").next(at(2026, 1, 31)), at(2026, 3, 31));
    EXPECT_EQ(cron("0 0 30 * *").next(at(2026, 1, 30)), at(2026, 3, 30));
}

TEST(Cron, NeverFiresOnADayThatDoesNotExist) {
    EXPECT_EQ(cron("0 0 30 2 *").next(at(2026, 1, 1)), std::nullopt);
    EXPECT_EQ(cron("0 0 31 4,6,9,11 *").next(at(2026, 1, 1)), std::nullopt);
}

TEST(Cron, WorksBeforeTheEpoch) {
    EXPECT_EQ(cron("@yearly").next(at(1960, 6, 1, 12, 30)), at(1961, 1, 1));
}

// Every minute of half a year after a random moment is asked in turn.
TEST(Cron, AgreesWithTryingEveryMinute) {
    const auto is_due = [](const Cron& schedule, CivilMinute moment) {
        const auto date = floor<days>(moment);
        const auto minute_of_day = static_cast<std::size_t>((moment - date).count());
        const bool day = schedule.days[static_cast<unsigned>(year_month_day{date}.day())];
        const bool weekday = schedule.weekdays[std::chrono::weekday{date}.c_encoding()];
        const bool is_either = !schedule.is_any_day && !schedule.is_any_weekday;
        return schedule.minutes[minute_of_day % 60] && schedule.hours[minute_of_day / 60] &&
               schedule.months[static_cast<unsigned>(year_month_day{date}.month())] &&
               (is_either ? day || weekday : day && weekday);
    };
    std::mt19937 random(7);
    for (const char* text : {"*/7 3-5 * * *", "59 23 28-31 * *", "0 12 1 * mon", "30 0 */3 2,3 *", "5 4 * * 7"}) {
        const auto schedule = cron(text);
        for (int round = 0; round < 5; ++round) {
            const auto begin = at(2023, 1, 1) + minutes{static_cast<int>(random() % 2'000'000)};
            auto expected = begin + minutes{1};
            while (!is_due(schedule, expected))
                expected += minutes{1};
            EXPECT_EQ(schedule.next(begin), expected) << text;
        }
    }
}

TEST(CronError, NamesTheFieldAndTheValue) {
    EXPECT_EQ(error_of("60 0 * * *"), "minute 60 is beyond 59");
    EXPECT_EQ(error_of("0 24 * * *"), "hour 24 is beyond 23");
    EXPECT_EQ(error_of("0 0 0 * *"), "day of month 0 is below 1");
    EXPECT_EQ(error_of("0 0 32 * *"), "day of month 32 is beyond 31");
    EXPECT_EQ(error_of("0 0 * 13 *"), "month 13 is beyond 12");
    EXPECT_EQ(error_of("0 0 * 0 *"), "month 0 is below 1");
    EXPECT_EQ(error_of("0 0 * * 8"), "day of week 8 is beyond 7");
    EXPECT_EQ(error_of("0 0 * juni *"), "month \"juni\" is not a number");
    EXPECT_EQ(error_of("x 0 * * *"), "minute \"x\" is not a number");
    EXPECT_EQ(error_of("-1 0 * * *"), "minute \"\" is not a number");
    EXPECT_EQ(error_of("99999 0 * * *"), "minute \"99999\" is too large");
}

TEST(CronError, RefusesRangesThatWrap) {
    EXPECT_EQ(error_of("0 22-6 * * *"), "hour \"22-6\" runs backwards");
    EXPECT_EQ(error_of("0 0 * * fri-mon"), "day of week \"fri-mon\" runs backwards");
    EXPECT_EQ(error_of("0 0 * nov-feb *"), "month \"nov-feb\" runs backwards");
}

TEST(CronError, RefusesStepsThatMeanNothing) {
    EXPECT_EQ(error_of("*/0 * * * *"), "minute has a step of 0");
    EXPECT_EQ(error_of("*/60 * * * *"), "minute step 60 is beyond 59");
    EXPECT_EQ(error_of("5/10 * * * *"), "minute \"5/10\" has a step without a range before it");
    EXPECT_EQ(error_of("*/2/3 * * * *"), "minute \"*/2/3\" has more than one step");
    EXPECT_EQ(error_of("*/ * * * *"), "minute \"\" is not a number");
}

TEST(CronError, RefusesBrokenLists) {
    EXPECT_EQ(error_of("1,,2 * * * *"), "minute has an empty part");
    EXPECT_EQ(error_of("1, * * * *"), "minute has an empty part");
    EXPECT_EQ(error_of("1-2-3 * * * *"), "minute \"1-2-3\" is not a range");
}

TEST(CronError, CountsTheFields) {
    EXPECT_EQ(error_of("0 2 * *"), "expected five fields (minute, hour, day of month, month, day of week), found 4");
    EXPECT_FALSE(error_of("0 0 2 * * *").empty());
    EXPECT_FALSE(error_of("").empty());
}

TEST(CronError, RefusesUnknownNicknames) {
    EXPECT_FALSE(error_of("@reboot").empty());
    EXPECT_FALSE(error_of("@Daily").empty());
}

} // namespace
} // namespace retention::policies
