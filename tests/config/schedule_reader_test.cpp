// SPDX-License-Identifier: Apache-2.0
#include "config/schedule_reader.hpp"

#include <gtest/gtest.h>

namespace retention::config {
namespace {

TEST(Window, IsTwoTimesOfDay) {
    const auto window = parse_window("22:00-06:30");
    ASSERT_TRUE(window);
    EXPECT_EQ(window->begin_minute, 22 * 60);
    EXPECT_EQ(window->end_minute, 6 * 60 + 30);
}

TEST(Window, KeepsToTheClock) {
    EXPECT_TRUE(parse_window("00:00-23:59"));
    EXPECT_FALSE(parse_window("00:00-24:00"));
    EXPECT_FALSE(parse_window("00:60-01:00"));
}

TEST(Window, CoversSomeTime) {
    EXPECT_FALSE(parse_window("06:00-06:00"));
}

TEST(Window, NothingElseIsOne) {
    for (const auto* text :
         {"", "-", "22:00", "22-06", "2:00-6:00", "22:00-06:00 ", "22:00 - 06:00", "22:00-06:00-08:00", "ab:cd-ef:gh"})
        EXPECT_FALSE(parse_window(text)) << text;
}

} // namespace
} // namespace retention::config
