// SPDX-License-Identifier: Apache-2.0
#include "policies/sql_lexer.hpp"

#include <gtest/gtest.h>

namespace retention::policies {
namespace {

using Words = std::set<std::string>;

TEST(ServerValuesIn, AreBareWordsAlone) {
    EXPECT_EQ(server_values_in("User = 'anna' and CURRENT_DATE > x and users is null"), (Words{"user", "current_date"}));
    EXPECT_EQ(server_values_in("\"user\" = 'a user' or t.user = 'it''s user' or t . user = 1"), Words{});
    EXPECT_EQ(server_values_in("exists (select uid as user from x) or current_schema() = 'x'"), Words{});
    EXPECT_EQ(server_values_in("coalesce(user, mail) = user"), Words{"user"});
}

TEST(WordsOf, FoldsWhatIsNotQuoted) {
    EXPECT_EQ(words_of("Status = 1 AND \"Ended On\" is null"), (Words{"status", "and", "Ended On", "is", "null"}));
}

TEST(WordsOf, LeavesOutLiterals) {
    EXPECT_EQ(words_of("status = 'open_cases' or x"), (Words{"status", "or", "x"}));
    EXPECT_EQ(words_of("a = 'it''s b'"), Words{"a"});
}

TEST(WordsOf, TakesPartsOfAQualifiedName) {
    EXPECT_EQ(words_of("person.last_invoice"), (Words{"person", "last_invoice"}));
}

TEST(WordsOf, KnowsDoubledQuotes) {
    EXPECT_EQ(words_of("\"a\"\"b\""), Words{"a\"b"});
}

TEST(WordsOf, KnowsLettersBeyondAscii) {
    EXPECT_EQ(words_of("größe > 1"), Words{"größe"});
}

TEST(WordsOf, KnowsDigitsAndDollarsInsideNames) {
    EXPECT_EQ(words_of("a1_2$ + 3b"), (Words{"a1_2$", "b"}));
}

TEST(WordsOf, WouldRatherFindAWordTooMany) {
    EXPECT_TRUE(words_of("a = E'it\\'s ' || fact").count("fact"));
    EXPECT_TRUE(words_of("a = $$it's$$ || fact").count("fact"));
    EXPECT_TRUE(words_of("a = 'x\\' or fact").count("fact"));
}

TEST(WordsOf, EndsWithTheText) {
    EXPECT_EQ(words_of(""), Words{});
    EXPECT_EQ(words_of("a = 'open"), Words{"a"});
    EXPECT_EQ(words_of("\"open"), Words{"open"});
}

TEST(Words, BehindAQuoteInALiteralThatMayEndElsewhereAreSeen) {
    const auto words = words_of(R"(name !~ '[\"]' and to_jsonb(person) ->> 'last_invoice' is null and Last_Visit > now())");
    for (const auto* word : {"name", "person", "last_invoice", "last_visit"})
        EXPECT_EQ(words.count(word), 1U) << word;
}

TEST(OverAlias, NamesTheColumnsOfARow) {
    EXPECT_EQ(over_alias("kind = 'kind' and lower(Name) <> kind::text", "t", {"kind", "name"}),
              "t.\"kind\" = 'kind' and lower(t.\"name\") <> t.\"kind\"::text");
}

TEST(OverAlias, LeavesAloneWhatTheServerTakesForAValueOfItsOwn) {
    EXPECT_EQ(over_alias("kind = user", "t", {"kind", "user"}), std::nullopt);
    EXPECT_EQ(over_alias("kind = Current_Role", "t", {"kind", "current_role"}), std::nullopt);
}

TEST(OverAlias, LeavesAloneWhatNamesItsTable) {
    EXPECT_EQ(over_alias("note.kind = 'a'", "t", {"kind"}), std::nullopt);
    EXPECT_EQ(over_alias("pg_catalog.lower(kind) = 'a'", "t", {"kind"}), std::nullopt);
}

TEST(OverAlias, LeavesAloneWhatMayBeTheLanguage) {
    EXPECT_EQ(over_alias("kind is null", "t", {"kind"}), std::nullopt);
    EXPECT_EQ(over_alias("exists (select from other where kind = 1)", "t", {"kind"}), std::nullopt);
}

} // namespace
} // namespace retention::policies
