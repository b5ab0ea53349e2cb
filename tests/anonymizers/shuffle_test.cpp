// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

TEST(Shuffle, IsAnotherRowsValueInTheColumnsType) {
    EXPECT_EQ(compile("shuffle", Argument::none(), column(TypeFamily::Date, "date")), "cast(s.shuffled as date)");
}

TEST(Shuffle, SuitsEveryTypeButLargeObjects) {
    for (const auto family : {TypeFamily::Text, TypeFamily::Enum, TypeFamily::Xml, TypeFamily::Other})
        EXPECT_FALSE(is_refused("shuffle", Argument::none(), column(family, "x")));
    EXPECT_EQ(message("shuffle", Argument::none(), column(TypeFamily::LargeObject, "oid")),
              "does not suit a column of type oid");
}

TEST(Shuffle, NeedsAKeyToTellRowsApartAndNullForARowAlone) {
    auto keyless = text();
    keyless.has_row_key = false;
    EXPECT_EQ(message("shuffle", Argument::none(), keyless), "needs a primary key that stays as it is, to tell the rows apart by");
    EXPECT_EQ(message("shuffle", Argument::none(), not_null(text())), "does not suit a NOT NULL column");
}

TEST(Shuffle, TakesNoArgument) {
    EXPECT_EQ(message("shuffle", Argument::of("rows"), text()), "takes no argument");
}

} // namespace
} // namespace retention::anonymizers::test
