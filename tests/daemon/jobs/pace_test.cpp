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
    pace.batch_took(200ms, 1, 20);
    EXPECT_EQ(pace.batch_rows(), 125u);
}

// As a scan for want of an index costs.
TEST_F(PaceTest, ShrinksNoBatchForWhatItCostsHoweverSmallItIs) {
    Pace pace(settings, clock);
    for (int i = 0; i < 500; ++i) {
        const auto subjects = pace.batch_rows();
        ASSERT_GE(subjects, 60u) << "after " << i << " batches";
        pace.batch_took(300ms + std::chrono::milliseconds(subjects), subjects, 10);
    }
}

TEST_F(PaceTest, ShrinksToWhatFitsWhereEachSubjectCosts) {
    Pace pace(settings, clock);
    for (int i = 0; i < 100; ++i) {
        const auto subjects = pace.batch_rows();
        pace.batch_took(std::chrono::milliseconds(2 * subjects), subjects, 10);
    }
    EXPECT_LE(pace.batch_rows(), 30u);
    EXPECT_GE(pace.batch_rows(), 20u);
}

TEST_F(PaceTest, ABatchOfOneThatTakesTooLongIsNotTheEnd) {
    Pace pace(settings, clock);
    for (int i = 0; i < 10; ++i)
        pace.batch_timed_out();
    ASSERT_EQ(pace.batch_rows(), 1u);
    for (int i = 0; i < 100; ++i)
        pace.batch_took(300ms + std::chrono::milliseconds(pace.batch_rows()), pace.batch_rows(), 10);
    EXPECT_GE(pace.batch_rows(), 60u);
}

TEST_F(PaceTest, StaysSmallWhereEachSubjectTakesTooLong) {
    Pace pace(settings, clock);
    for (int i = 0; i < 200; ++i) {
        pace.batch_took(std::chrono::milliseconds(200 * pace.batch_rows()), pace.batch_rows(), 10);
        if (i > 20) {
            ASSERT_LE(pace.batch_rows(), 2u) << "after " << i << " batches";
        }
    }
}

TEST_F(PaceTest, ForgetsAFixedCostThatIsGone) {
    Pace pace(settings, clock);
    for (int i = 0; i < 50; ++i)
        pace.batch_took(300ms + std::chrono::milliseconds(pace.batch_rows()), pace.batch_rows(), 10);
    for (int i = 0; i < 50; ++i)
        pace.batch_took(std::chrono::milliseconds(2 * pace.batch_rows()), pace.batch_rows(), 10);
    EXPECT_LE(pace.batch_rows(), 40u);
}

TEST_F(PaceTest, ABatchHasNoMoreSubjectsThanTheirRowsAllow) {
    settings.batch_changes = 1'000;
    Pace pace(settings, clock);
    pace.batch_took(10ms, 250, 2'500);
    EXPECT_EQ(pace.batch_rows(), 100u) << "ten rows each";
    pace.batch_took(10ms, 100, 50'000);
    EXPECT_EQ(pace.batch_rows(), 2u) << "one of them had very many";
    pace.batch_took(10ms, 1, 1'000'000);
    EXPECT_EQ(pace.batch_rows(), 1u) << "one always fits";
}

TEST_F(PaceTest, ForgetsASubjectWithManyRowsByAndBy) {
    settings.batch_changes = 1'000;
    Pace pace(settings, clock);
    pace.batch_took(10ms, 1, 10'000);
    ASSERT_EQ(pace.batch_rows(), 1u);
    for (int i = 0; i < 80; ++i)
        pace.batch_took(10ms, pace.batch_rows(), static_cast<long long>(pace.batch_rows()));
    EXPECT_EQ(pace.batch_rows(), 250u);
}

TEST_F(PaceTest, ABatchHasNoMoreRowsThanASecondAllows) {
    settings.rows_per_second = 100;
    Pace pace(settings, clock);
    pace.batch_took(10ms, 10, 100);
    EXPECT_EQ(pace.batch_rows(), 10u);
}

TEST_F(PaceTest, SeveralSubjectsHaveLessTimeForAStatementThanOne) {
    settings.batch_time = 200ms;
    const Pace pace(settings, clock);
    EXPECT_EQ(pace.statement_patience(1), 60s);
    EXPECT_EQ(pace.statement_patience(2), 4s);
}

TEST_F(PaceTest, AWaitForALockHasItsOwnLimitAndFailure) {
    settings.lock_timeout = 30s;
    EXPECT_EQ(pace().statement_patience(2), 60s);
    settings.statement_timeout = 40s;
    EXPECT_EQ(pace().statement_patience(2), 40s);
}

TEST_F(PaceTest, WhatTheServerWritesBeyondTheLimitIsPaidForInTime) {
    settings.wal_per_second = 10'000'000;
    Pace pace(settings, clock);
    pace.set_wal_position(1'000'000'000'000);
    EXPECT_FALSE(pace.wait()) << "where it stood before is nobody's doing";
    clock.tick(1s);
    pace.set_wal_position(1'000'010'000'000);
    EXPECT_FALSE(pace.wait());
    clock.tick(1s);
    pace.set_wal_position(1'000'040'000'000);   // 30 MB in one second: two seconds' worth too much
    ASSERT_TRUE(pace.wait());
    EXPECT_EQ(pace.wait()->word, "wal_mb_per_second");
    EXPECT_EQ(pace.wait()->text, "the server writes more than 10 MB of WAL a second");
    clock.tick(1s);
    pace.set_wal_position(1'000'040'000'000);
    EXPECT_TRUE(pace.wait());
    clock.tick(1s);
    pace.set_wal_position(1'000'040'000'000);
    EXPECT_FALSE(pace.wait());
}

TEST_F(PaceTest, AnHourOfTheApplicationsWalIsNotPaidForWithAnother) {
    settings.wal_per_second = 10'000'000;
    Pace pace(settings, clock);
    pace.set_wal_position(0);
    clock.tick(1h);
    pace.set_wal_position(1'000'000'000'000);
    ASSERT_TRUE(pace.wait());
    clock.tick(10s);
    pace.set_wal_position(1'000'000'000'000);
    EXPECT_FALSE(pace.wait());
}

TEST_F(PaceTest, WaitsWhileOthersAreBusy) {
    settings.active_sessions = 40;
    Pace pace(settings, clock);
    pace.set_active_sessions(40);
    EXPECT_FALSE(pace.wait());
    pace.set_active_sessions(41);
    EXPECT_EQ(pace.why_wait(), "41 sessions of others are at work");
    settings.active_sessions = 0;
    pace.retune(settings);
    EXPECT_FALSE(pace.wait()) << "no limit";
}

TEST_F(PaceTest, OtherSettingsHoldFromTheNextBatchOn) {
    Pace pace(settings, clock);
    settings.batch_rows = 20;
    settings.rows_per_second = 1;
    pace.retune(settings);
    EXPECT_EQ(pace.batch_rows(), 20u);
    pace.batch_took(10ms, 20, 3600);
    EXPECT_TRUE(pace.wait());
    settings.rows_per_second = 0;
    pace.retune(settings);
    EXPECT_FALSE(pace.wait()) << "the debt goes with the limit";
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
