// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/refusal_meter.hpp"

#include <gtest/gtest.h>

namespace retention::control {
namespace {

using namespace std::chrono_literals;

constexpr RefusalMeter::Time kBegin{std::chrono::hours{1}};

TEST(RefusalMeter, TellsTheFirstOfAUserAndCountsTheOthers) {
    RefusalMeter meter;
    int told = 0;
    for (int i = 0; i < 100; ++i)
        told += meter.admits(1001, kBegin + std::chrono::milliseconds{i}) ? 1 : 0;
    EXPECT_EQ(told, 5);
    EXPECT_EQ(meter.take_untold(1001), 95U);
    EXPECT_EQ(meter.take_untold(1001), 0U);
}

TEST(RefusalMeter, OneUserDoesNotHideAnother) {
    RefusalMeter meter;
    for (int i = 0; i < 100; ++i)
        meter.admits(1001, kBegin);
    EXPECT_TRUE(meter.admits(1002, kBegin));
}

TEST(RefusalMeter, BeginsAnewAfterAMinuteAndKeepsTheCount) {
    RefusalMeter meter;
    for (int i = 0; i < 7; ++i)
        meter.admits(1001, kBegin);
    EXPECT_FALSE(meter.admits(1001, kBegin + 59s));
    EXPECT_TRUE(meter.admits(1001, kBegin + 60s));
    EXPECT_EQ(meter.take_untold(1001), 3U);
}

TEST(RefusalMeter, AnyNumberOfUsersWritesNoMoreThanItsShare) {
    RefusalMeter meter;
    int told = 0;
    for (uid_t uid = 0; uid < 100'000; ++uid)
        told += meter.admits(uid, kBegin) ? 1 : 0;
    EXPECT_EQ(told, 20);
    EXPECT_EQ(meter.take_untold(99'999), 0U) << "so many users are not remembered";
}

} // namespace
} // namespace retention::control
