// SPDX-License-Identifier: Apache-2.0
#include "policies/sql_text.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace retention::policies {
namespace {

using namespace std::string_literals;

TEST(QuoteName, AlwaysQuotesAndDoublesQuotes) {
    EXPECT_EQ(quote_name("person"), "\"person\"");
    EXPECT_EQ(quote_name("E Mail"), "\"E Mail\"");
    EXPECT_EQ(quote_name("a\"b\"\"c"), "\"a\"\"b\"\"\"\"c\"");
    EXPECT_EQ(quote_name("naïve"), "\"naïve\"");
}

TEST(QuoteName, RefusesNul) {
    EXPECT_THROW(quote_name("a\0b"s), std::invalid_argument);
}

TEST(QuoteTable, LeavesOutASchemaThatIsNotNamed) {
    EXPECT_EQ(quote_table({"crm", "person"}), "\"crm\".\"person\"");
    EXPECT_EQ(quote_table({"", "person"}), "\"person\"");
}

TEST(QuoteText, DoublesQuotes) {
    EXPECT_EQ(quote_text(""), "''");
    EXPECT_EQ(quote_text("it's"), "'it''s'");
}

TEST(QuoteText, EscapesBackslashesInAFormThatNoSettingChanges) {
    EXPECT_EQ(quote_text("a\\b"), "E'a\\\\b'");
    EXPECT_EQ(quote_text("\\'"), "E'\\\\'''");
}

TEST(QuoteText, RefusesNul) {
    EXPECT_THROW(quote_text("a\0b"s), std::invalid_argument);
}

TEST(Join, PutsTheSeparatorBetween) {
    EXPECT_EQ(join({}, ", "), "");
    EXPECT_EQ(join({"a"}, ", "), "a");
    EXPECT_EQ(join({"a", "b", "c"}, ", "), "a, b, c");
}

TEST(WhyNoExpression, LetsExpressionsPass) {
    for (const char* sql : {
             "status = 'customer' and ended_on is null",
             "coalesce(last_activity, created_at)",
             "custom ->> 'linkedin' is not null",
             "custom->'a'->>'b'",
             "created_at::date",
             "a-1",
             "b - -1",
             "a - b",
             "tags[1] = 'x' and (array[1, 2])[2] = 2",
             "note = 'it''s; -- fine /* too */ $1 ('",
             "note = E'it\\'s; ('",
             "note = e'\\\\' or (a)",
             "note ~ '^\\d+$'",
             "note like '%\\'",
             "\"we;ird -- (\"\"name\" = 1",
             "body = $$it's; (fine$$",
             "body = $tag$ $$ ; $other$ $tag$",
             "body = $täg$;$täg$",
             "a$1 = 2",
             "price$ > 1",
             "x * y / z",
             "@ x < 5",
             "U&'d\\0061t' = 'dat'",
             "e = 1 or E",
             "note = 'a'\n  'b;'",
             "note = E'a'\n  'b\\';'",
             "name = 'x' 'y'",
             "größe > 1",
             "exists (select 1 from crm.invoice i where i.person_id = id)",
         })
        EXPECT_EQ(why_no_expression(sql), std::nullopt) << sql;
}

TEST(WhyNoExpression, RefusesWhatLeavesTheParentheses) {
    for (const char* sql : {"true) or (true", "a)", ")", "(a", "f(a[1)]", "a[1", "a]", "((a)", "f((a), (b)"})
        EXPECT_NE(why_no_expression(sql), std::nullopt) << sql;
}

TEST(WhyNoExpression, NamesTheBracketThatDoesNotMatch) {
    EXPECT_EQ(why_no_expression("(a"), "\"(\" is never closed");
    EXPECT_EQ(why_no_expression("(a]"), "\"]\" has nothing to close");
}

TEST(WhyNoExpression, RefusesASemicolon) {
    EXPECT_EQ(why_no_expression("true; drop table x"), "it has a semicolon");
    EXPECT_EQ(why_no_expression("a = 'x';"), "it has a semicolon");
}

TEST(WhyNoExpression, RefusesComments) {
    for (const char* sql : {"a -- b", "a--1", "a /* b */", "/* b", "--", "a = '--' -- b", "a*/**/b"})
        EXPECT_EQ(why_no_expression(sql), "it has a comment") << sql;
}

TEST(WhyNoExpression, RefusesParameters) {
    for (const char* sql : {"a = $1", "$1", "a=$12", "1$1", "'x'$1"})
        EXPECT_EQ(why_no_expression(sql), "it has a parameter ($1)") << sql;
    EXPECT_NE(why_no_expression("a $"), std::nullopt);
    EXPECT_NE(why_no_expression("$ a"), std::nullopt);
}

TEST(WhyNoExpression, RefusesQuotesThatAreNeverClosed) {
    for (const char* sql : {"'", "a = 'x", "'''", "a = 'it''s", "\"a", "\"a\"\"", "E'x\\'", "E'\\", "$$x", "$a$x$b$",
                            "$a$ $A$", "'a' 'b"})
        EXPECT_NE(why_no_expression(sql), std::nullopt) << sql;
}

TEST(WhyNoExpression, KnowsThatBackslashesEscapeOnlyInEscapeStrings) {
    EXPECT_EQ(why_no_expression("a = '\\' or b"), std::nullopt);
    EXPECT_NE(why_no_expression("a = E'\\' or b"), std::nullopt);
    EXPECT_EQ(why_no_expression("a = code'\\'"), std::nullopt); // the name `code`, not an E string
    EXPECT_NE(why_no_expression("a = E'x'\n'\\' or b"), std::nullopt);
    EXPECT_EQ(why_no_expression("a = E'x' '\\' or b"), std::nullopt); // no line break: a string of its own
}

TEST(WhyNoExpression, RefusesEmptyTextAndNul) {
    EXPECT_EQ(why_no_expression(""), "it is empty");
    EXPECT_EQ(why_no_expression(" \t\r\n"), "it is empty");
    EXPECT_EQ(why_no_expression("a\0b"s), "it has a NUL character");
    EXPECT_EQ(why_no_expression("'\0'"s), "it has a NUL character");
}

} // namespace
} // namespace retention::policies
