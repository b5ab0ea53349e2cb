// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

const Column kUuid = column(TypeFamily::Uuid, "uuid");
const Column kSmallint = column(TypeFamily::Integer, "smallint");
const Column kNumeric = column(TypeFamily::Number, "numeric(5,2)");

bool takes(const Column& where, const char* from, const char* to) {
    return !is_refused("random", map_of({{"from", from}, {"to", to}}), where);
}

Column without_row_key(Column result) {
    result.has_row_key = false;
    return result;
}

TEST(Random, OfTextIsATokenOrATemplate) {
    EXPECT_FALSE(is_refused("random", Argument::of("token"), text()));
    EXPECT_FALSE(is_refused("random", Argument::of("{token}@x.invalid"), text()));
    EXPECT_FALSE(is_refused("random", Argument::of("token"), varchar(16)));
    EXPECT_EQ(message("random", Argument::of("token"), varchar(15)),
              "does not fit the column: the text takes 16 characters, and the column holds 15");
    EXPECT_TRUE(is_refused("random", Argument::none(), text()));
    EXPECT_EQ(message("random", Argument::of("tokne"), text()),
              "takes \"token\" or a text with {token} in it for a column of type text");
    EXPECT_EQ(hint("random", Argument::of("tokne"), text()), "Did you mean \"token\"?");
    EXPECT_EQ(hint("random", Argument::none(), text()), "Write { random: token }.");
    EXPECT_EQ(message("random", Argument::of("{row}"), text()), "takes a text with {token} in it");
    EXPECT_TRUE(is_refused("random", map_of({{"from", "1"}, {"to", "9"}}), text()));
}

TEST(Random, OfAUuidNeedsNoArgument) {
    EXPECT_FALSE(is_refused("random", Argument::none(), kUuid));
    EXPECT_FALSE(is_refused("random", Argument::null(), kUuid));
    EXPECT_FALSE(is_refused("random", Argument::of("uuid"), kUuid));
    EXPECT_EQ(message("random", Argument::of("token"), kUuid), "takes \"uuid\" for a column of type uuid");
    EXPECT_EQ(hint("random", Argument::of("uid"), kUuid), "Did you mean \"uuid\"?");
    EXPECT_EQ(hint("random", Argument::of("token"), kUuid), "Write random alone.");
}

TEST(Random, OfANumberIsInARangeThatTheTypeHolds) {
    EXPECT_TRUE(takes(kSmallint, "-32768", "32767"));
    EXPECT_FALSE(takes(kSmallint, "-32769", "0"));
    EXPECT_EQ(message("random", map_of({{"from", "0"}, {"to", "32768"}}), kSmallint),
              "takes a range that the type can hold for a column of type smallint");
    EXPECT_TRUE(takes(column(TypeFamily::Integer, "bigint"), "-9223372036854775808", "9223372036854775807"));
    EXPECT_TRUE(takes(kNumeric, "-999", "999"));
    EXPECT_FALSE(takes(kNumeric, "-1000", "999"));
    EXPECT_FALSE(takes(kNumeric, "0", "1000"));
    EXPECT_TRUE(takes(column(TypeFamily::Number, "numeric"), "0", "9223372036854775807"));
    EXPECT_TRUE(takes(column(TypeFamily::Number, "numeric(2,2)"), "0", "1") == false);
}

TEST(Random, OfANumberNeedsALargerEnd) {
    const std::string wanted = "takes a range from a whole number to a larger one for a column of type smallint";
    EXPECT_TRUE(takes(kSmallint, "1", "2"));
    for (const auto& range : {Parameters{{"from", "2"}, {"to", "2"}}, Parameters{{"from", "2"}, {"to", "1"}},
                              Parameters{{"from", "1"}}, Parameters{{"to", "1"}}, Parameters{},
                              Parameters{{"from", "1.5"}, {"to", "2"}}, Parameters{{"from", "one"}, {"to", "2"}}})
        EXPECT_EQ(message("random", map_of(range), kSmallint), wanted);
    EXPECT_EQ(message("random", Argument::none(), kSmallint), wanted);
    EXPECT_EQ(hint("random", Argument::of("1-100"), kSmallint), "Write for example { random: { from: 1, to: 100 } }.");
    EXPECT_EQ(hint("random", map_of({{"form", "1"}, {"to", "2"}}), kSmallint), "Did you mean \"from\"?");
}

TEST(Random, HasNoRangeOfFloatingPointOrMoney) {
    for (const char* type : {"real", "double precision", "money"})
        EXPECT_FALSE(takes(column(TypeFamily::Number, type), "1", "2")) << type;
}

TEST(Random, NeedsAKeyToTellRowsApart) {
    const std::string wanted = "needs a primary key that stays as it is, to tell the rows apart by";
    EXPECT_EQ(message("random", Argument::of("token"), without_row_key(text())), wanted);
    EXPECT_EQ(hint("random", Argument::of("token"), without_row_key(text())),
              "Write token for the same value in all rows of a subject.");
    EXPECT_EQ(message("random", Argument::none(), without_row_key(kUuid)), wanted);
    EXPECT_EQ(message("random", map_of({{"from", "1"}, {"to", "2"}}), without_row_key(kSmallint)), wanted);
}

TEST(Random, IsUniqueUnlessItIsANumber) {
    EXPECT_TRUE(traits(*find("random"), Argument::of("token")).is_unique_safe);
    EXPECT_TRUE(traits(*find("random"), Argument::of("token")).is_unique_in_each_row);
    EXPECT_TRUE(traits(*find("random"), Argument::none()).is_unique_in_each_row);
    const auto range = traits(*find("random"), map_of({{"from", "1"}, {"to", "2"}}));
    EXPECT_FALSE(range.is_unique_safe);
    EXPECT_FALSE(range.is_unique_in_each_row);
    EXPECT_TRUE(range.draws.row);
}

TEST(Random, DrawsForTheRowAndTheColumn) {
    EXPECT_EQ(compile("random", Argument::of("token"), text()),
              "cast(case when t.c is not null then left(encode(sha256(s.seed || convert_to('random token c ' || s.row, "
              "'UTF8')), 'hex'), 24) end as text)");
}

TEST(Random, SuitsTextUuidsAndNumbersOnly) {
    EXPECT_EQ(message("random", Argument::none(), column(TypeFamily::Date, "date")),
              "does not suit a column of type date");
}

} // namespace
} // namespace retention::anonymizers::test
