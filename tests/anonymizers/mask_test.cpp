// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

std::string refused(const Parameters& parameters) {
    return message("mask", map_of(parameters), text());
}

TEST(Mask, AloneMasksEveryCharacter) {
    const std::string alone = "cast(case when t.c::text <> '' then repeat('*', length(t.c::text collate "
                              "pg_catalog.\"default\")) else t.c::text end as text)";
    EXPECT_EQ(compile("mask", Argument::none(), text()), alone);
    EXPECT_EQ(compile("mask", Argument::null(), text()), alone);
    EXPECT_EQ(compile("mask", map_of("keep_first", "0"), text()), alone);
}

TEST(Mask, TakesParametersOnly) {
    EXPECT_EQ(message("mask", Argument::of("*"), text()), "takes parameters");
    EXPECT_EQ(hint("mask", Argument::of("4"), text()), "Write mask, or for example { mask: { keep_last: 4 } }.");
    EXPECT_EQ(message("mask", empty_list(), text()), "takes parameters");
    EXPECT_EQ(refused({{"keep_frist", "1"}}), "knows no parameter \"keep_frist\"");
    EXPECT_EQ(hint("mask", map_of("keep_frist", "1"), text()), "Did you mean \"keep_first\"?");
    EXPECT_EQ(hint("mask", map_of("arround", "@"), text()), "Did you mean \"around\"?");
    Argument nested = map_of("keep_first", "1");
    nested.map.front().second = empty_list();
    EXPECT_EQ(message("mask", nested, text()), "takes one value for keep_first");
}

TEST(Mask, KeepsUpToAThousandCharacters) {
    for (const char* number : {"0", "1", "1000"})
        EXPECT_EQ(refused({{"keep_first", number}, {"keep_last", number}}), "") << number;
    for (const char* number : {"-1", "1001", "", "two", "1.5"}) {
        EXPECT_EQ(refused({{"keep_first", number}}), "takes a whole number from 0 to 1000 for keep_first") << number;
        EXPECT_EQ(refused({{"keep_last", number}}), "takes a whole number from 0 to 1000 for keep_last") << number;
    }
}

TEST(Mask, MasksWithOneVisibleCharacter) {
    for (const char* with : {"x", "█", "'", "\\"})
        EXPECT_EQ(refused({{"with", with}}), "") << with;
    for (const std::string with : {"", "xx", " ", "\t", "\n"})
        EXPECT_EQ(refused({{"with", with}}), "takes one visible character to mask with") << with;
    EXPECT_EQ(refused({{"with", std::string(1, '\0')}}), "takes one visible character to mask with");
}

TEST(Mask, KeepsATextThatItDoesNotMaskWith) {
    EXPECT_EQ(refused({{"around", "@"}}), "");
    EXPECT_EQ(refused({{"around", ""}}), "takes a text to keep that has characters");
    EXPECT_EQ(refused({{"around", std::string(1, '\0')}}), "takes a text to keep that has characters");
    EXPECT_EQ(refused({{"around", " * "}}), "can't keep \" * \" and mask with \"*\"");
    EXPECT_EQ(refused({{"around", "x"}, {"with", "x"}}), "can't keep \"x\" and mask with \"x\"");
    EXPECT_EQ(refused({{"around", "*"}, {"with", "x"}}), "");
}

TEST(Mask, SuitsTextOnly) {
    EXPECT_EQ(message("mask", Argument::none(), column(TypeFamily::Integer, "integer")),
              "does not suit a column of type integer");
}

} // namespace
} // namespace retention::anonymizers::test
