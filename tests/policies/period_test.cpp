// SPDX-License-Identifier: Apache-2.0
#include "policies/period.hpp"

#include <gtest/gtest.h>

namespace retention::policies {
namespace {

TEST(Period, ReadsYearsMonthsAndDays) {
    EXPECT_EQ(parse_period("P2Y"), (Period{2, 0, 0}));
    EXPECT_EQ(parse_period("P18M"), (Period{0, 18, 0}));
    EXPECT_EQ(parse_period("P30D"), (Period{0, 0, 30}));
    EXPECT_EQ(parse_period("P1Y6M"), (Period{1, 6, 0}));
    EXPECT_EQ(parse_period("P1Y2M3D"), (Period{1, 2, 3}));
    EXPECT_EQ(parse_period("P1Y3D"), (Period{1, 0, 3}));
}

TEST(Period, TakesAWeekForSevenDays) {
    EXPECT_EQ(parse_period("P4W"), (Period{0, 0, 28}));
}

TEST(Period, MayBeZero) {
    EXPECT_EQ(parse_period("P0D"), Period{});
    EXPECT_EQ(parse_period("P0Y"), Period{});
}

TEST(Period, RefusesWhatIsNoWholeCalendarPeriod) {
    for (const char* text :
         {"",      "P",     "2Y",    "p2y",  "P2y",  "P2",      "PY",    "P-2Y",        "-P2Y",  "+P2Y",
          "P+2Y",  "P1.5Y", "P1,5Y", "PT1H", "P1DT", "P1DT12H", "P1M1Y", "P1D1M",       "P1Y1Y", "P1Y2W",
          "P1W1D", "P1W1W", " P2Y",  "P2Y ", "P 2Y", "P2X",     "P2Y6",  "P0001-02-03", "30",    "2 years"})
        EXPECT_FALSE(parse_period(text)) << text;
}

TEST(Period, RefusesMoreThanSixDigits) {
    EXPECT_TRUE(parse_period("P000001D"));
    EXPECT_FALSE(parse_period("P0000001D"));
    EXPECT_FALSE(parse_period("P99999999999999999999Y"));
}

TEST(Period, IsAtMostAThousandYearsAltogether) {
    EXPECT_TRUE(parse_period("P999Y"));
    EXPECT_TRUE(parse_period("P1000Y"));
    EXPECT_FALSE(parse_period("P1001Y"));
    EXPECT_TRUE(parse_period("P12000M"));
    EXPECT_FALSE(parse_period("P12001M"));
    EXPECT_TRUE(parse_period("P365000D"));
    EXPECT_FALSE(parse_period("P365001D"));
    EXPECT_FALSE(parse_period("P52143W"));
    EXPECT_TRUE(parse_period("P999Y12M"));
    EXPECT_FALSE(parse_period("P1000Y1D"));
}

TEST(Period, IsWrittenAsItWasRead) {
    for (const char* text : {"P2Y", "P1Y6M", "P18M", "P30D", "P1Y2M3D", "P0D"})
        EXPECT_EQ(to_iso(*parse_period(text)), text);
    EXPECT_EQ(to_iso(*parse_period("P4W")), "P28D");
    EXPECT_EQ(to_iso(*parse_period("P0Y0M")), "P0D");
}

TEST(Period, IsAnIntervalInSql) {
    EXPECT_EQ(to_sql({2, 0, 0}), "interval '2 years'");
    EXPECT_EQ(to_sql({1, 6, 0}), "interval '1 year 6 months'");
    EXPECT_EQ(to_sql({0, 1, 1}), "interval '1 month 1 day'");
    EXPECT_EQ(to_sql({0, 0, 28}), "interval '28 days'");
    EXPECT_EQ(to_sql({}), "interval '0 days'");
}

} // namespace
} // namespace retention::policies
