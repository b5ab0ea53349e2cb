// SPDX-License-Identifier: Apache-2.0
#include "policies/graph.hpp"

#include "tests/policies/shop.hpp"

#include <gtest/gtest.h>

namespace retention::policies {
namespace {

using test::shop_schema;
using test::table_name;

class GraphOfTheShop : public ::testing::Test {
protected:
    std::shared_ptr<const Schema> schema_ = shop_schema().build();
    Graph graph_{*schema_, {}};
    const TableName person_ = table_name("crm.person");
};

TEST_F(GraphOfTheShop, KnowsWhoRefersToATable) {
    EXPECT_EQ(graph_.into(person_).size(), 4U);
    EXPECT_EQ(graph_.into(table_name("crm.attachment")).size(), 0U);
    EXPECT_EQ(graph_.out_of(table_name("crm.task")).size(), 2U);
}

TEST_F(GraphOfTheShop, LeadsFromTheChildUpToTheSubject) {
    const auto paths = graph_.shortest(table_name("crm.attachment"), person_, {});
    ASSERT_EQ(paths.size(), 1U);
    ASSERT_EQ(paths[0].size(), 2U);
    EXPECT_EQ(paths[0].front()->child, table_name("crm.attachment"));
    EXPECT_EQ(paths[0].back()->parent, person_);
}

TEST_F(GraphOfTheShop, GivesEveryShortestPath) {
    EXPECT_EQ(graph_.shortest(table_name("crm.task"), person_, {}).size(), 2U);
}

TEST_F(GraphOfTheShop, FollowsTheColumnsThatViaNames) {
    const auto paths = graph_.shortest(table_name("crm.task"), person_, {"helper_id"});
    ASSERT_EQ(paths.size(), 1U);
    EXPECT_EQ(paths[0].front()->columns, std::vector<std::string>{"helper_id"});
    EXPECT_TRUE(graph_.shortest(table_name("crm.task"), person_, {"title"}).empty());
}

TEST_F(GraphOfTheShop, GivesNoPathWhereNoneLeads) {
    EXPECT_TRUE(graph_.shortest(table_name("crm.address"), person_, {}).empty());
}

TEST_F(GraphOfTheShop, TakesLinksForKeys) {
    ForeignKey link;
    link.child = table_name("crm.address");
    link.columns = {"street"};
    link.parent = person_;
    link.parent_columns = {"name"};
    link.is_link = true;
    const Graph with_link(*schema_, {link});
    ASSERT_EQ(with_link.shortest(table_name("crm.address"), person_, {}).size(), 1U);
    EXPECT_TRUE(with_link.shortest(table_name("crm.address"), person_, {})[0].front()->is_link);
}

TEST_F(GraphOfTheShop, KeepsItsKeysWhereTheyAreWhenMoved) {
    const auto* first = graph_.keys().data();
    const Graph moved = std::move(graph_);
    EXPECT_EQ(moved.keys().data(), first);
}

TEST(Graph, DoesNotRunInCircles) {
    test::SchemaText schema;
    schema.table("person", "id integer key");
    schema.table("a", "id integer key; b_id integer");
    schema.table("b", "id integer key; a_id integer -> a");
    schema.key("a (b_id) -> b (id)");
    const auto built = schema.build();
    EXPECT_TRUE(Graph(*built, {}).shortest(table_name("a"), table_name("person"), {}).empty());
}

TEST(Graph, PrefersTheShorterPath) {
    test::SchemaText schema;
    schema.table("person", "id integer key");
    schema.table("case", "id integer key; person_id integer -> person");
    schema.table("note", "id integer key; case_id integer -> case; person_id integer -> person");
    const auto built = schema.build();
    const Graph graph(*built, {});
    EXPECT_EQ(graph.shortest(table_name("note"), table_name("person"), {}).size(), 1U);
    EXPECT_EQ(graph.shortest(table_name("note"), table_name("person"), {"case_id"}).at(0).size(), 2U);
}

TEST(SameColumns, DoesNotMindTheOrder) {
    EXPECT_TRUE(same_columns({"a", "b"}, {"b", "a"}));
    EXPECT_FALSE(same_columns({"a"}, {"a", "b"}));
    EXPECT_TRUE(same_columns({}, {}));
}

} // namespace
} // namespace retention::policies
