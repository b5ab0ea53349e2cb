// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

TEST(Pseudonym, StandsWhereTheTemplateSays) {
    EXPECT_EQ(compile("pseudonym", Argument::of("P-{pseudonym}"), text()),
              "cast(case when t.c is not null then 'P-' || left(encode(s.pseudonym, 'hex'), 24) end as text)");
    EXPECT_EQ(compile("pseudonym", Argument::none(), varchar(16)),
              "cast(case when t.c is not null then left(encode(s.pseudonym, 'hex'), 16) end as character varying(16))");
}

TEST(Pseudonym, NeedsAPlaceInTheTemplate) {
    EXPECT_EQ(message("pseudonym", Argument::of("fixed"), text()), "takes a text with {pseudonym} in it");
    EXPECT_EQ(hint("pseudonym", Argument::of("{token}"), text()),
              "Write for example \"{pseudonym}@anonymized.invalid\".");
    EXPECT_EQ(message("pseudonym", Argument::of("{pseudonym}{token}"), text()),
              "knows {pseudonym} and nothing else in braces");
    EXPECT_TRUE(is_refused("pseudonym", empty_list(), text()));
    EXPECT_TRUE(is_refused("pseudonym", Argument::of(std::string("{pseudonym}\0", 12)), text()));
}

TEST(Pseudonym, FitsTheColumn) {
    EXPECT_FALSE(is_refused("pseudonym", Argument::of("P-{pseudonym}"), varchar(18)));
    EXPECT_EQ(message("pseudonym", Argument::of("P-{pseudonym}"), varchar(17)),
              "does not fit the column: the text takes 18 characters, and the column holds 17");
}

TEST(Pseudonym, SuitsTextAndUuidOnly) {
    const auto uuid = column(TypeFamily::Uuid, "uuid");
    EXPECT_FALSE(is_refused("pseudonym", Argument::none(), uuid));
    EXPECT_EQ(message("pseudonym", Argument::of("P-{pseudonym}"), uuid), "takes no text for a column of type uuid");
    EXPECT_TRUE(is_refused("pseudonym", Argument::none(), column(TypeFamily::Integer, "integer")));
}

} // namespace
} // namespace retention::anonymizers::test
