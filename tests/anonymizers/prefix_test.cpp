// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

TEST(Prefix, IsTheFirstCharacters) {
    EXPECT_EQ(compile("prefix", Argument::of("2"), fixed_char(6)), "cast(left(t.c::text, 2) as character(6))");
}

TEST(Prefix, TakesAWholeNumberAboveZero) {
    EXPECT_FALSE(is_refused("prefix", Argument::of("1"), text()));
    EXPECT_FALSE(is_refused("prefix", Argument::of("2147483647"), text()));
    for (const char* number : {"0", "-1", "2147483648", "two", "1.5", "", " 1", "99999999999999999999"})
        EXPECT_EQ(message("prefix", Argument::of(number), text()), "takes a whole number above 0") << number;
    EXPECT_TRUE(is_refused("prefix", Argument::none(), text()));
}

TEST(Prefix, IsShorterThanTheColumn) {
    EXPECT_FALSE(is_refused("prefix", Argument::of("5"), varchar(6)));
    EXPECT_TRUE(is_refused("prefix", Argument::of("6"), varchar(6)));
    EXPECT_TRUE(is_refused("prefix", Argument::of("7"), varchar(6)));
}

TEST(Prefix, SuitsTextOnly) {
    EXPECT_TRUE(is_refused("prefix", Argument::of("2"), column(TypeFamily::Integer, "integer")));
}

} // namespace
} // namespace retention::anonymizers::test
