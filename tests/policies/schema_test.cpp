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

TEST(Schema, KnowsThePartsThatDoNotDeclareAKey) {
    using Tables = std::vector<TableName>;
    const auto undeclared = [](SchemaText& schema, char kind, bool whole_has_it) {
        schema.table("p", "id integer key").table("log", std::string("id integer key; p_id integer") + (whole_has_it ? " -> p" : ""));
        schema.at("log").kind = kind;
        for (const char* part : {"log_1", "log_2"})
            schema.table(part, std::string("id integer key; p_id integer") + (std::string(part) == "log_1" ? " -> p" : ""));
        schema.at("log_1").parents = schema.at("log_2").parents = {table_name("log")};
        return schema.build()->foreign_keys().at(0).undeclared;
    };
    SchemaText by_partition;
    EXPECT_EQ(undeclared(by_partition, 'p', false), Tables{table_name("log_2")});
    SchemaText partitioned_whole;
    EXPECT_EQ(undeclared(partitioned_whole, 'p', true), Tables{}) << "a partitioned table's key is its partitions'";
    SchemaText inherited;
    EXPECT_EQ(undeclared(inherited, 'r', true), Tables{table_name("log_2")}) << "an inheritance child has its own keys only";
    SchemaText plain;
    plain.table("p", "id integer key").table("log", "id integer key; p_id integer -> p");
    EXPECT_EQ(plain.build()->foreign_keys().at(0).undeclared, Tables{});
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

// "employee" is a kind of person; where `kind` is 'p', a partition.
SchemaText with_employees(char kind, const std::string& person_columns, const std::string& employee_columns) {
    SchemaText schema;
    schema.table("team", "id integer key").table("club", "id integer key");
    schema.table("person", person_columns).table("employee", employee_columns);
    schema.table("badge", "id integer key; employee_id integer -> employee");
    schema.at("person").kind = kind;
    schema.at("employee").parents = {table_name("person")};
    return schema;
}

std::vector<std::string> keys_of(const SchemaText& schema) {
    std::vector<std::string> keys;
    const auto built = schema.build();
    for (const auto& key : built->foreign_keys())
        keys.push_back(to_text(key.child) + "." + key.columns.front() + " -> " + to_text(key.parent));
    return keys;
}

TEST(Schema, TakesAKeyToAPartitionForOneToTheTable) {
    EXPECT_EQ(keys_of(with_employees('p', "id integer key", "id integer key")),
              std::vector<std::string>{"badge.employee_id -> person"});
}

TEST(Schema, LeavesAKeyToAPartitionThatAloneTellsItsRowsApart) {
    auto schema = with_employees('p', "id integer; region text", "id integer key; region text");
    EXPECT_EQ(keys_of(schema), std::vector<std::string>{"badge.employee_id -> employee"});
}

TEST(Schema, LeavesAKeyToAnInheritanceChildWhereItPoints) {
    EXPECT_EQ(keys_of(with_employees('r', "id integer key", "id integer key")),
              std::vector<std::string>{"badge.employee_id -> employee"});
}

TEST(Schema, DoesNotLendAnInheritanceChildsKeyToItsParent) {
    EXPECT_EQ(
        keys_of(with_employees('r', "id integer key; team_id integer", "id integer key; team_id integer -> team")),
        (std::vector<std::string>{"badge.employee_id -> employee", "employee.team_id -> team"}));
}

TEST(Schema, SharesAKeyThatParentAndChildBothHave) {
    EXPECT_EQ(keys_of(with_employees('r', "id integer key; team_id integer -> team",
                                     "id integer key; team_id integer -> team")),
              (std::vector<std::string>{"badge.employee_id -> employee", "person.team_id -> team"}));
}

TEST(Schema, KeepsKeysOfOneColumnToDifferentTablesApart) {
    EXPECT_EQ(keys_of(with_employees('p', "id integer key; team_id integer -> team",
                                     "id integer key; team_id integer -> club")),
              (std::vector<std::string>{"badge.employee_id -> person", "employee.team_id -> club",
                                        "person.team_id -> team"}));
}

SchemaText three_generations() {
    SchemaText schema;
    schema.table("person", "id integer key");
    schema.table("log", "id integer key; person_id integer");
    schema.table("log_2026", "id integer key; person_id integer");
    schema.table("log_2026_11", "id integer key; person_id integer -> person");
    schema.at("log").kind = 'p';
    schema.at("log_2026").kind = 'p';
    schema.at("log_2026").parents = {table_name("log")};
    schema.at("log_2026_11").parents = {table_name("log_2026")};
    return schema;
}

TEST(Schema, ClimbsThroughSeveralGenerations) {
    EXPECT_EQ(keys_of(three_generations()), std::vector<std::string>{"log.person_id -> person"});
}

TEST(Schema, KnowsFamilies) {
    const auto schema = three_generations().build();
    EXPECT_EQ(schema->family_of(table_name("log_2026_11")), table_name("log"));
    EXPECT_EQ(schema->family_of(table_name("person")), table_name("person"));
    EXPECT_EQ(schema->ancestors_of(table_name("log_2026_11")), (std::set<TableName>{{"", "log"}, {"", "log_2026"}}));
    EXPECT_EQ(schema->parts_of(table_name("log")).size(), 2U);
    EXPECT_TRUE(schema->parts_of(table_name("log_2026_11")).empty());
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

TEST(RowKey, IsThePrimaryKeyWhereThereIsOne) {
    SchemaText schema;
    schema.table("a", "code text not_null unique; id integer key");
    EXPECT_EQ(schema.at("a").row_key(), std::vector<std::string>{"id"});
}

TEST(RowKey, IsElseThatOfTheIndexThatKnowsEveryRow) {
    SchemaText schema;
    schema.table("a", "mail text; tenant text not_null; code text not_null; other text not_null");
    auto& table = schema.at("a");
    EXPECT_TRUE(table.row_key().empty());
    table.unique_indexes.push_back({"a_part", {"other"}, false, true});
    table.unique_indexes.push_back({"a_expression", {}, true, false});
    EXPECT_TRUE(table.row_key().empty()) << "neither is about the columns of every row";
    table.unique_indexes.push_back({"a_mail", {"mail"}, false, false});
    EXPECT_EQ(table.row_key(), std::vector<std::string>{"mail"});
    table.unique_indexes.push_back({"z_code", {"tenant", "code"}, false, false});
    EXPECT_EQ(table.row_key(), (std::vector<std::string>{"tenant", "code"})) << "a mail may be missing";
    table.unique_indexes.push_back({"c_other", {"other"}, false, false});
    table.unique_indexes.push_back({"b_code", {"code"}, false, false});
    EXPECT_EQ(table.row_key(), std::vector<std::string>{"code"}) << "the fewest columns, the first by name";
}

} // namespace
} // namespace retention::policies
