// SPDX-License-Identifier: Apache-2.0
#include "policies/check.hpp"

#include "tests/policies/shop.hpp"

#include <gtest/gtest.h>

namespace retention::policies {
namespace {

using test::checked;
using test::PolicyText;
using test::SchemaText;
using test::small_policy;
using test::small_schema;
using Names = std::vector<std::string>;

PolicyText deleting(const Names& more = {}) {
    Names lines{"crm.person: delete", "crm.activity: delete"};
    lines.insert(lines.end(), more.begin(), more.end());
    return small_policy().action("delete", lines);
}

// Paths of what is told to be unlocked.
Names unlocked(const PolicyText& policy, const SchemaText& schema = small_schema()) {
    Names paths;
    for (const auto& finding : checked(policy, schema).findings)
        if (finding.code == "EVIDENCE_UNLOCKED") {
            EXPECT_EQ(finding.severity, Severity::Note);
            EXPECT_NE(finding.hint, "");
            paths.push_back(finding.path);
        }
    return paths;
}

TEST(CheckUnlocked, SaysNothingOfFactsByForeignKeys) { EXPECT_EQ(unlocked(deleting().fact("n: count crm.activity")), Names{}); }

TEST(CheckUnlocked, TellsOfAQuery) { EXPECT_EQ(unlocked(deleting().query("n", "select id, 1 from crm.person")), Names{"facts.n"}); }

TEST(CheckUnlocked, TellsOfAConsentThatALinkLeadsTo) {
    auto schema = small_schema();
    schema.table("crm.consent", "person_id integer index; purpose text; granted date");
    const auto with_consent = [](PolicyText policy) { return policy.consent("crm.consent", "purpose purpose; granted granted", "news"); };
    EXPECT_EQ(unlocked(with_consent(deleting({"crm.consent: delete"}).link("crm.consent.person_id -> crm.person.id")), schema), Names{"consent.table"});
    schema.key("crm.consent (person_id) -> crm.person (id)");
    EXPECT_EQ(unlocked(with_consent(deleting({"crm.consent: delete"})), schema), Names{});
}

TEST(CheckUnlocked, TellsOfEverySubquery) {
    const std::string asks = "exists (select from crm.activity a where a.person_id = person.id)";
    auto policy = deleting()
                      .where(asks)
                      .fact("n: count crm.activity", asks)
                      .when("busy", asks)
                      .rule("busy", "P1Y", "(select max(at) from crm.activity)", "delete")
                      .floor("law", "P1Y", "(SELECT at FROM ONLY crm.activity)", "", asks)
                      .hold("dispute", "id in (select x.id from (values (1)) v(i) join \"crm\".\"person\" x on true)");
    policy.value().rules.back().unless = Expression{asks, {}};
    policy.value().rules.back().when = Expression{asks, {}};
    EXPECT_EQ(unlocked(policy), (Names{"facts.n.where", "subject.where", "classes.busy", "rules.r1.after", "rules.r1.when", "rules.r1.unless",
                                       "floors.law.where", "floors.law.after", "holds.dispute"}));
}

TEST(CheckUnlocked, SaysNothingOfASubqueryThatReadsNoTable) {
    EXPECT_EQ(unlocked(deleting()
                           .hold("tagged", "exists (select from unnest(string_to_array(name, ' ')) t where t = 'activity')")
                           .hold("old", "extract(year from ended_on) < 2000")
                           .hold("said", "name = 'select from crm.activity'")),
              Names{});
}

TEST(CheckUnlocked, TellsOfAPartOfTheTableThatHasNotTheKey) {
    auto schema = small_schema();
    schema.table("crm.call", "id integer key; person_id integer index; at date");
    schema.at("crm.call").parents.push_back(test::table_name("crm.activity"));
    const auto result = checked(deleting().fact("n: count crm.activity"), schema);
    const auto* told = result.find("EVIDENCE_UNLOCKED");
    ASSERT_NE(told, nullptr);
    EXPECT_EQ(told->path, "facts.n");
    EXPECT_NE(told->message.find("rows of crm.call are read as rows of crm.activity"), std::string::npos) << told->message;
    EXPECT_EQ(told->hint, "ALTER TABLE crm.call ADD FOREIGN KEY (person_id) REFERENCES crm.person (id).");
    schema.key("crm.call (person_id) -> crm.person (id)");
    EXPECT_EQ(unlocked(deleting().fact("n: count crm.activity"), schema), Names{});
}

} // namespace
} // namespace retention::policies
