// SPDX-License-Identifier: Apache-2.0
#include "config/table_name.hpp"

#include <gtest/gtest.h>

namespace retention::config {
namespace {

using policies::TableName;

TEST(TableName, WithAndWithoutSchema) {
    EXPECT_EQ(parse_table_name("crm.person"), (TableName{"crm", "person"}));
    EXPECT_EQ(parse_table_name("person"), (TableName{"", "person"}));
}

TEST(TableName, KeepsCaseAndReadsQuotes) {
    EXPECT_EQ(parse_table_name("Crm.Person"), (TableName{"Crm", "Person"}));
    EXPECT_EQ(parse_table_name("\"My Crm\".\"a \"\"b\"\".c\""), (TableName{"My Crm", "a \"b\".c"}));
    EXPECT_EQ(parse_table_name("crm.\"case\""), (TableName{"crm", "case"}));
}

TEST(TableName, RefusesEverythingElse) {
    for (const auto* text : {"", ".", "crm.", ".person", "crm..person", "a.b.c", "my table", "\"open", "\"\"", "\"a\"b",
                             "a\"b\"", "crm.*", "a;b", "a'b", "a(b"})
        EXPECT_FALSE(parse_table_name(text)) << text;
}

TEST(ColumnName, TwoPartsAreTableAndColumn) {
    const auto column = parse_column_name("person.email");
    ASSERT_TRUE(column);
    EXPECT_EQ(column->table, (TableName{"", "person"}));
    EXPECT_EQ(column->column, "email");
}

TEST(ColumnName, ThreePartsBeginWithTheSchema) {
    const auto column = parse_column_name("crm.\"Person\".email");
    ASSERT_TRUE(column);
    EXPECT_EQ(column->table, (TableName{"crm", "Person"}));
    EXPECT_EQ(column->column, "email");
}

TEST(ColumnName, NeedsATable) {
    EXPECT_FALSE(parse_column_name("email"));
    EXPECT_FALSE(parse_column_name("a.b.c.d"));
}

} // namespace
} // namespace retention::config
