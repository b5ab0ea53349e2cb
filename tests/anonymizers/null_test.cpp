// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

TEST(Null, IsNullOfTheColumnsType) {
    EXPECT_EQ(compile("null", Argument::none(), varchar(5)), "cast(null as character varying(5))");
}

TEST(Null, IsRefusedForANotNullColumn) {
    EXPECT_EQ(message("null", Argument::none(), not_null(text())), "does not suit a NOT NULL column");
    EXPECT_EQ(hint("null", Argument::none(), not_null(text())),
              "Write { constant: ... } instead, or redact, token, mask, { prefix: 2 } or scrub.");
    EXPECT_FALSE(is_refused("null", Argument::none(), text()));
}

TEST(Null, TakesNoArgument) {
    EXPECT_EQ(message("null", Argument::of("x"), text()), "takes no argument");
}

} // namespace
} // namespace retention::anonymizers::test
