// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/sql.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers {
namespace {

TEST(Literal, QuotesQuotesAndBackslashes) {
    EXPECT_EQ(literal(""), "''");
    EXPECT_EQ(literal("it's"), "'it''s'");
    EXPECT_EQ(literal("a\\b'"), "E'a\\\\b'''");
}

TEST(Characters, AreCountedAsPostgresDoes) {
    EXPECT_EQ(characters(""), 0U);
    EXPECT_EQ(characters("abc"), 3U);
    EXPECT_EQ(characters("äß€"), 3U);
    EXPECT_EQ(characters("\U0001F600"), 1U);
}

} // namespace
} // namespace retention::anonymizers
