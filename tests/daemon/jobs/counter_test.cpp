// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/counter.hpp"

#include <gtest/gtest.h>

namespace retention::jobs {
namespace {

using namespace std::chrono_literals;

constexpr bool kWithin = true;
constexpr bool kOutside = false;

CountAge age(std::chrono::milliseconds age, std::chrono::milliseconds took = 1s, bool has_run_ended_since = false) {
    return {age, took, has_run_ended_since};
}

TEST(CountDue, AtOnceForWhatWasNeverCounted) {
    EXPECT_TRUE(is_count_due(std::nullopt, 1h, kWithin));
    EXPECT_TRUE(is_count_due(std::nullopt, 1h, kOutside));
}

TEST(CountDue, WhenTheLastOneIsOldEnough) {
    EXPECT_FALSE(is_count_due(age(59min), 1h, kWithin));
    EXPECT_TRUE(is_count_due(age(60min), 1h, kWithin));
}

TEST(CountDue, OutsideTheWindowOnlyAfterADay) {
    EXPECT_FALSE(is_count_due(age(23h), 1h, kOutside));
    EXPECT_TRUE(is_count_due(age(24h), 1h, kOutside));
}

TEST(CountDue, AfterARunHasEnded) {
    EXPECT_TRUE(is_count_due(age(2min, 1s, true), 1h, kOutside));
}

TEST(CountDue, NeverMoreThanAHundredthOfTheTime) {
    EXPECT_FALSE(is_count_due(age(99s, 1s, true), 1h, kWithin));
    EXPECT_TRUE(is_count_due(age(100s, 1s, true), 1h, kWithin));
    EXPECT_FALSE(is_count_due(age(3h, 2min), 1h, kWithin)) << "takes longer than a hundredth of what is wanted";
    EXPECT_TRUE(is_count_due(age(4h, 2min), 1h, kWithin));
}

TEST(CountDue, WhenTheServersClockWasSetBack) {
    EXPECT_TRUE(is_count_due(age(-1h), 1h, kOutside));
}

} // namespace
} // namespace retention::jobs
