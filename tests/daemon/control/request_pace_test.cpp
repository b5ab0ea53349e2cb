// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/request_pace.hpp"

#include <gtest/gtest.h>

namespace retention::control {
namespace {

using namespace std::chrono_literals;

constexpr RequestPace::Clock::time_point kBegin{std::chrono::hours{1}};

TEST(RequestPace, LetsABurstPassAndThenWaits) {
    RequestPace pace;
    for (int i = 0; i < 200; ++i)
        ASSERT_EQ(pace.wait_of(1001, 50, kBegin), 0ns) << i;
    EXPECT_EQ(pace.wait_of(1001, 50, kBegin), 10ms);
    EXPECT_EQ(pace.wait_of(1001, 50, kBegin), 20ms);
}

TEST(RequestPace, AnEvenPaceNeverWaits) {
    RequestPace pace;
    for (int i = 0; i < 10'000; ++i)
        ASSERT_EQ(pace.wait_of(1001, 50, kBegin + i * 10ms), 0ns) << i;
}

TEST(RequestPace, SilenceIsWorthNoMoreThanOneBurst) {
    RequestPace pace;
    pace.wait_of(1001, 50, kBegin);
    for (int i = 0; i < 200; ++i)
        ASSERT_EQ(pace.wait_of(1001, 50, kBegin + 10h), 0ns) << i;
    EXPECT_GT(pace.wait_of(1001, 50, kBegin + 10h), 0ns);
}

TEST(RequestPace, ALongLineCountsAsManyRequests) {
    RequestPace pace;
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(pace.wait_of(1001, 1024 * 1024, kBegin), 0ns);
    EXPECT_EQ(pace.wait_of(1001, 1024 * 1024, kBegin), 4 * 65 * 10ms - 2s);
}

TEST(RequestPace, UsersDoNotWaitForEachOther) {
    RequestPace pace;
    for (int i = 0; i < 1000; ++i)
        pace.wait_of(1001, 50, kBegin);
    EXPECT_EQ(pace.wait_of(1002, 50, kBegin), 0ns);
    for (uid_t uid = 2000; uid < 4000; ++uid)   // whoever owes something is not forgotten for them
        pace.wait_of(uid, 50, kBegin + 1s);
    EXPECT_GT(pace.wait_of(1001, 50, kBegin + 1s), 6s);
}

} // namespace
} // namespace retention::control
