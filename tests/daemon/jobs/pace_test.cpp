// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/pace.hpp"

#include <gtest/gtest.h>

namespace retention::jobs {
namespace {

using namespace std::chrono_literals;

class PaceTest : public testing::Test {
protected:
    Pace pace() { return Pace(settings, clock); }

    platform::ManualClock clock;
    PaceSettings settings;
};

TEST_F(PaceTest, BeginsWithTheLargestBatch) {
    EXPECT_EQ(pace().batch_rows(), 250u);
}

TEST_F(PaceTest, HalvesWhenABatchTookTwiceAsLong) {
    Pace pace(settings, clock);
    pace.batch_took(100ms, 250, 1000);
    EXPECT_EQ(pace.batch_rows(), 125u);
}

TEST_F(PaceTest, HalvesNoFasterHoweverLongABatchTook) {
    Pace pace(settings, clock);
    pace.batch_took(60s, 250, 1000);
    EXPECT_EQ(pace.batch_rows(), 125u);
}

TEST_F(PaceTest, GrowsSlowlyAndNeverBeyondTheLimit) {
    Pace pace(settings, clock);
    pace.batch_timed_out();
    pace.batch_took(1ms, 125, 100);
    EXPECT_EQ(pace.batch_rows(), 156u);
    for (int i = 0; i < 10; ++i)
        pace.batch_took(1ms, pace.batch_rows(), 100);
    EXPECT_EQ(pace.batch_rows(), 250u);
}

TEST_F(PaceTest, LearnsNothingFromASmallQuickBatch) {
    Pace pace(settings, clock);
    pace.batch_timed_out();
    pace.batch_took(1ms, 3, 10);
    EXPECT_EQ(pace.batch_rows(), 125u);
}

TEST_F(PaceTest, LearnsFromASmallSlowBatch) {
    Pace pace(settings, clock);
    pace.batch_took(200ms, 1, 200'000);
    EXPECT_EQ(pace.batch_rows(), 125u);
}

TEST_F(PaceTest, NeverGoesBelowOneAndComesBack) {
    Pace pace(settings, clock);
    for (int i = 0; i < 100; ++i)
        pace.batch_timed_out();
    EXPECT_EQ(pace.batch_rows(), 1u);
    for (int i = 0; i < 40; ++i)
        pace.batch_took(0ms, pace.batch_rows(), 1);
    EXPECT_EQ(pace.batch_rows(), 250u);
}

TEST_F(PaceTest, WaitsForAStandbyThatIsFurtherBehindThanAllowed) {
    Pace pace(settings, clock);
    EXPECT_FALSE(pace.why_wait());
    pace.set_replica_lag(10s);
    EXPECT_FALSE(pace.why_wait());
    pace.set_replica_lag(10'001ms);
    EXPECT_EQ(pace.why_wait(), "a standby is 10001 ms behind");
    pace.set_replica_lag(std::nullopt);
    EXPECT_FALSE(pace.why_wait());
}

TEST_F(PaceTest, WithoutALimitWaitsForNoStandby) {
    settings.replica_lag = 0ms;
    Pace pace(settings, clock);
    pace.set_replica_lag(1h);
    EXPECT_FALSE(pace.why_wait());
}

TEST_F(PaceTest, RowsOfABatchArePaidForInTime) {
    settings.rows_per_second = 1000;
    Pace pace(settings, clock);
    pace.batch_took(10ms, 250, 500);
    EXPECT_EQ(pace.why_wait(), "rows_per_second is reached");
    clock.tick(499ms);
    EXPECT_TRUE(pace.why_wait());
    clock.tick(1ms);
    EXPECT_FALSE(pace.why_wait());
}

TEST_F(PaceTest, RowsOfSeveralWorkersAddUp) {
    settings.rows_per_second = 1000;
    Pace pace(settings, clock);
    pace.batch_took(10ms, 250, 500);
    pace.batch_took(10ms, 250, 500);
    clock.tick(999ms);
    EXPECT_TRUE(pace.why_wait());
    clock.tick(1ms);
    EXPECT_FALSE(pace.why_wait());
}

TEST_F(PaceTest, AnIdleTimeSavesNothingUp) {
    settings.rows_per_second = 1000;
    Pace pace(settings, clock);
    clock.tick(1h);
    pace.batch_took(10ms, 250, 500);
    EXPECT_TRUE(pace.why_wait());
}

TEST_F(PaceTest, WaitsForAutovacuumButNotForEver) {
    Pace pace(settings, clock);
    pace.set_dead_rows("crm.activity");
    EXPECT_EQ(pace.why_wait(), "crm.activity waits for autovacuum");
    clock.tick(9min);
    pace.set_dead_rows("crm.person");
    EXPECT_TRUE(pace.why_wait());
    clock.tick(1min);
    EXPECT_FALSE(pace.why_wait());
}

} // namespace
} // namespace retention::jobs
