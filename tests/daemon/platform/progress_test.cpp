// SPDX-License-Identifier: Apache-2.0
#include "daemon/platform/progress.hpp"

#include <gtest/gtest.h>

namespace retention::platform {
namespace {

using namespace std::chrono_literals;

class ProgressTest : public testing::Test {
protected:
    std::vector<std::string> stalled() const {
        std::vector<std::string> names;
        for (const auto& one : progress_.stalled(30s))
            names.push_back(one.who);
        return names;
    }

    using Names = std::vector<std::string>;

    ManualClock clock_;
    Progress progress_{clock_};
};

TEST_F(ProgressTest, NobodyIsStalledWhereNobodyWorks) {
    clock_.tick(1h);
    EXPECT_EQ(stalled(), Names{});
}

TEST_F(ProgressTest, WhoNeverComesBackToItsLoopIsStalled) {
    Progress::Member worker(progress_, "worker");
    clock_.tick(30s);
    EXPECT_EQ(stalled(), Names{});
    clock_.tick(1us);
    EXPECT_EQ(stalled(), Names{"worker"});
    EXPECT_EQ(progress_.stalled(30s).front().silent_for, 30s + 1us);
}

TEST_F(ProgressTest, AStepBeginsTheTimeAnew) {
    Progress::Member worker(progress_, "worker");
    for (int i = 0; i < 3; ++i) {
        clock_.tick(29s);
        worker.step();
        EXPECT_EQ(stalled(), Names{});
    }
}

TEST_F(ProgressTest, WhoWaitsForSomebodyElseIsNotStalledHoweverLong) {
    Progress::Member worker(progress_, "worker");
    worker.wait_begins();
    clock_.tick(24h);
    EXPECT_EQ(stalled(), Names{});
}

TEST_F(ProgressTest, TheTimeOfAWaitDoesNotCountAfterIt) {
    Progress::Member worker(progress_, "worker");
    worker.wait_begins();
    clock_.tick(24h);
    worker.wait_ends();
    EXPECT_EQ(stalled(), Names{});
    clock_.tick(31s);
    EXPECT_EQ(stalled(), Names{"worker"});
}

TEST_F(ProgressTest, OneAtWorkDoesNotHideAnotherThatHangs) {
    Progress::Member keeper(progress_, "keeper");
    Progress::Member worker(progress_, "worker");
    clock_.tick(31s);
    keeper.step();
    EXPECT_EQ(stalled(), Names{"worker"});
}

TEST_F(ProgressTest, WhoHasEndedIsForgotten) {
    { Progress::Member worker(progress_, "worker"); }
    clock_.tick(1h);
    EXPECT_EQ(stalled(), Names{});
}

TEST_F(ProgressTest, SettingTheWallClockChangesNothing) {
    Progress::Member worker(progress_, "worker");
    clock_.jump(SystemTime{std::chrono::hours{24 * 365}});
    EXPECT_EQ(stalled(), Names{});
}

} // namespace
} // namespace retention::platform
