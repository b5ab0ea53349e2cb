// SPDX-License-Identifier: Apache-2.0
#include "policies/schema.hpp"

#include "tests/policies/schema_text.hpp"

#include <gtest/gtest.h>

namespace retention::policies {
namespace {

using test::SchemaText;
using test::table_name;

SchemaText partitioned() {
    SchemaText schema;
    schema.table("crm.person", "id integer key; name text");
    schema.table("crm.log", "at date key; person_id integer -> crm.person");
    schema.table("crm.log_2025", "at date key; person_id integer -> crm.person");
    schema.table("crm.log_2026", "at date key; person_id integer -> crm.person cascade; extra integer -> crm.person");
    schema.at("crm.log").kind = 'p';
    schema.at("crm.log_2025").parents = {table_name("crm.log")};
    schema.at("crm.log_2026").parents = {table_name("crm.log")};
    return schema;
}

TEST(Schema, CountsPartitionsAsOneTableWithTheUnionOfTheirKeys) {
    const auto schema = partitioned().build();
    ASSERT_EQ(schema->foreign_keys().size(), 2U);
    EXPECT_EQ(schema->foreign_keys()[0].child, table_name("crm.log"));
    EXPECT_EQ(schema->foreign_keys()[0].columns, std::vector<std::string>{"person_id"});
}

TEST(Schema, LeavesAKeyToTheChildThatAloneHasItsColumns) {
    const auto schema = partitioned().build();
    EXPECT_EQ(schema->foreign_keys()[1].child, table_name("crm.log_2026"));
    EXPECT_EQ(schema->foreign_keys()[1].columns, std::vector<std::string>{"extra"});
}

TEST(Schema, CountsTheWorstOfFoldedKeys) {
    EXPECT_EQ(partitioned().build()->foreign_keys()[0].on_delete, OnDelete::Cascade);
}

TEST(Schema, CallsAFoldedKeyDeferrableOnlyWhenAllAre) {
    SchemaText schema;
    schema.table("p", "id integer key");
    schema.table("a", "id integer key; p_id integer -> p deferrable");
    schema.table("b", "id integer key; p_id integer -> p");
    schema.at("b").parents = {table_name("a")};
    EXPECT_FALSE(schema.build()->foreign_keys().at(0).is_deferrable);
}

TEST(Schema, FoldsTheTableThatAKeyRefersTo) {
    SchemaText schema;
    schema.table("person", "id integer key");
    schema.table("employee", "id integer key; salary numeric");
    schema.table("badge", "id integer key; employee_id integer -> employee");
    schema.at("employee").parents = {table_name("person")};
    EXPECT_EQ(schema.build()->foreign_keys().at(0).parent, table_name("person"));
}

TEST(Schema, ClimbsThroughSeveralGenerations) {
    SchemaText schema;
    schema.table("person", "id integer key");
    schema.table("log", "id integer key; person_id integer");
    schema.table("log_2026", "id integer key; person_id integer");
    schema.table("log_2026_11", "id integer key; person_id integer -> person");
    schema.at("log_2026").parents = {table_name("log")};
    schema.at("log_2026_11").parents = {table_name("log_2026")};
    const auto built = schema.build();
    EXPECT_EQ(built->foreign_keys().at(0).child, table_name("log"));
    EXPECT_EQ(built->family_of(table_name("log_2026_11")), table_name("log"));
    EXPECT_EQ(built->family_of(table_name("person")), table_name("person"));
}

TEST(Schema, FindsAnExactName) {
    const auto schema = partitioned().build();
    ASSERT_NE(schema->find({"crm", "person"}), nullptr);
    EXPECT_EQ(schema->find({"crm", "Person"}), nullptr);
    EXPECT_EQ(schema->find({"public", "person"}), nullptr);
}

TEST(Schema, FindsABareNameInPublicFirst) {
    SchemaText schema;
    schema.table("a.person", "id integer key");
    schema.table("public.person", "id integer key");
    EXPECT_EQ(schema.build()->find({"", "person"})->name, table_name("public.person"));
}

TEST(Schema, FindsABareNameWhereThereIsOnlyOne) {
    SchemaText schema;
    schema.table("a.person", "id integer key");
    EXPECT_EQ(schema.build()->find({"", "person"})->name, table_name("a.person"));
}

TEST(Schema, GuessesNoneOfSeveralTablesOfOneName) {
    SchemaText schema;
    schema.table("a.person", "id integer key");
    schema.table("b.person", "id integer key");
    EXPECT_EQ(schema.build()->find({"", "person"}), nullptr);
}

} // namespace
} // namespace retention::policies
