// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

bool takes(const Column& column, std::string value) {
    return !is_refused("constant", Argument::of(std::move(value)), column);
}

TEST(Constant, IsALiteralOfTheColumnsType) {
    EXPECT_EQ(compile("constant", Argument::of("it's"), text()), "cast('it''s' as text)");
    EXPECT_EQ(compile("constant", Argument::of("0"), column(TypeFamily::Integer, "integer")), "cast('0' as integer)");
}

TEST(Constant, OfNullIsNull) {
    EXPECT_EQ(compile("constant", Argument::null(), text()), "cast(null as text)");
    EXPECT_TRUE(is_refused("constant", Argument::null(), not_null(text())));
    EXPECT_FALSE(is_refused("constant", Argument::null(), text()));
}

TEST(Constant, NeedsOneValue) {
    EXPECT_EQ(message("constant", Argument::none(), text()), "needs a value");
    EXPECT_EQ(message("constant", empty_list(), text()), "takes one value");
    EXPECT_EQ(message("constant", map_of("a", "b"), column(TypeFamily::Json, "jsonb")), "takes one value");
}

TEST(Constant, FitsTheColumnsLengthInCharacters) {
    EXPECT_TRUE(takes(varchar(4), "abc"));
    EXPECT_TRUE(takes(varchar(4), "abcd"));
    EXPECT_TRUE(takes(varchar(4), "äöüß"));
    EXPECT_FALSE(takes(varchar(4), "abcde"));
    EXPECT_EQ(message("constant", Argument::of("abcde"), varchar(4)),
              "does not fit the column: the value takes 5 characters, and the column holds 4");
}

TEST(Constant, OfAWholeNumberFitsItsType) {
    const auto smallint = column(TypeFamily::Integer, "smallint");
    EXPECT_TRUE(takes(smallint, "32767"));
    EXPECT_FALSE(takes(smallint, "32768"));
    EXPECT_TRUE(takes(smallint, "-32768"));
    EXPECT_FALSE(takes(smallint, "-32769"));
    EXPECT_FALSE(takes(column(TypeFamily::Integer, "integer"), "2147483648"));
    EXPECT_TRUE(takes(column(TypeFamily::Integer, "bigint"), "9223372036854775807"));
    EXPECT_FALSE(takes(column(TypeFamily::Integer, "bigint"), "9223372036854775808"));
    for (const char* value : {"", "+", "-", "1.0", "one", "1 ", "0x1"})
        EXPECT_FALSE(takes(column(TypeFamily::Integer, "integer"), value)) << value;
}

TEST(Constant, OfANumberIsOne) {
    const auto number = column(TypeFamily::Number, "numeric(10,2)");
    for (const char* value : {"0", "-1.5", "+2", ".5", "5.", "1e10", "1.5E-3"})
        EXPECT_TRUE(takes(number, value)) << value;
    for (const char* value : {"", ".", "-", "1e", "1,5", "ten", "1.2.3"})
        EXPECT_FALSE(takes(number, value)) << value;
}

TEST(Constant, OfABooleanIsTrueOrFalse) {
    EXPECT_TRUE(takes(column(TypeFamily::Boolean, "boolean"), "true"));
    EXPECT_FALSE(takes(column(TypeFamily::Boolean, "boolean"), "maybe"));
}

TEST(Constant, OfADateExistsAndReadsNoClock) {
    const auto date = column(TypeFamily::Date, "date");
    EXPECT_TRUE(takes(date, "2024-02-29"));
    for (const char* value : {"2023-02-29", "2024-13-01", "2024-00-01", "2024-01-00", "today", "now", "01-02-2024",
                              "2024-1-1", "2024-01-01x", ""})
        EXPECT_FALSE(takes(date, value)) << value;
    const auto timestamp = column(TypeFamily::Timestamp, "timestamp with time zone");
    EXPECT_TRUE(takes(timestamp, "2024-02-29"));
    EXPECT_TRUE(takes(timestamp, "2024-02-29 12:00:00+01"));
    EXPECT_TRUE(takes(timestamp, "2024-02-29T12:00:00Z"));
    EXPECT_FALSE(takes(timestamp, "now"));
    EXPECT_FALSE(takes(timestamp, "2024-02-30 12:00"));
}

TEST(Constant, OfAUuidLooksLikeOne) {
    const auto uuid = column(TypeFamily::Uuid, "uuid");
    EXPECT_TRUE(takes(uuid, "00000000-0000-0000-0000-00000000000f"));
    EXPECT_FALSE(takes(uuid, "00000000-0000-0000-0000-00000000000g"));
    EXPECT_FALSE(takes(uuid, "00000000000000000000000000000000"));
}

TEST(Constant, RefusesNul) {
    EXPECT_FALSE(takes(text(), std::string("a\0b", 3)));
}

} // namespace
} // namespace retention::anonymizers::test
