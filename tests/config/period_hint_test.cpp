// SPDX-License-Identifier: Apache-2.0
#include "config/period_hint.hpp"

#include <gtest/gtest.h>

namespace retention::config {
namespace {

TEST(PeriodHint, TurnsWordsIntoIso) {
    EXPECT_EQ(period_hint("2y"), "Did you mean \"P2Y\"?");
    EXPECT_EQ(period_hint("2 years"), "Did you mean \"P2Y\"?");
    EXPECT_EQ(period_hint("P2y"), "Did you mean \"P2Y\"?");
    EXPECT_EQ(period_hint("1 Year, 6 months"), "Did you mean \"P1Y6M\"?");
    EXPECT_EQ(period_hint("30d"), "Did you mean \"P30D\"?");
}

TEST(PeriodHint, AsksForTheUnitOtherwise) {
    for (const auto* text : {"2", "", "P", "forever", "PT12H", "-2y", "1.5 years"})
        EXPECT_EQ(period_hint(text), "Write a period with its unit, such as P2Y or P30D.") << text;
}

TEST(PeriodHint, SuggestsOnlyWhatCanBeRead) {
    EXPECT_EQ(period_hint("6 months 1 year"), "Write a period with its unit, such as P2Y or P30D.");
}

} // namespace
} // namespace retention::config
