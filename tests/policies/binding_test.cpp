// SPDX-License-Identifier: Apache-2.0
#include "policies/binding.hpp"

#include "tests/policies/shop.hpp"

#include <gtest/gtest.h>

namespace retention::policies {
namespace {

using test::bound;
using test::PolicyText;
using test::shop_schema;
using test::small_policy;
using test::small_schema;
using test::table_name;
using Names = std::vector<std::string>;

Names key_of(const Binding& binding) {
    Names names;
    for (const auto& part : binding.key)
        names.push_back(part.name + " " + part.type);
    return names;
}

TEST(BindSubject, TakesThePrimaryKey) {
    EXPECT_EQ(key_of(bound(small_policy(), small_schema()).binding), Names{"id integer"});
}

TEST(BindSubject, FindsATableWithoutItsSchema) {
    const auto result = bound(PolicyText("person"), small_schema());
    EXPECT_FALSE(has_errors(result.findings));
    EXPECT_EQ(result.binding.subject->name, table_name("crm.person"));
}

TEST(BindSubject, SuggestsTheTableThatWasMeant) {
    const auto result = bound(PolicyText("crm.persn"), small_schema());
    ASSERT_EQ(result.told(), Names{"TABLE_UNKNOWN subject.table"});
    EXPECT_EQ(result.findings[0].message, "table \"crm.persn\" does not exist");
    EXPECT_NE(result.findings[0].hint.find("crm.person"), std::string::npos);
    EXPECT_EQ(result.findings[0].place.line, 1);
}

TEST(BindSubject, RefusesAView) {
    auto schema = small_schema();
    schema.at("crm.person").kind = 'v';
    EXPECT_EQ(bound(small_policy(), schema).told(), Names{"SUBJECT_NOT_A_TABLE subject.table"});
}

TEST(BindSubject, TakesAPartitionedTable) {
    auto schema = small_schema();
    schema.at("crm.person").kind = 'p';
    EXPECT_FALSE(has_errors(bound(small_policy(), schema).findings));
}

TEST(BindSubject, RefusesAPartOfATable) {
    auto schema = small_schema();
    schema.table("crm.person_nl", "id integer key; name text; ended_on date");
    schema.at("crm.person_nl").parents = {table_name("crm.person")};
    EXPECT_EQ(bound(PolicyText("crm.person_nl"), schema).told(), Names{"TABLE_IS_A_PART subject.table"});
}

TEST(BindSubject, NeedsAKey) {
    auto schema = small_schema();
    schema.at("crm.person").primary_key.clear();
    EXPECT_EQ(bound(small_policy(), schema).told(), Names{"KEY_MISSING subject.key"});
}

TEST(BindSubject, RefusesAKeyOfUnknownColumns) {
    EXPECT_EQ(bound(small_policy().key({"ident"}), small_schema()).told(), Names{"COLUMN_UNKNOWN subject.key"});
}

TEST(BindSubject, TakesAUniqueKeyOfATableWithoutAPrimaryKey) {
    test::SchemaText schema;
    schema.table("crm.person", "name text unique; ended_on date");
    EXPECT_EQ(bound(small_policy(), schema).told(), Names{"KEY_MISSING subject.key"}) << "which one it is has to be said";
    EXPECT_EQ(key_of(bound(small_policy().key({"name"}), schema).binding), Names{"name text"});
}

TEST(BindSubject, RefusesAKeyThatCouldNameTwoRows) {
    EXPECT_EQ(bound(small_policy().key({"name"}), small_schema()).told(), Names{"KEY_NOT_UNIQUE subject.key"});
}

TEST(BindSubject, NotesWhichPartOfItsKeyMayBeNull) {
    auto schema = small_schema();
    schema.table("hr.worker", "id integer key; tenant text not_null; code text");
    schema.at("hr.worker").unique_indexes.push_back({"worker_code", {"code", "tenant"}, false, false});
    const auto bound_key = bound(PolicyText("hr.worker").key({"tenant", "code"}), schema).binding.key;
    ASSERT_EQ(bound_key.size(), 2U);
    EXPECT_FALSE(bound_key[0].is_nullable);
    EXPECT_TRUE(bound_key[1].is_nullable);
}

TEST(BindSubject, TakesAnyUniqueKey) {
    auto schema = small_schema();
    schema.table("hr.worker", "id integer key; tenant text not_null; code text not_null");
    schema.at("hr.worker").unique_indexes.push_back({"worker_code", {"code", "tenant"}, false, false});
    EXPECT_EQ(key_of(bound(PolicyText("hr.worker").key({"tenant", "code"}), schema).binding),
              (Names{"tenant text", "code text"}));
}

TEST(BindSubject, RefusesATableThatOthersInheritFrom) {
    auto schema = small_schema();
    schema.table("crm.employee", "id integer key; name text; ended_on date");
    schema.at("crm.employee").parents = {table_name("crm.person")};
    EXPECT_EQ(bound(small_policy(), schema).told(), Names{"KEY_NOT_UNIQUE subject.table"});
    schema.at("crm.person").kind = 'p';
    EXPECT_FALSE(bound(small_policy(), schema).has("KEY_NOT_UNIQUE")) << "a partitioned table's key is one";
}

TEST(BindSubject, TakesNoPartialIndexForAKey) {
    auto schema = small_schema();
    schema.table("hr.worker", "id integer key; code text not_null");
    schema.at("hr.worker").unique_indexes.push_back({"worker_code", {"code"}, false, true});
    EXPECT_TRUE(bound(PolicyText("hr.worker").key({"code"}), schema).has("KEY_NOT_UNIQUE"));
}

TEST(BindSubject, ChecksIdentifiers) {
    EXPECT_EQ(bound(small_policy().identifiers({"name", "nme"}), small_schema()).told(),
              Names{"COLUMN_UNKNOWN subject.identifiers"});
}

TEST(BindIdentifiers, TakesThoseThatThePolicyNames) {
    EXPECT_EQ(bound(small_policy().identifiers({"name"}), small_schema()).binding.identifiers, Names{"name"});
}

TEST(BindIdentifiers, TakesTextColumnsThatAnActionReplaces) {
    auto policy = PolicyText("crm.person");
    policy.action("anonymize", {"crm.person: status redact; name keep; born null; * keep", "crm.*: keep"});
    EXPECT_EQ(bound(policy, shop_schema()).binding.identifiers, Names{"status"});
}

TEST(BindIdentifiers, GoesByNameWhenNothingElseTells) {
    EXPECT_EQ(bound(PolicyText("crm.person"), shop_schema()).binding.identifiers, (Names{"name", "email"}));
}

TEST(BindLink, LeadsLikeAKey) {
    auto schema = small_schema();
    schema.table("crm.mail", "id integer key; recipient text");
    auto policy = small_policy().link("crm.mail.recipient -> crm.person.name", "recipient <> ''");
    policy.fact("mails: count crm.mail");
    const auto result = bound(policy, schema);
    EXPECT_FALSE(has_errors(result.findings));
    ASSERT_EQ(result.binding.facts.size(), 1U);
    EXPECT_TRUE(result.binding.facts[0].inward.at(0)->is_link);
    EXPECT_EQ(result.binding.facts[0].inward.at(0)->where, "recipient <> ''");
}

TEST(BindLink, ReportsWhatDoesNotExist) {
    EXPECT_EQ(bound(small_policy().link("crm.mial.recipient -> crm.person.name"), small_schema()).told(),
              Names{"TABLE_UNKNOWN links.crm.mial"});
    EXPECT_EQ(bound(small_policy().link("crm.activity.bdy -> crm.person.nme"), small_schema()).told(),
              (Names{"COLUMN_UNKNOWN links.crm.activity.column", "COLUMN_UNKNOWN links.crm.activity.to"}));
}

TEST(BindLink, CountsNoRowTwiceByTwoRowsOfATableBetween) {
    auto schema = small_schema();
    schema.table("crm.mail", "id integer key; body text");
    auto shared = small_policy().link("crm.mail.body -> crm.activity.body");
    EXPECT_EQ(bound(shared, schema).told(), Names{}) << "rows may belong to several subjects";
    EXPECT_EQ(bound(shared.fact("mails: count crm.mail"), schema).told(), Names{"LINK_NOT_UNIQUE facts.mails"});
    auto single = small_policy().link("crm.mail.id -> crm.activity.id");
    EXPECT_EQ(bound(single.fact("mails: count crm.mail"), schema).told(), Names{});
}

TEST(BindLink, SaysThatAListTakesNoExpression) {
    const auto result = bound(small_policy().link("crm.activity.id, lower(body) -> crm.person.id, name"), small_schema());
    EXPECT_EQ(result.told(), Names{"COLUMN_UNKNOWN links.crm.activity.column"});
    EXPECT_NE(result.findings.at(0).hint.find("generated column"), std::string::npos) << result.findings.at(0).hint;
}

TEST(BindLink, NeedsAsManyColumnsOnBothSides) {
    EXPECT_EQ(bound(small_policy().link("crm.activity.id, body -> crm.person.name"), small_schema()).told(),
              Names{"LINK_MISMATCH links.crm.activity"});
}

TEST(BindFact, ReportsWhatDoesNotExist) {
    EXPECT_EQ(bound(small_policy().fact("last: max crm.activty.happened_at"), small_schema()).told(),
              Names{"TABLE_UNKNOWN facts.last"});
    EXPECT_EQ(bound(small_policy().fact("last: max crm.activity.hapened_at"), small_schema()).told(),
              Names{"COLUMN_UNKNOWN facts.last"});
}

TEST(BindFact, MustNotHideAColumnOfTheSubject) {
    EXPECT_EQ(bound(small_policy().fact("name: count crm.activity"), small_schema()).told(),
              Names{"NAME_TAKEN facts.name"});
    EXPECT_EQ(bound(small_policy().query("name", "select 1, 2"), small_schema()).told(),
              Names{"NAME_TAKEN facts.name"});
}

TEST(BindFact, NeedsAWayToTheSubject) {
    auto schema = small_schema();
    schema.table("crm.setting", "id integer key; value text");
    EXPECT_EQ(bound(small_policy().fact("settings: count crm.setting"), schema).told(),
              Names{"PATH_MISSING facts.settings"});
}

TEST(BindFact, AsksWhichOfSeveralWaysToTake) {
    const auto result = bound(PolicyText("crm.person").fact("tasks: count crm.task"), shop_schema());
    ASSERT_EQ(result.told(), Names{"PATH_AMBIGUOUS facts.tasks"});
    EXPECT_EQ(result.findings[0].hint, "Choose one of via: helper_id; via: owner_id.");
    EXPECT_FALSE(
        has_errors(bound(PolicyText("crm.person").fact("tasks: count crm.task via owner_id"), shop_schema()).findings));
}

// Two links by one column lead to two tables that both belong to the person.
TEST(BindFact, DoesNotAdviseAColumnThatDecidesNothing) {
    auto schema = small_schema();
    schema.table("crm.mail", "id integer key; person_id integer -> crm.person").table("crm.letter", "id integer key; person_id integer -> crm.person");
    schema.table("crm.scan", "id integer key; of_id integer");
    const auto result = bound(small_policy().link("crm.scan.of_id -> crm.mail.id").link("crm.scan.of_id -> crm.letter.id").fact("scans: count crm.scan"), schema);
    ASSERT_EQ(result.told(), Names{"PATH_AMBIGUOUS facts.scans"});
    EXPECT_EQ(result.findings[0].hint, "Some begin with the same column: write a query that says which rows are meant.");
}

TEST(BindFact, FollowsTheSubjectsOwnKeyForAValue) {
    const auto result = bound(PolicyText("crm.person").fact("street: value crm.address.street"), shop_schema());
    EXPECT_FALSE(has_errors(result.findings));
    EXPECT_EQ(result.binding.facts.at(0).outward.size(), 1U);
    EXPECT_TRUE(result.binding.facts.at(0).inward.empty());
}

TEST(BindFact, TakesTheValueOfTheOneRowThatCanPointToTheSubject) {
    auto schema = small_schema();
    schema.table("crm.profile", "person_id integer key -> crm.person; language text");
    const auto result = bound(small_policy().fact("language: value crm.profile.language"), schema);
    EXPECT_FALSE(has_errors(result.findings));
    EXPECT_EQ(result.binding.facts.at(0).inward.size(), 1U);
}

TEST(BindFact, RefusesAValueWhereSeveralRowsCanBe) {
    EXPECT_EQ(bound(small_policy().fact("said: value crm.activity.body"), small_schema()).told(),
              Names{"VALUE_NOT_SINGLE facts.said"});
}

TEST(BindFact, AsksWhichKeyOfTheSubjectLeadsToAValue) {
    test::SchemaText schema;
    schema.table("address", "id integer key; street text");
    schema.table("person", "id integer key; home_id integer -> address; work_id integer -> address");
    EXPECT_EQ(bound(PolicyText("person").fact("street: value address.street"), schema).told(),
              Names{"PATH_AMBIGUOUS facts.street"});
    EXPECT_TRUE(bound(PolicyText("person").fact("street: value address.street via work_id"), schema).findings.empty());
}

TEST(BindConsent, ReportsWhatDoesNotExist) {
    auto schema = small_schema();
    EXPECT_EQ(bound(small_policy().consent("crm.consnt", "", "a"), schema).told(),
              Names{"TABLE_UNKNOWN consent.table"});
    schema.table("crm.consent",
                 "id integer key; person_id integer -> crm.person; purpose text; granted_at timestamptz");
    const auto result = bound(small_policy().consent("crm.consent", "purpose purpse; granted granted", "a"), schema);
    EXPECT_EQ(result.told(),
              (Names{"COLUMN_UNKNOWN consent.columns.purpose", "COLUMN_UNKNOWN consent.columns.granted"}));
    EXPECT_FALSE(result.binding.consent.has_value());
}

TEST(BindConsent, DatesAreDates) {
    auto schema = small_schema();
    schema.table("crm.consent", "id integer key; person_id integer -> crm.person; given date; written text; seconds integer");
    const auto told = [&](const std::string& columns) {
        return bound(small_policy().consent("crm.consent", columns, "a"), schema).told();
    };
    EXPECT_EQ(told("granted seconds"), Names{"NOT_A_DATE consent.columns.granted"});
    EXPECT_EQ(told("withdrawn person_id"), Names{"NOT_A_DATE consent.columns.withdrawn"});
    EXPECT_EQ(told("granted given; expires written"), Names{});
}

TEST(BindConsent, NeedsAWayToTheSubject) {
    auto schema = small_schema();
    schema.table("crm.consent", "id integer key; purpose text");
    EXPECT_EQ(bound(small_policy().consent("crm.consent", "purpose purpose", "a"), schema).told(),
              Names{"PATH_MISSING consent.table"});
}

TEST(Binding, FindsItsActionsByName) {
    auto policy = small_policy();
    policy.action("delete", {"crm.person: delete", "crm.activity: delete"});
    policy.action("anonymize", {"crm.person: name redact; * keep", "crm.activity: keep"});
    const auto result = bound(policy, small_schema());
    ASSERT_NE(result.binding.find_action("delete"), nullptr);
    EXPECT_TRUE(result.binding.find_action("delete")->deletes_subject());
    EXPECT_FALSE(result.binding.find_action("anonymize")->deletes_subject());
    EXPECT_EQ(result.binding.find_action("purge"), nullptr);
}

TEST(Binding, ReportsAllErrorsNotJustTheFirst) {
    auto policy = small_policy();
    policy.fact("a: count crm.nothing").fact("b: count crm.nowhere").action("delete", {"crm.person: delete"});
    EXPECT_EQ(bound(policy, small_schema()).told(),
              (Names{"TABLE_UNKNOWN facts.a", "TABLE_UNKNOWN facts.b", "ACTION_INCOMPLETE actions.delete"}));
}

} // namespace
} // namespace retention::policies
