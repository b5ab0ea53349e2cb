// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

TEST(Keep, IsTheOldValue) {
    EXPECT_EQ(compile("keep", Argument::none(), text()), "t.c");
}

TEST(Keep, SuitsEveryColumn) {
    EXPECT_FALSE(is_refused("keep", Argument::none(), not_null(column(TypeFamily::Other, "point"))));
}

TEST(Keep, TakesNoArgument) {
    EXPECT_EQ(message("keep", Argument::of("x"), text()), "takes no argument");
}

} // namespace
} // namespace retention::anonymizers::test
