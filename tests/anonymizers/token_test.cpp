// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

const std::string kDigest = "encode(sha256(s.seed || 'token'::bytea), 'hex')";

TEST(Token, StandsWhereTheTemplateSays) {
    EXPECT_EQ(compile("token", Argument::of("{token}@anonymized.invalid"), text()),
              "cast(case when t.c is not null then left(" + kDigest + ", 24) || '@anonymized.invalid' end as text)");
    EXPECT_EQ(compile("token", Argument::of("a'{token}-{token}"), text()),
              "cast(case when t.c is not null then 'a''' || left(" + kDigest + ", 24) || '-' || left(" + kDigest +
                  ", 24) end as text)");
}

TEST(Token, AloneIsTheWholeValue) {
    const std::string alone = "cast(case when t.c is not null then left(" + kDigest + ", 24) end as text)";
    EXPECT_EQ(compile("token", Argument::none(), text()), alone);
    EXPECT_EQ(compile("token", Argument::null(), text()), alone);
    EXPECT_EQ(compile("token", Argument::of("{token}"), text()), alone);
}

TEST(Token, GetsShorterWithTheColumnDownToSixteen) {
    EXPECT_NE(compile("token", Argument::none(), varchar(24)).find(", 24)"), std::string::npos);
    EXPECT_NE(compile("token", Argument::none(), varchar(23)).find(", 23)"), std::string::npos);
    EXPECT_NE(compile("token", Argument::none(), varchar(16)).find(", 16)"), std::string::npos);
    EXPECT_FALSE(is_refused("token", Argument::none(), varchar(16)));
    EXPECT_TRUE(is_refused("token", Argument::none(), varchar(15)));
    EXPECT_FALSE(is_refused("token", Argument::of("{token}@x.invalid"), varchar(26)));
    EXPECT_TRUE(is_refused("token", Argument::of("{token}@x.invalid"), varchar(25)));
    EXPECT_TRUE(is_refused("token", Argument::of("{token}@x.invalid"), varchar(5)));
    EXPECT_TRUE(is_refused("token", Argument::of("{token}{token}"), varchar(31)));
    EXPECT_FALSE(is_refused("token", Argument::of("{token}{token}"), varchar(32)));
    EXPECT_EQ(message("token", Argument::of("{token}@x.invalid"), varchar(25)),
              "does not fit the column: the text takes 26 characters, and the column holds 25");
}

TEST(Token, NeedsAPlaceInTheTemplate) {
    EXPECT_EQ(message("token", Argument::of("fixed"), text()), "takes a text with {token} in it");
    EXPECT_TRUE(is_refused("token", Argument::of("{Token}"), text()));
    EXPECT_TRUE(is_refused("token", Argument::of(""), text()));
    EXPECT_EQ(message("token", Argument::of("{token} {name}"), text()), "knows {token} and nothing else in braces");
    EXPECT_TRUE(is_refused("token", map_of("template", "{token}"), text()));
}

TEST(Token, OfAUuidColumnIsARandomUuid) {
    const auto uuid = column(TypeFamily::Uuid, "uuid");
    EXPECT_FALSE(is_refused("token", Argument::none(), uuid));
    EXPECT_FALSE(is_refused("token", Argument::of("{token}"), uuid));
    EXPECT_TRUE(is_refused("token", Argument::of("x{token}"), uuid));
}

TEST(Token, SuitsTextAndUuidOnly) {
    EXPECT_TRUE(is_refused("token", Argument::none(), column(TypeFamily::Integer, "integer")));
    EXPECT_TRUE(is_refused("token", Argument::none(), column(TypeFamily::Json, "jsonb")));
}

} // namespace
} // namespace retention::anonymizers::test
