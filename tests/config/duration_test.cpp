// SPDX-License-Identifier: Apache-2.0
#include "config/duration.hpp"

#include <gtest/gtest.h>

namespace retention::config {
namespace {

using namespace std::chrono_literals;

TEST(Duration, HasAUnit) {
    EXPECT_EQ(parse_duration("50ms"), 50ms);
    EXPECT_EQ(parse_duration("1s"), 1s);
    EXPECT_EQ(parse_duration("5m"), 5min);
    EXPECT_EQ(parse_duration("2h"), 2h);
    EXPECT_EQ(parse_duration("0s"), 0s);
}

TEST(Duration, NothingElseIsOne) {
    for (const auto* text : {"", "5", "s", "-1s", "+1s", "1.5s", "1 s", "1S", "1d", "10001h", "99999999999999999999s"})
        EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Duration, IsWrittenInItsLargestUnit) {
    EXPECT_EQ(to_text(90s), "90s");
    EXPECT_EQ(to_text(120s), "2m");
    EXPECT_EQ(to_text(1h), "1h");
    EXPECT_EQ(to_text(1'500ms), "1500ms");
    EXPECT_EQ(to_text(0ms), "0ms");
}

} // namespace
} // namespace retention::config
