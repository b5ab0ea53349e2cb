// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

TEST(Fake, TakesTheKindOfName) {
    for (const char* kind : {"first_name", "last_name", "full_name"})
        EXPECT_FALSE(is_refused("fake", Argument::of(kind), text())) << kind;
    EXPECT_EQ(message("fake", Argument::none(), text()), "takes \"first_name\", \"last_name\" or \"full_name\"");
    EXPECT_EQ(hint("fake", Argument::of("firstname"), text()), "Did you mean \"first_name\"?");
    EXPECT_EQ(hint("fake", Argument::of("address"), text()), "");
    EXPECT_TRUE(is_refused("fake", map_of("first_name", "nl"), text()));
}

TEST(Fake, FitsTheColumnWithItsLongestName) {
    EXPECT_FALSE(is_refused("fake", Argument::of("first_name"), varchar(9)));
    EXPECT_TRUE(is_refused("fake", Argument::of("first_name"), varchar(8)));
    EXPECT_FALSE(is_refused("fake", Argument::of("full_name"), varchar(19)));
    EXPECT_TRUE(is_refused("fake", Argument::of("full_name"), varchar(18)));
}

TEST(Fake, SuitsTextOnly) {
    EXPECT_TRUE(is_refused("fake", Argument::of("first_name"), column(TypeFamily::Json, "jsonb")));
}

TEST(Fake, DrawsFirstAndLastNameFromDifferentBytesOfTheSeed) {
    const auto first = compile("fake", Argument::of("first_name"), text());
    const auto last = compile("fake", Argument::of("last_name"), text());
    EXPECT_NE(first.find("get_byte(s.seed, 0)"), std::string::npos);
    EXPECT_NE(first.find("get_byte(s.seed, 1)"), std::string::npos);
    EXPECT_NE(last.find("get_byte(s.seed, 2)"), std::string::npos);
    EXPECT_NE(last.find("get_byte(s.seed, 3)"), std::string::npos);
}

} // namespace
} // namespace retention::anonymizers::test
