// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/number_type.hpp"
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

Column number(const char* type) {
    return column(TypeFamily::Number, type);
}

TEST(NumberType, ReadsTheDecimalsOfNumeric) {
    const auto decimals = decimals_of(number("numeric(10,2)"));
    ASSERT_TRUE(decimals);
    EXPECT_EQ(decimals->precision, 10);
    EXPECT_EQ(decimals->scale, 2);
    EXPECT_EQ(decimals_of(number("numeric(3,-2)"))->scale, -2);
    for (const char* type : {"numeric", "numeric(", "numeric(10", "numeric(10)", "numeric(10,2", "numeric(10,2)x",
                             "numeric_amount", "real"})
        EXPECT_FALSE(decimals_of(number(type))) << type;
}

TEST(NumberType, KnowsTheLargestNumberOfATypeButNotOfADomain) {
    EXPECT_EQ(largest(number("smallint")), "32767");
    EXPECT_EQ(lowest(number("smallint")), "-32768");
    EXPECT_EQ(largest(number("numeric(5,2)")), "99999e-2");
    EXPECT_EQ(lowest(number("numeric(5,2)")), "-99999e-2");
    EXPECT_EQ(largest(number("numeric(3,-2)")), "999e2");
    EXPECT_EQ(largest(number("numeric")), "");
    EXPECT_EQ(lowest(number("numeric")), "");
    EXPECT_EQ(largest(number("crm.amount")), "");
}

TEST(NumberType, TellsDomainsFromTypes) {
    for (const char* type :
         {"smallint", "integer", "bigint", "real", "double precision", "money", "numeric", "numeric(5,2)"})
        EXPECT_FALSE(is_domain(number(type))) << type;
    for (const char* type : {"crm.amount", "numeric_amount", "numeric(odd)"})
        EXPECT_TRUE(is_domain(number(type))) << type;
}

} // namespace
} // namespace retention::anonymizers::test
