// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

TEST(Choice, IsOneOfItsValuesByTheColumnsName) {
    EXPECT_EQ(
        compile("choice", list_of({"red", "it's"}), text()),
        "cast(case when t.c::text <> '' then case mod(('x' || left(encode(sha256(s.seed || convert_to('choice c', "
        "'UTF8')), 'hex'), 15))::bit(60)::bigint, 2) when 0 then 'red' when 1 then 'it''s' end else t.c::text end "
        "as text)");
}

TEST(Choice, NeedsAListOfTwoToAThousandValues) {
    const std::string wanted = "takes a list of 2 to 1000 values";
    EXPECT_FALSE(is_refused("choice", list_of({"a", "b"}), text()));
    EXPECT_FALSE(is_refused("choice", list_of(std::vector<std::string>(1000, "a")), text()));
    EXPECT_EQ(message("choice", list_of(std::vector<std::string>(1001, "a")), text()), wanted);
    EXPECT_EQ(message("choice", list_of({"a"}), text()), wanted);
    EXPECT_EQ(message("choice", empty_list(), text()), wanted);
    EXPECT_EQ(message("choice", Argument::none(), text()), wanted);
    EXPECT_EQ(message("choice", Argument::of("a"), text()), wanted);
    EXPECT_EQ(hint("choice", map_of("a", "b"), text()), "Write for example { choice: [red, green, blue] }.");
}

TEST(Choice, TakesValuesThatWouldDoAsAConstant) {
    const auto integer = column(TypeFamily::Integer, "smallint");
    EXPECT_FALSE(is_refused("choice", list_of({"1", "-2"}), integer));
    EXPECT_EQ(message("choice", list_of({"1", "32768"}), integer),
              "takes a whole number that the type can hold for a column of type smallint (\"32768\")");
    EXPECT_EQ(message("choice", list_of({"ab", "abcd"}), varchar(3)),
              "does not fit the column: the value takes 4 characters, and the column holds 3 (\"abcd\")");
    EXPECT_TRUE(is_refused("choice", list_of({"true", "maybe"}), column(TypeFamily::Boolean, "boolean")));
    EXPECT_FALSE(is_refused("choice", list_of({"2024-02-29", "1970-01-01"}), column(TypeFamily::Date, "date")));
    EXPECT_TRUE(is_refused("choice", list_of({"a", std::string("b\0", 2)}), text()));
}

TEST(Choice, TakesNeitherNullNorLists) {
    for (const auto& odd : {Argument::null(), empty_list(), map_of("a", "b")}) {
        Argument argument = list_of({"a", "b"});
        argument.list.push_back(odd);
        EXPECT_EQ(message("choice", argument, text()), "takes a list of values, each of them one text or number");
    }
}

} // namespace
} // namespace retention::anonymizers::test
