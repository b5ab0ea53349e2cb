// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/scheduled_plans.hpp"

#include "tests/support/process.hpp"

#include <gtest/gtest.h>

#include <future>

namespace retention::jobs {
namespace {

using namespace std::chrono_literals;

TEST(ScheduledPlans, OneThatRunsKeepsTheNextWaitingForAWhile) {
    ScheduledPlans plans;
    std::promise<void> end;
    ASSERT_TRUE(plans.begin("first", [&, future = end.get_future().share()] { future.wait(); }));
    EXPECT_TRUE(plans.is_planning("first"));
    EXPECT_FALSE(plans.begin("second", [] {})) << "two at once would be twice the load";
    EXPECT_FALSE(plans.is_planning("second"));
    end.set_value();
    bool was_planned = false;
    EXPECT_TRUE(test::wait_until([&] { return plans.begin("second", [&] { was_planned = true; }); }, test::kLongEnough));
    plans.stop();
    EXPECT_TRUE(was_planned);
}

TEST(ScheduledPlans, NothingBeginsAfterTheStop) {
    ScheduledPlans plans;
    plans.stop();
    EXPECT_FALSE(plans.begin("first", [] {}));
}

TEST(ScheduledPlans, OneThatFailedIsPutOffAndFreeAgainLater) {
    ScheduledPlans plans;
    const platform::SystemTime until{1h};
    plans.put_off("first", until);
    EXPECT_EQ(plans.not_before("first"), until);
    EXPECT_FALSE(plans.not_before("second"));
    plans.put_off("first", std::nullopt);
    EXPECT_FALSE(plans.not_before("first"));
}

TEST(ScheduledPlans, WhatAWrongClockPutOffIsForgotten) {
    ScheduledPlans plans;
    plans.put_off("first", platform::SystemTime{24h * 365});
    plans.forget_delays();
    EXPECT_FALSE(plans.not_before("first"));
}

} // namespace
} // namespace retention::jobs
