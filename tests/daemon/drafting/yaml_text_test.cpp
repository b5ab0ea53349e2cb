// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/yaml_text.hpp"

#include <gtest/gtest.h>

namespace retention::drafting {
namespace {

TEST(YamlText, IsBareWhereThatIsSafe) {
    EXPECT_EQ(yaml("crm.task via assigned_to"), "crm.task via assigned_to");
    for (const auto* word : {"null", "Yes", "off", "true"})
        EXPECT_EQ(yaml(word), "\"" + std::string(word) + "\"");
    EXPECT_EQ(yaml("a: b"), "\"a: b\"");
    EXPECT_EQ(yaml("12"), "\"12\"");
    EXPECT_EQ(yaml("line\nfeed"), "\"line\\x0afeed\"");
    EXPECT_EQ(yaml("\"My Schema\".\"O'Hara\""), "'\"My Schema\".\"O''Hara\"'");
}

TEST(YamlText, WritesNamesAsPoliciesDo) {
    EXPECT_EQ(written({"crm", "person"}), "crm.person");
    EXPECT_EQ(written({"My Schema", "a.b"}, "x\"y"), "\"My Schema\".\"a.b\".\"x\"\"y\"");
}

TEST(YamlText, QuotesColumnsForSql) {
    EXPECT_EQ(sql_name("ended_on"), "ended_on");
    EXPECT_EQ(sql_name("endedOn"), "\"endedOn\"");
    EXPECT_EQ(sql_name("order"), "\"order\"");
    EXPECT_EQ(sql_name("as_of"), "\"as_of\"") << "a word of ours";
}

TEST(YamlText, CommentsAreOneLine) {
    EXPECT_EQ(comment_text("a\nb: c"), "a b: c");
    EXPECT_EQ(wrap("one two three", 7), (std::vector<std::string>{"one two", "three"}));
}

TEST(YamlText, MakesPlainNames) {
    EXPECT_EQ(plain_name("Former-Customer 2"), "former_customer");
    EXPECT_EQ(plain_name("É42"), "e");
    EXPECT_EQ(plain_name("42"), "");
}

} // namespace
} // namespace retention::drafting
