// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

const Column kInteger = column(TypeFamily::Integer, "integer");

TEST(Noise, TakesAWholePercentage) {
    for (const char* percent : {"1%", "10%", "100%"})
        EXPECT_FALSE(is_refused("noise", Argument::of(percent), kInteger)) << percent;
    for (const char* percent : {"0%", "101%", "10", "-10%", "%", "2.5%", "10 %", "10%%", "ten%", ""})
        EXPECT_EQ(message("noise", Argument::of(percent), kInteger), "takes a whole percentage from 1% to 100%")
            << percent;
    EXPECT_EQ(hint("noise", Argument::of("10"), kInteger), "Write for example { noise: 10% }.");
    EXPECT_TRUE(is_refused("noise", Argument::none(), kInteger));
    EXPECT_TRUE(is_refused("noise", map_of("percent", "10%"), kInteger));
}

TEST(Noise, SuitsNumbersOnly) {
    EXPECT_FALSE(is_refused("noise", Argument::of("10%"), column(TypeFamily::Number, "money")));
    EXPECT_EQ(message("noise", Argument::of("10%"), text()), "does not suit a column of type text");
    EXPECT_TRUE(is_refused("noise", Argument::of("10%"), column(TypeFamily::LargeObject, "oid")));
}

TEST(Noise, DrawsByTheColumnsName) {
    Column other = kInteger;
    other.name = "it's another";
    EXPECT_NE(compile("noise", Argument::of("10%"), kInteger).find("convert_to('noise c', 'UTF8')"), std::string::npos);
    EXPECT_NE(compile("noise", Argument::of("10%"), other).find("convert_to('noise it''s another', 'UTF8')"),
              std::string::npos);
}

} // namespace
} // namespace retention::anonymizers::test
