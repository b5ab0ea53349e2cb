// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/slow_batches.hpp"

#include <gtest/gtest.h>

namespace retention::jobs {
namespace {

using namespace std::chrono_literals;

class SlowBatchesTest : public testing::Test {
protected:
    void SetUp() override {
        for (int i = 0; i < 20; ++i)
            ASSERT_FALSE(note(50ms, 250, 1'000));
    }
    std::optional<std::string> note(std::chrono::milliseconds took, long long subjects, long long rows) {
        return slow_.note("shop/delete", took, subjects, rows, 50ms);
    }
    SlowBatches slow_;
};

TEST_F(SlowBatchesTest, OneThatTookTenTimesAsLongForAsMuchIsTold) {
    const auto told = note(500ms, 250, 1'000);
    ASSERT_TRUE(told);
    EXPECT_EQ(*told, "500 ms for 250 subjects and 1000 rows, 10 times the median of recent batches: a bad plan (ANALYZE?), or an index that is "
                     "missing or was dropped");
}

TEST_F(SlowBatchesTest, OneThatHadTenTimesAsMuchToDoIsNot) { EXPECT_FALSE(note(500ms, 250, 12'250)); }

TEST_F(SlowBatchesTest, OneThatDisturbsNobodyIsNot) { EXPECT_FALSE(note(190ms, 10, 40)); }

TEST_F(SlowBatchesTest, OfManyOnlyTheFirstIsTold) {
    EXPECT_TRUE(note(500ms, 250, 1'000));
    for (int i = 0; i < 5; ++i)
        EXPECT_FALSE(note(500ms, 250, 1'000));
}

TEST_F(SlowBatchesTest, AnotherActionHasAMedianOfItsOwn) {
    EXPECT_FALSE(slow_.note("shop/anonymize", 500ms, 250, 1'000, 50ms)) << "nothing to compare with yet";
}

TEST(SlowBatches, ASubjectWhoTakesSecondsFromTheStartIsTold) {
    SlowBatches slow;
    const auto told = slow.note("shop/delete", 3s, 1, 5, 50ms);
    ASSERT_TRUE(told);
    EXPECT_EQ(*told, "3000 ms for 1 subject and 5 rows: is an index missing? retentionctl check tells foreign keys without one");
    EXPECT_FALSE(SlowBatches().note("shop/delete", 3s, 1, 500'000, 50ms)) << "so many rows take their time";
}

} // namespace
} // namespace retention::jobs
