// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

TEST(Redact, PutsItsMarkWhereThereIsText) {
    EXPECT_EQ(compile("redact", Argument::none(), text()),
              "cast(case when t.c::text <> '' then '[redacted]' else t.c::text end as text)");
    EXPECT_EQ(compile("redact", Argument::of("gone"), varchar(4)),
              "cast(case when t.c::text <> '' then 'gone' else t.c::text end as character varying(4))");
}

TEST(Redact, EmptiesDocumentsArraysAndBytes) {
    EXPECT_EQ(compile("redact", Argument::none(), column(TypeFamily::Json, "jsonb")),
              "case when t.c is not null then cast('{}' as jsonb) end");
    EXPECT_EQ(compile("redact", Argument::none(), column(TypeFamily::Array, "text[]")),
              "case when t.c is not null then cast('{}' as text[]) end");
    EXPECT_EQ(compile("redact", Argument::none(), column(TypeFamily::Bytes, "bytea")),
              "case when t.c is not null then cast('' as bytea) end");
}

TEST(Redact, FitsTheColumn) {
    EXPECT_TRUE(is_refused("redact", Argument::none(), varchar(9)));
    EXPECT_FALSE(is_refused("redact", Argument::none(), varchar(10)));
    EXPECT_EQ(message("redact", Argument::none(), varchar(9)),
              "does not fit the column: '[redacted]' takes 10 characters, and the column holds 9");
    EXPECT_EQ(hint("redact", Argument::none(), varchar(9)), "Write a shorter text: { redact: \"x\" }.");
    EXPECT_FALSE(is_refused("redact", Argument::of("x"), varchar(1)));
}

TEST(Redact, IsRefusedWhereNothingIsNeutral) {
    EXPECT_EQ(message("redact", Argument::none(), column(TypeFamily::Integer, "integer")),
              "does not suit a column of type integer");
    EXPECT_EQ(hint("redact", Argument::none(), column(TypeFamily::Integer, "integer")),
              "Write { generalize: { bucket: 10 } } or { noise: 10% }, or null or { constant: ... } instead.");
    for (const auto family : {TypeFamily::Number, TypeFamily::Boolean, TypeFamily::Date, TypeFamily::Timestamp,
                              TypeFamily::Time, TypeFamily::Uuid, TypeFamily::Network, TypeFamily::Other})
        EXPECT_TRUE(is_refused("redact", Argument::none(), column(family, "x")));
}

TEST(Redact, TakesATextOnlyForText) {
    EXPECT_TRUE(is_refused("redact", Argument::of("x"), column(TypeFamily::Json, "jsonb")));
    EXPECT_TRUE(is_refused("redact", map_of("a", "b"), text()));
}

} // namespace
} // namespace retention::anonymizers::test
