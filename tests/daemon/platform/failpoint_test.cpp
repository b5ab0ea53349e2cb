// SPDX-License-Identifier: Apache-2.0
#include "daemon/platform/failpoint.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <set>
#include <thread>

#include <unistd.h>

namespace retention::platform {
namespace {

class FailpointTest : public testing::Test {
protected:
    void TearDown() override { arm_failpoint(""); }
};

TEST_F(FailpointTest, DoesNothingUnlessArmed) {
    failpoint(Failpoint::BatchAfterClaim);
    arm_failpoint("batch_after_lock:1:throw");
    failpoint(Failpoint::BatchAfterClaim);
    arm_failpoint("");
    failpoint(Failpoint::BatchAfterLock);
}

TEST_F(FailpointTest, GoesOffAtExactlyTheNthHit) {
    arm_failpoint("batch_after_claim:3:throw");
    failpoint(Failpoint::BatchAfterClaim);
    failpoint(Failpoint::BatchAfterClaim);
    EXPECT_THROW(failpoint(Failpoint::BatchAfterClaim), FailpointHit);
    failpoint(Failpoint::BatchAfterClaim);
}

TEST_F(FailpointTest, KillsAndExits) {
    EXPECT_EXIT(
        {
            arm_failpoint("plan_after_commit:1:kill");
            failpoint(Failpoint::PlanAfterCommit);
        },
        testing::KilledBySignal(SIGKILL), "");
    EXPECT_EXIT(
        {
            arm_failpoint("plan_after_commit:1:exit");
            failpoint(Failpoint::PlanAfterCommit);
        },
        testing::ExitedWithCode(kFailpointExitStatus), "");
}

TEST_F(FailpointTest, HangsOneThreadAndNoOther) {
    EXPECT_EXIT(
        {
            arm_failpoint("plan_after_commit:1:hang");
            std::thread([] {
                failpoint(Failpoint::PlanAfterCommit);
                ::_exit(1);   // it came back
            }).detach();
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            ::_exit(0);
        },
        testing::ExitedWithCode(0), "");
}

TEST_F(FailpointTest, IsArmedFromTheEnvironment) {
    ::setenv("RETENTIOND_FAILPOINT", "approve_after_commit:1:throw", 1);
    arm_failpoint_from_environment();
    ::unsetenv("RETENTIOND_FAILPOINT");
    EXPECT_THROW(failpoint(Failpoint::ApproveAfterCommit), FailpointHit);
}

TEST_F(FailpointTest, RefusesWhatItDoesNotUnderstand) {
    for (const char* text : {"batch_after_claim", "batch_after_claim:1", "nowhere:1:kill", "batch_after_claim:0:kill",
                             "batch_after_claim:x:kill", "batch_after_claim:1:explode", "::", ":1:kill"})
        EXPECT_THROW(arm_failpoint(text), std::invalid_argument) << text;
}

TEST_F(FailpointTest, EachNameReachesItsOwnPoint) {
    EXPECT_EQ(std::set(kFailpointNames.begin(), kFailpointNames.end()).size(), kFailpointNames.size());
    for (std::size_t at = 0; at < kFailpointNames.size(); ++at) {
        arm_failpoint(std::string{kFailpointNames[at]} + ":1:throw");
        EXPECT_THROW(failpoint(static_cast<Failpoint>(at)), FailpointHit) << kFailpointNames[at];
    }
}

} // namespace
} // namespace retention::platform
