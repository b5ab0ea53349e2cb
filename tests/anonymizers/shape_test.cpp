// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

TEST(Shape, SuitsTextOnlyAndTakesNoArgument) {
    EXPECT_FALSE(is_refused("shape", Argument::none(), varchar(1)));
    EXPECT_EQ(message("shape", Argument::of("x"), text()), "takes no argument");
    EXPECT_EQ(message("shape", Argument::none(), column(TypeFamily::Integer, "integer")),
              "does not suit a column of type integer");
}

TEST(Shape, DrawsForEachPlaceWithoutTheColumnsName) {
    Column other = text();
    other.name = "another";
    EXPECT_EQ(compile("shape", Argument::none(), text()), compile("shape", Argument::none(), other));
    EXPECT_NE(compile("shape", Argument::none(), text()).find("convert_to('shape ' || number, 'UTF8')"),
              std::string::npos);
}

} // namespace
} // namespace retention::anonymizers::test
