// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

const Column kDate = column(TypeFamily::Date, "date");
const Column kInteger = column(TypeFamily::Integer, "integer");
const Column kNumeric = column(TypeFamily::Number, "numeric(10,2)");

TEST(Generalize, TakesAUnitForDates) {
    for (const char* unit : {"month", "quarter", "year", "decade"})
        EXPECT_FALSE(is_refused("generalize", Argument::of(unit), kDate)) << unit;
    EXPECT_EQ(message("generalize", Argument::of("yaer"), kDate),
              "takes \"month\", \"quarter\", \"year\" or \"decade\" for a date or a timestamp");
    EXPECT_EQ(hint("generalize", Argument::of("yaer"), kDate), "Did you mean \"year\"?");
    EXPECT_TRUE(is_refused("generalize", Argument::none(), kDate));
    EXPECT_TRUE(is_refused("generalize", map_of("bucket", "10"), kDate));
}

TEST(Generalize, TakesABucketForNumbers) {
    EXPECT_FALSE(is_refused("generalize", map_of("bucket", "2"), kInteger));
    EXPECT_FALSE(is_refused("generalize", map_of("bucket", "1000000000"), kInteger));
    EXPECT_FALSE(is_refused("generalize", map_of("bucket", "1"), kNumeric));
    for (const char* bucket : {"0", "1", "-5", "1000000001", "2.5", "", "ten"})
        EXPECT_TRUE(is_refused("generalize", map_of("bucket", bucket), kInteger)) << bucket;
    EXPECT_TRUE(is_refused("generalize", map_of("bucket", "0"), kNumeric));
    EXPECT_TRUE(is_refused("generalize", Argument::of("year"), kInteger));
    EXPECT_TRUE(is_refused("generalize", Argument::none(), kInteger));
}

TEST(Generalize, NamesAnUnknownParameter) {
    EXPECT_EQ(message("generalize", map_of("buckt", "10"), kInteger), "knows no parameter \"buckt\"");
    EXPECT_EQ(hint("generalize", map_of("buckt", "10"), kInteger), "Did you mean \"bucket\"?");
}

TEST(Generalize, SuitsDatesAndNumbersOnly) {
    for (const auto family : {TypeFamily::Text, TypeFamily::Json, TypeFamily::Boolean, TypeFamily::Time})
        EXPECT_TRUE(is_refused("generalize", Argument::of("year"), column(family, "x")));
}

TEST(Generalize, CompilesDatesWithoutATimeZone) {
    EXPECT_EQ(compile("generalize", Argument::of("year"), kDate), "cast(date_trunc('year', t.c::timestamp) as date)");
    EXPECT_EQ(compile("generalize", Argument::of("month"), column(TypeFamily::Timestamp, "timestamp with time zone")),
              "cast(date_trunc('month', t.c) as timestamp with time zone)");
}

TEST(Generalize, CompilesNumbersToTheStartOfTheirBucket) {
    EXPECT_EQ(compile("generalize", map_of("bucket", "10"), kNumeric),
              "cast(t.c::numeric - mod(mod(t.c::numeric, 10) + 10, 10) as numeric(10,2))");
    EXPECT_EQ(compile("generalize", map_of("bucket", "10"), kInteger),
              "cast(case when t.c is not null then greatest(t.c::numeric - mod(mod(t.c::numeric, 10) + 10, 10), "
              "-2147483648) end as integer)");
}

} // namespace
} // namespace retention::anonymizers::test
