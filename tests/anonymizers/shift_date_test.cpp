// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

const Column kDate = column(TypeFamily::Date, "date");

TEST(ShiftDate, TakesDaysUpToACentury) {
    for (const auto& where : {kDate, column(TypeFamily::Timestamp, "timestamp with time zone")}) {
        EXPECT_FALSE(is_refused("shift_date", Argument::of("1"), where));
        EXPECT_FALSE(is_refused("shift_date", Argument::of("36500"), where));
        for (const char* days : {"0", "36501", "-30", "P30D", "30d", "", "1.5"})
            EXPECT_EQ(message("shift_date", Argument::of(days), where), "takes a whole number of days from 1 to 36500")
                << days;
        EXPECT_EQ(hint("shift_date", Argument::none(), where), "Write for example { shift_date: 30 }.");
        EXPECT_TRUE(is_refused("shift_date", map_of("days", "30"), where));
    }
}

TEST(ShiftDate, SuitsDatesAndTimestampsOnly) {
    EXPECT_EQ(message("shift_date", Argument::of("30"), column(TypeFamily::Time, "time without time zone")),
              "does not suit a column of type time without time zone");
    EXPECT_TRUE(is_refused("shift_date", Argument::of("30"), text()));
}

TEST(ShiftDate, DrawsAlikeInAllColumns) {
    Column other = kDate;
    other.name = "another";
    EXPECT_EQ(compile("shift_date", Argument::of("30"), kDate), compile("shift_date", Argument::of("30"), other));
}

} // namespace
} // namespace retention::anonymizers::test
