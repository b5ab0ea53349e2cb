// SPDX-License-Identifier: Apache-2.0
#include "policies/drift.hpp"

#include "tests/policies/shop.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace retention::policies {
namespace {

using test::bound;
using test::Checked;
using test::checked;
using test::PolicyText;
using test::SchemaText;
using Names = std::vector<std::string>;

// Persons are emptied and the rest of them kept; activities go, invoices stay whatever is in them, reports are no one's concern.
SchemaText accepted_schema() {
    SchemaText schema;
    schema.table("crm.country", "id integer key; name text");
    schema.table("crm.person", "id integer key; name text; email varchar(40); note text; ended_on date");
    schema.table("crm.activity", "id integer key; person_id integer -> crm.person; happened_at timestamptz; body text");
    schema.table("crm.invoice", "id integer key; person_id integer -> crm.person; billing_name text");
    schema.table("crm.task", "id integer key; owner_id integer -> crm.person; title text");
    schema.table("reporter.visit", "id integer key; person_id integer -> crm.person; page text");
    return schema;
}

const Names kLines{"crm.person: name redact; email null; * keep", "crm.activity: delete", "crm.invoice: keep",
                   "crm.task: owner_id null", "reporter.*: keep"};

PolicyText policy_of(const Names& lines = kLines) {
    PolicyText policy("crm.person");
    policy.fact("last_activity: max crm.activity.happened_at");
    policy.action("anonymize", lines);
    return policy;
}

Inventory inventory_of(const SchemaText& schema, const PolicyText& policy = policy_of()) {
    return take_inventory(bound(policy, schema).binding);
}

// What drifted from the accepted schema, as "CODE path".
Names drifted(const SchemaText& now, const PolicyText& policy = policy_of()) {
    auto result = bound(policy, now);
    result.findings.clear();
    check_drift(result.binding, inventory_of(accepted_schema()), result.findings);
    return result.told();
}

// The accepted schema with one table defined otherwise, or one more.
SchemaText with(const std::string& table, const std::string& columns) {
    SchemaText schema;
    bool is_new = true;
    const std::vector<std::pair<std::string, std::string>> tables{
        {"crm.country", "id integer key; name text"},
        {"crm.person", "id integer key; name text; email varchar(40); note text; ended_on date"},
        {"crm.activity", "id integer key; person_id integer -> crm.person; happened_at timestamptz; body text"},
        {"crm.invoice", "id integer key; person_id integer -> crm.person; billing_name text"},
        {"crm.task", "id integer key; owner_id integer -> crm.person; title text"},
        {"reporter.visit", "id integer key; person_id integer -> crm.person; page text"}};
    for (const auto& [name, text] : tables) {
        is_new = is_new && name != table;
        schema.table(name, name == table ? columns : text);
    }
    if (is_new)
        schema.table(table, columns);
    return schema;
}

struct Change {
    const char* what;
    const char* table;
    const char* columns;
    Names told;
};

class DriftOf : public testing::TestWithParam<Change> {};

TEST_P(DriftOf, IsTold) {
    EXPECT_EQ(drifted(with(GetParam().table, GetParam().columns)), GetParam().told) << GetParam().what;
}

INSTANTIATE_TEST_SUITE_P(
    Changes, DriftOf,
    testing::Values(
        Change{"nothing", "crm.person", "id integer key; name text; email varchar(40); note text; ended_on date", {}},
        Change{"a column that * covers", "crm.person", "id integer key; name text; email varchar(40); note text; ended_on date; passport text",
               {"DRIFT_COLUMN_NEW actions.anonymize.crm.person.*"}},
        Change{"a boolean, which no map has to name", "crm.person",
               "id integer key; name text; email varchar(40); note text; ended_on date; is_ill boolean",
               {"DRIFT_COLUMN_NEW actions.anonymize.crm.person.*"}},
        Change{"a renamed column that * covered", "crm.person", "id integer key; name text; email varchar(40); remark text; ended_on date",
               {"DRIFT_COLUMN_NEW actions.anonymize.crm.person.*"}},
        Change{"a dropped column that nothing named", "crm.person", "id integer key; name text; email varchar(40); ended_on date", {}},
        Change{"a column that the server computes", "crm.person",
               "id integer key; name text; email varchar(40); note text; ended_on date; search text generated", {}},
        Change{"a column of rows that go", "crm.activity",
               "id integer key; person_id integer -> crm.person; happened_at timestamptz; body text; place text", {}},
        Change{"a column of rows that are kept", "crm.invoice", "id integer key; person_id integer -> crm.person; billing_name text; mail text",
               {"DRIFT_COLUMN_NEW actions.anonymize.crm.invoice"}},
        Change{"a column of rows that a pattern keeps", "reporter.visit",
               "id integer key; person_id integer -> crm.person; page text; ip text", {"DRIFT_COLUMN_NEW actions.anonymize.reporter.*"}},
        Change{"a column of rows that are only cut off", "crm.task", "id integer key; owner_id integer -> crm.person; title text; detail text",
               {"DRIFT_COLUMN_NEW actions.anonymize.crm.task"}},
        Change{"a table that a pattern keeps", "reporter.basket", "id integer key; person_id integer -> crm.person; goods text",
               {"DRIFT_TABLE_NEW actions.anonymize.reporter.*"}},
        Change{"a table that no line is about is an error of the check alone", "crm.basket", "id integer key; person_id integer -> crm.person", {}},
        Change{"a table that leads nowhere", "crm.product", "id integer key; name text", {}},
        Change{"a second key that keep answers for", "crm.invoice",
               "id integer key; person_id integer -> crm.person; billing_name text; seller_id integer -> crm.person",
               {"DRIFT_COLUMN_NEW actions.anonymize.crm.invoice", "DRIFT_KEY_NEW actions.anonymize.crm.invoice"}},
        Change{"another key in place of the one that was meant", "crm.activity",
               "id integer key; person_id integer; happened_at timestamptz; body text; author_id integer -> crm.person",
               {"DRIFT_KEY_NEW actions.anonymize.crm.activity", "DRIFT_WAY_CHANGED facts.last_activity"}},
        Change{"a key from rows that go to others", "crm.activity",
               "id integer key; person_id integer -> crm.person; happened_at timestamptz; body text; country_id integer -> crm.country",
               {"DRIFT_KEY_NEW actions.anonymize.crm.activity"}},
        Change{"a kept column that can hold more", "crm.person", "id integer key; name text; email varchar(40); note jsonb; ended_on date",
               {"DRIFT_TYPE_CHANGED actions.anonymize.crm.person.*"}},
        Change{"a kept column that is longer", "crm.person", "id integer key; name text; email varchar(40); note varchar(80); ended_on date", {}},
        Change{"a named column of another type", "crm.person", "id integer key; name text; email jsonb; note text; ended_on date", {}}),
    [](const auto& change) {
        std::string name;
        for (const char letter : std::string(change.param.what))
            name += std::isalnum(static_cast<unsigned char>(letter)) ? letter : '_';
        return name;
    });

TEST(Drift, WhatTheEditedPolicyNamesIsDecided) {
    const auto now = with("crm.person", "id integer key; name text; email varchar(40); note text; ended_on date; passport text");
    for (const auto* line : {"crm.person: name redact; email null; passport null; * keep", "crm.person: name redact; email null; passport keep; * keep"})
        EXPECT_EQ(drifted(now, policy_of({line, kLines[1], kLines[2], kLines[3], kLines[4]})), Names{}) << line;
    const auto basket = with("reporter.basket", "id integer key; person_id integer -> crm.person; goods text");
    EXPECT_EQ(drifted(basket, policy_of({kLines[0], kLines[1], kLines[2], kLines[3], kLines[4], "reporter.basket: delete"})), Names{});
}

TEST(Drift, AKeyThatTheEditedPolicyNamesWithViaIsDecided) {
    const auto now = with("crm.invoice", "id integer key; person_id integer -> crm.person; billing_name text; seller_id integer -> crm.person");
    const Names told = drifted(now, policy_of({kLines[0], kLines[1], "crm.invoice via person_id: keep",
                                               "crm.invoice via seller_id: seller_id null; billing_name keep", kLines[3], kLines[4]}));
    EXPECT_EQ(told, Names{"DRIFT_COLUMN_NEW actions.anonymize.crm.invoice via person_id"});
}

TEST(Drift, AKeyOutwardThatTheEditedPolicyAnswersForIsDecided) {
    const auto now = with("crm.activity", "id integer key; person_id integer -> crm.person; happened_at timestamptz; body text; "
                                          "country_id integer -> crm.country");
    EXPECT_EQ(drifted(now, policy_of({kLines[0], kLines[1], kLines[2], kLines[3], kLines[4], "crm.country via crm.activity.country_id: delete"})),
              Names{});
}

TEST(Drift, ANewColumnThatTheRestOfTheMapWouldEmptyIsToldToo) {
    const auto now = with("crm.person", "id integer key; name text; email varchar(40); note text; ended_on date; passport text");
    auto result = bound(policy_of({"crm.person: name redact; * null", kLines[1], kLines[2], kLines[3], kLines[4]}), now);
    result.findings.clear();
    check_drift(result.binding, inventory_of(accepted_schema()), result.findings);
    ASSERT_TRUE(result.has("DRIFT_COLUMN_NEW"));
    EXPECT_NE(result.find("DRIFT_COLUMN_NEW")->message.find("would become null"), std::string::npos);
}

TEST(Drift, AFindingPointsAtTheStarAndSaysWhatToDo) {
    const auto now = with("crm.person", "id integer key; name text; email varchar(40); note text; ended_on date; passport text");
    const auto policy = policy_of();
    auto result = bound(policy, now);
    check_drift(result.binding, inventory_of(accepted_schema()), result.findings);
    const auto* finding = result.find("DRIFT_COLUMN_NEW");
    ASSERT_TRUE(finding);
    EXPECT_EQ(finding->message, "column \"passport\" (text) of crm.person came since, and because of \"*\" it would stay as it is");
    EXPECT_EQ(finding->hint, "Name it in the map, or accept it: retentionctl check --accept " + result.binding.policy->name + ".");
    EXPECT_EQ(finding->place.line, result.binding.actions.at(0).lines.at(0).line->columns.at(2).place.line);
    EXPECT_TRUE(is_drift(*finding));
}

TEST(Drift, ATriggerThatCameSinceIsToldWhereTheActionSetsItOff) {
    auto now = accepted_schema();
    now.at("crm.activity").triggers.push_back({"copy", "audit.note", false, true, false, false, true});
    now.at("crm.person").triggers.push_back({"touch", "crm.touch", true, true, true, false, true});   // never on update
    now.at("crm.invoice").triggers.push_back({"copy", "audit.note", false, true, false, true, true});
    EXPECT_EQ(drifted(now), Names{"DRIFT_TRIGGER_NEW actions.anonymize.crm.activity"});
}

TEST(Drift, ATriggerIsAlsoToldWhereOnlyTheServerSetsItOff) {
    SchemaText then;
    then.table("crm.person", "id integer key; name text");
    then.table("crm.task", "id integer key; person_id integer -> crm.person set_null; days integer");
    PolicyText policy("crm.person");
    policy.action("delete", {"crm.person: delete", "crm.task: keep"});
    SchemaText now = then;
    now.at("crm.task").triggers.push_back({"copy", "audit.note", false, true, false, true, false});
    now.at("crm.task").triggers.push_back({"other", "audit.note", false, true, true, false, true});   // never on update
    auto result = bound(policy, now);
    result.findings.clear();
    check_drift(result.binding, take_inventory(bound(policy, then).binding), result.findings);
    EXPECT_EQ(result.told(), Names{"DRIFT_TRIGGER_NEW actions.delete.crm.task"});
}

TEST(Drift, ATriggerThatFiresOnMoreIsAnotherOne) {
    SchemaTrigger trigger{"copy", "audit.note", false, true, true, false, false};
    auto then = accepted_schema();
    then.at("crm.activity").triggers.push_back(trigger);
    trigger.on_delete = true;
    auto now = accepted_schema();
    now.at("crm.activity").triggers.push_back(trigger);
    auto result = bound(policy_of(), now);
    result.findings.clear();
    check_drift(result.binding, inventory_of(then), result.findings);
    EXPECT_EQ(result.told(), Names{"DRIFT_TRIGGER_NEW actions.anonymize.crm.activity"});
}

TEST(Drift, APartIsNothingNewUnlessItHasColumnsOfItsOwnThatStay) {
    auto with_part = [](const std::string& whole, const std::string& columns) {
        auto schema = accepted_schema();
        schema.table("crm.part", columns);
        schema.at("crm.part").parents = {test::table_name(whole)};
        return schema;
    };
    EXPECT_EQ(drifted(with_part("crm.invoice", "id integer key; person_id integer; billing_name text")), Names{});
    EXPECT_EQ(drifted(with_part("crm.invoice", "id integer key; person_id integer; billing_name text; mail text")),
              Names{"DRIFT_COLUMN_NEW actions.anonymize.crm.invoice"});
    EXPECT_EQ(drifted(with_part("crm.activity", "id integer key; person_id integer; happened_at timestamptz; body text; place text")), Names{});
}

TEST(Drift, OneColumnIsToldOnceHoweverManyKeysTheLineAnswersFor) {
    auto then = with("crm.invoice", "id integer key; person_id integer -> crm.person; seller_id integer -> crm.person");
    auto now = with("crm.invoice", "id integer key; person_id integer -> crm.person; seller_id integer -> crm.person; mail text");
    auto result = bound(policy_of(), now);
    result.findings.clear();
    check_drift(result.binding, inventory_of(then), result.findings);
    EXPECT_EQ(result.told(), Names{"DRIFT_COLUMN_NEW actions.anonymize.crm.invoice"});
}

TEST(Drift, AFactThatIsAskedOfAnotherTableByNowIsAnEditOfThePolicy) {
    PolicyText edited("crm.person");
    edited.fact("last_activity: max crm.task.title");
    edited.action("anonymize", kLines);
    EXPECT_EQ(drifted(accepted_schema(), edited), Names{});
}

TEST(Drift, OnlyDriftIsOnlyDrift) {
    const Finding drift{Severity::Error, "DRIFT_COLUMN_NEW", "", {}, "", ""};
    const Finding other{Severity::Error, "COLUMN_UNKNOWN", "", {}, "", ""};
    const Finding warning{Severity::Warning, "TRIGGER_RUNS", "", {}, "", ""};
    EXPECT_TRUE(has_only_drift({drift, warning}));
    EXPECT_FALSE(has_only_drift({drift, other}));
    EXPECT_FALSE(has_only_drift({warning}));
    EXPECT_FALSE(has_only_drift({}));
}

} // namespace
} // namespace retention::policies
