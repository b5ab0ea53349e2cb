// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/histogram.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace retention::metrics {
namespace {

using namespace std::chrono_literals;

TEST(Histogram, CountsByUpperBound) {
    Histogram histogram;
    histogram.observe(5ms); // a bound is within its own
    histogram.observe(5001us);
    histogram.observe(90s);
    EXPECT_EQ(histogram.up_to(0), 1U);
    EXPECT_EQ(histogram.up_to(1), 2U);
    EXPECT_EQ(histogram.up_to(Histogram::kBounds.size() - 1), 2U);
    EXPECT_EQ(histogram.count(), 3U);
    EXPECT_NEAR(histogram.sum_seconds(), 90.010001, 1e-9);
}

TEST(Histogram, HasBoundsThatRise) {
    EXPECT_TRUE(std::is_sorted(Histogram::kBounds.begin(), Histogram::kBounds.end()));
    EXPECT_EQ(std::adjacent_find(Histogram::kBounds.begin(), Histogram::kBounds.end()), Histogram::kBounds.end());
}

} // namespace
} // namespace retention::metrics
