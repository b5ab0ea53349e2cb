// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

TEST(Empty, IsTheTypesEmptyValue) {
    EXPECT_EQ(compile("empty", Argument::none(), text()), "cast(case when t.c is not null then '' end as text)");
    EXPECT_EQ(compile("empty", Argument::none(), column(TypeFamily::Array, "integer[]")),
              "cast(case when t.c is not null then '{}' end as integer[])");
    EXPECT_EQ(compile("empty", Argument::none(), column(TypeFamily::Hstore, "hstore")),
              "cast(case when t.c is not null then '' end as hstore)");
}

TEST(Empty, SuitsWhatCanBeEmpty) {
    for (const auto family : {TypeFamily::Text, TypeFamily::Json, TypeFamily::Bytes, TypeFamily::Array,
                              TypeFamily::Hstore, TypeFamily::Search})
        EXPECT_FALSE(is_refused("empty", Argument::none(), column(family, "x")));
    for (const auto family :
         {TypeFamily::Integer, TypeFamily::Number, TypeFamily::Boolean, TypeFamily::Date, TypeFamily::Timestamp,
          TypeFamily::Time, TypeFamily::Uuid, TypeFamily::Network, TypeFamily::Enum, TypeFamily::Xml,
          TypeFamily::LargeObject, TypeFamily::Point, TypeFamily::Other})
        EXPECT_EQ(message("empty", Argument::none(), column(family, "x")), "does not suit a column of type x");
}

TEST(Empty, TakesNoArgument) {
    EXPECT_FALSE(is_refused("empty", Argument::null(), text()));
    EXPECT_EQ(message("empty", Argument::of(""), text()), "takes no argument");
}

} // namespace
} // namespace retention::anonymizers::test
