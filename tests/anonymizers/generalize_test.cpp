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
              "takes \"month\", \"quarter\", \"year\" or \"decade\" for a date");
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

TEST(Generalize, SuitsNoText) {
    for (const auto family : {TypeFamily::Text, TypeFamily::Json, TypeFamily::Boolean, TypeFamily::Other})
        EXPECT_EQ(message("generalize", Argument::of("year"), column(family, "x")),
                  "does not suit a column of type x");
}

TEST(Generalize, TakesHoursAndDaysWhereThereAreSome) {
    const auto timestamp = column(TypeFamily::Timestamp, "timestamp with time zone");
    const auto time = column(TypeFamily::Time, "time without time zone");
    EXPECT_FALSE(is_refused("generalize", Argument::of("hour"), timestamp));
    EXPECT_FALSE(is_refused("generalize", Argument::of("day"), timestamp));
    EXPECT_FALSE(is_refused("generalize", Argument::of("hour"), time));
    EXPECT_TRUE(is_refused("generalize", Argument::of("day"), kDate));
    EXPECT_TRUE(is_refused("generalize", Argument::of("hour"), kDate));
    EXPECT_EQ(message("generalize", Argument::of("day"), time), "takes \"hour\" for a time");
    EXPECT_EQ(hint("generalize", Argument::of("day"), time), "Write { generalize: hour }.");
    EXPECT_EQ(hint("generalize", Argument::of("dya"), timestamp), "Did you mean \"day\"?");
}

TEST(Generalize, TakesDecimalsThatANumberHasToLose) {
    const auto real = column(TypeFamily::Number, "real");
    const auto takes = [](const Column& where, const char* decimals) {
        return !is_refused("generalize", map_of("decimals", decimals), where);
    };
    for (const char* decimals : {"-18", "0", "15"})
        EXPECT_TRUE(takes(real, decimals)) << decimals;
    for (const char* decimals : {"-19", "16", "1.5", "", "one", "-0", "--1", "+1"})
        EXPECT_FALSE(takes(real, decimals)) << decimals;
    EXPECT_TRUE(takes(kInteger, "-1"));
    EXPECT_FALSE(takes(kInteger, "0"));
    EXPECT_EQ(message("generalize", map_of("decimals", "0"), kInteger),
              "takes decimals from -18 to -1 for a whole number");
    EXPECT_TRUE(takes(kNumeric, "1"));
    EXPECT_EQ(message("generalize", map_of("decimals", "2"), kNumeric),
              "to 2 decimals changes nothing: the column has 2");
    EXPECT_EQ(hint("generalize", map_of("decimal", "1"), kNumeric), "Did you mean \"decimals\"?");
    EXPECT_EQ(message("generalize", map_of({{"decimals", "1"}, {"bucket", "10"}}), kNumeric),
              "takes a bucket or decimals for a number");
}

TEST(Generalize, TakesDecimalsForAPoint) {
    const auto point = column(TypeFamily::Point, "point");
    EXPECT_FALSE(is_refused("generalize", map_of("decimals", "1"), point));
    EXPECT_EQ(message("generalize", map_of("decimals", "16"), point), "takes decimals from -18 to 15 for a point");
    EXPECT_EQ(message("generalize", map_of("bucket", "10"), point), "knows no parameter \"bucket\"");
    EXPECT_TRUE(is_refused("generalize", Argument::none(), point));
    EXPECT_TRUE(is_refused("generalize", Argument::of("year"), point));
}

TEST(Generalize, TakesTheBitsOfANetwork) {
    const auto inet = column(TypeFamily::Network, "inet");
    const auto takes = [&](const Argument& argument) { return !is_refused("generalize", argument, inet); };
    EXPECT_TRUE(takes(Argument::of("network")));
    EXPECT_TRUE(takes(map_of({{"ipv4", "16"}, {"ipv6", "32"}})));
    EXPECT_TRUE(takes(map_of("ipv4", "31")));
    EXPECT_TRUE(takes(map_of("ipv6", "127")));
    for (const char* bits : {"0", "32", "-1", "", "/24"})
        EXPECT_EQ(message("generalize", map_of("ipv4", bits), inet),
                  "takes 1 to 31 bits of an IPv4 address, and 1 to 127 of an IPv6 address")
            << bits;
    EXPECT_FALSE(takes(map_of("ipv6", "128")));
    EXPECT_FALSE(takes(Argument::none()));
    EXPECT_FALSE(takes(map_of(std::vector<std::pair<std::string, std::string>>{})));
    EXPECT_EQ(hint("generalize", Argument::of("netwrok"), inet), "Did you mean \"network\"?");
    EXPECT_EQ(hint("generalize", map_of("ip4", "16"), inet), "Did you mean \"ipv4\"?");
    for (const char* type : {"macaddr", "macaddr8", "address"})
        EXPECT_EQ(message("generalize", Argument::of("network"), column(TypeFamily::Network, type)),
                  "does not suit a column of type " + std::string(type));
}

TEST(Generalize, CompilesDatesWithoutATimeZone) {
    EXPECT_EQ(compile("generalize", Argument::of("year"), kDate), "cast(date_trunc('year', t.c::timestamp) as date)");
    EXPECT_EQ(compile("generalize", Argument::of("month"), column(TypeFamily::Timestamp, "timestamp with time zone")),
              "cast(date_trunc('month', t.c) as timestamp with time zone)");
}

TEST(Generalize, CompilesNumbersToTheStartOfTheirBucket) {
    EXPECT_EQ(compile("generalize", map_of("bucket", "10"), kNumeric),
              "cast(case when t.c is not null then greatest(t.c::numeric - mod(mod(t.c::numeric, 10) + 10, 10), "
              "-9999999999e-2) end as numeric(10,2))");
    EXPECT_EQ(compile("generalize", map_of("bucket", "10"), column(TypeFamily::Number, "numeric")),
              "cast(t.c::numeric - mod(mod(t.c::numeric, 10) + 10, 10) as numeric)");
    EXPECT_EQ(compile("generalize", map_of("bucket", "10"), kInteger),
              "cast(case when t.c is not null then greatest(t.c::numeric - mod(mod(t.c::numeric, 10) + 10, 10), "
              "-2147483648) end as integer)");
}

} // namespace
} // namespace retention::anonymizers::test
