// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

TEST(Scrub, SuitsTextOnly) {
    EXPECT_FALSE(is_refused("scrub", Argument::none(), not_null(text())));
    for (const auto family : {TypeFamily::Json, TypeFamily::Array, TypeFamily::Bytes, TypeFamily::Integer})
        EXPECT_TRUE(is_refused("scrub", Argument::none(), column(family, "x")));
}

TEST(Scrub, TakesNoArgument) {
    EXPECT_TRUE(is_refused("scrub", Argument::of("body"), text()));
}

TEST(Scrub, NeedsRoomForItsMark) {
    EXPECT_FALSE(is_refused("scrub", Argument::none(), varchar(9)));
    EXPECT_TRUE(is_refused("scrub", Argument::none(), varchar(8)));
}

TEST(Scrub, ReadsTheTextOnce) {
    const auto sql = compile("scrub", Argument::none(), text());
    std::size_t count = 0;
    for (auto at = sql.find("regexp_replace(t.c"); at != std::string::npos; at = sql.find("regexp_replace(t.c", at + 1))
        ++count;
    EXPECT_EQ(count, 1U);
}

} // namespace
} // namespace retention::anonymizers::test
