// SPDX-License-Identifier: Apache-2.0
#include "policies/personal.hpp"

#include "tests/policies/shop.hpp"

#include <gtest/gtest.h>

namespace retention::policies {
namespace {

using test::bound;
using test::PolicyText;
using test::SchemaText;
using Names = std::vector<std::string>;

SchemaText wide_schema() {
    SchemaText schema;
    schema.table("crm.company", "id integer key");
    schema.table("crm.person",
                 "id integer key; company_id integer -> crm.company; name text; born date; active boolean; "
                 "state mood; age integer; custom jsonb; photo bytea; initials text generated; email text");
    schema.table("crm.mail", "id integer key; recipient text");
    return schema;
}

Names personal_columns(const PolicyText& policy, const std::string& table) {
    const auto schema = wide_schema();
    const auto result = bound(policy, schema);
    const auto* found = result.binding.schema->find(test::table_name(table));
    Names names;
    for (const auto& column : found->columns)
        if (may_be_personal(result.binding.graph, *found, column))
            names.push_back(column.name);
    return names;
}

TEST(MayBePersonal, IsEverythingButKeysBooleansEnumsAndGeneratedValues) {
    EXPECT_EQ(personal_columns(PolicyText("crm.person"), "crm.person"),
              (Names{"name", "born", "age", "custom", "photo", "email"}));
}

TEST(MayBePersonal, IsAKeyThatIsText) {
    auto schema = SchemaText();
    schema.table("account", "email text key; friend text -> account; number bigint");
    const auto result = bound(PolicyText("account"), schema);
    for (const auto& column : result.binding.subject->columns)
        EXPECT_TRUE(may_be_personal(result.binding.graph, *result.binding.subject, column)) << column.name;
}

TEST(MayBePersonal, IsTheColumnOfALink) {
    EXPECT_EQ(personal_columns(PolicyText("crm.person").link("crm.mail.recipient -> crm.person.email"), "crm.mail"),
              Names{"recipient"});
}

Names treated(const std::string& line) {
    const auto result = bound(PolicyText("crm.person").action("act", {line}), wide_schema());
    Names names;
    for (const auto& each : treated_columns(result.binding.graph, *result.binding.subject,
                                            *result.binding.actions.at(0).subject_line()->line))
        names.push_back(each.column->name + " " + each.treatment->anonymizer);
    return names;
}

TEST(TreatedColumns, LeavesOutWhatIsKept) {
    EXPECT_EQ(treated("crm.person: name redact; born keep; email null"), (Names{"name redact", "email null"}));
}

TEST(TreatedColumns, TakesTheStarForEveryPersonalColumnNotNamed) {
    EXPECT_EQ(treated("crm.person: * null; name redact; photo keep"),
              (Names{"name redact", "born null", "age null", "custom null", "email null"}));
}

TEST(TreatedColumns, LeavesKeysOutOfTheStar) {
    auto schema = SchemaText();
    schema.table("account", "email text key; friend text -> account; name text");
    const auto result =
        bound(PolicyText("account").action("act", {"account: * null", "account via friend: keep"}), schema);
    const auto treated_by_star = treated_columns(result.binding.graph, *result.binding.subject,
                                                 *result.binding.actions.at(0).subject_line()->line);
    ASSERT_EQ(treated_by_star.size(), 1U);
    EXPECT_EQ(treated_by_star[0].column->name, "name");
}

TEST(TreatedColumns, TakesAColumnThatIsNamedEvenWhenItIsNotPersonal) {
    EXPECT_EQ(treated("crm.person: company_id null; * keep"), Names{"company_id null"});
}

TEST(DescribeColumn, TellsWhatAnAnonymizerHasToKnow) {
    const auto schema = test::shop_schema().build();
    const auto* person = schema->find(test::table_name("crm.person"));
    const auto email = describe_column(*person, *person->find_column("email"), Line{});
    EXPECT_EQ(email.type, "character varying(40)");
    EXPECT_EQ(email.length_max, 40);
    EXPECT_TRUE(email.is_nullable);
    EXPECT_TRUE(email.is_unique);
    const auto name = describe_column(*person, *person->find_column("name"), Line{});
    EXPECT_EQ(name.length_max, std::nullopt);
    EXPECT_FALSE(name.is_nullable);
    EXPECT_FALSE(name.is_unique);
}

} // namespace
} // namespace retention::policies
