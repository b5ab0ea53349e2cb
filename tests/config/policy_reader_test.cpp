// SPDX-License-Identifier: Apache-2.0
#include "config/policy_reader.hpp"

#include "config/diagnostics.hpp"

#include <gtest/gtest.h>

#include <string>

namespace retention::config {
namespace {

using policies::Fact;
using policies::From;
using policies::Line;
using policies::Period;
using policies::Policy;
using policies::TableName;

constexpr const char* kSmall = R"(policy: contacts
subject: { table: crm.person }
classes: { prospect: status = 'prospect' }
rules:
  - { name: silent, class: prospect, keep: P2Y, after: created_at, then: delete }
actions:
  delete:
    crm.person: delete
)";

// The policy in `text`; a test that gives a wrong one fails.
Policy read(const std::string& text) {
    const Source source("contacts.yaml", text);
    policies::Findings findings;
    auto policy = read_policy(source, findings);
    EXPECT_TRUE(findings.empty()) << render(findings, source);
    return policy.value_or(Policy{});
}

Policy read_with(const std::string& more) {
    return read(kSmall + more);
}

TEST(PolicyReader, TheCarefulThingIsTheDefault) {
    const auto policy = read(kSmall);
    EXPECT_EQ(policy.name, "contacts");
    EXPECT_EQ(policy.file, "contacts.yaml");
    EXPECT_EQ(policy.mode, policies::Mode::Observe);
    EXPECT_FALSE(policy.schedule);
    EXPECT_EQ(policy.limits.persons, 5000);
    EXPECT_EQ(policy.limits.share, 5.0);
    EXPECT_EQ(policy.limits.growth, 10.0);
}

TEST(PolicyReader, ReadsRules) {
    const auto policy = read(R"(policy: p
subject: { table: person, key: [tenant_id, id], where: true, identifiers: [email] }
classes: { b: "yes", a: no }
rules:
  - name: one
    class: [a, b]
    keep: P1Y6M
    after: 'coalesce(x, y)'
    from: end_of_year
    when: off
    unless: 'z'
    then: delete
    because: Law
actions: { delete: { person: delete } }
)");
    EXPECT_EQ(policy.subject.table, (TableName{"", "person"}));
    EXPECT_EQ(policy.subject.key, (std::vector<std::string>{"tenant_id", "id"}));
    EXPECT_EQ(policy.subject.where->sql, "true");
    ASSERT_EQ(policy.classes.size(), 2U);
    EXPECT_EQ(policy.classes[0].name, "b") << "classes keep their order";
    EXPECT_EQ(policy.classes[1].when.sql, "no");
    const auto& rule = policy.rules.at(0);
    EXPECT_EQ(rule.classes.size(), 2U);
    EXPECT_EQ(rule.keep, (Period{1, 6, 0}));
    EXPECT_EQ(rule.from, From::EndOfYear);
    EXPECT_EQ(rule.when->sql, "off");
    EXPECT_EQ(rule.then.value, "delete");
    EXPECT_EQ(rule.because, "Law");
    EXPECT_EQ(rule.after.place.line, 8);
    EXPECT_EQ(rule.after.place.column, 13) << "after the quote";
}

TEST(PolicyReader, ReadsFacts) {
    const auto facts = read_with(R"(facts:
  a: { max: crm.activity.happened_at, where: x > 0 }
  b: { count: crm.case, via: [tenant_id, person_id] }
  c: { value: company.state, via: company_id }
  d: { query: "select 1" }
  e: { exists: crm.case }
)")
                           .facts;
    ASSERT_EQ(facts.size(), 5U);
    EXPECT_EQ(facts[0].form, Fact::Form::Max);
    EXPECT_EQ(facts[0].table, (TableName{"crm", "activity"}));
    EXPECT_EQ(facts[0].column, "happened_at");
    EXPECT_EQ(facts[0].where->sql, "x > 0");
    EXPECT_EQ(facts[1].via.size(), 2U);
    EXPECT_EQ(facts[2].table, (TableName{"", "company"}));
    EXPECT_EQ(facts[3].query.sql, "select 1");
    EXPECT_EQ(facts[4].form, Fact::Form::Exists);
}

TEST(PolicyReader, ReadsConsent) {
    const auto consent = read_with(R"(consent:
  table: crm.consent
  via: person_id
  columns: { purpose: p, legal_basis: b, granted: g, expires: e, withdrawn: w, source: s, updated_by: u }
  purposes: { marketing: { valid_for: P2Y }, contract: {} }
  legal_bases: { Toestemming: consent }
)")
                             .consent;
    ASSERT_TRUE(consent);
    EXPECT_EQ(consent->columns.granted.value, "g");
    EXPECT_EQ(consent->columns.updated_by.value, "u");
    ASSERT_EQ(consent->purposes.size(), 2U);
    EXPECT_EQ(consent->purposes[0].valid_for, (Period{2, 0, 0}));
    EXPECT_FALSE(consent->purposes[1].valid_for);
    EXPECT_EQ(consent->legal_bases.at("Toestemming"), "consent");
    EXPECT_FALSE(consent->is_log);
    const std::string columns = "consent:\n  table: crm.consent\n  columns: { granted: g }\n  records: ";
    EXPECT_TRUE(read_with(columns + "latest\n").consent->is_log);
    EXPECT_FALSE(read_with(columns + "each\n").consent->is_log);
}

TEST(PolicyReader, ReadsLinks) {
    const auto links = read_with(R"(links:
  crm.mail_log: { column: recipient, to: crm.person.email }
  crm.note:
    - { column: owner_id, to: crm.person.id, where: "owner_type = 'person'" }
    - { column: [tenant, author], to: [crm.person.tenant, crm.person.id] }
)")
                           .links;
    ASSERT_EQ(links.size(), 3U);
    EXPECT_EQ(links[0].to, (TableName{"crm", "person"}));
    EXPECT_EQ(links[0].to_columns, std::vector<std::string>{"email"});
    EXPECT_EQ(links[1].where->sql, "owner_type = 'person'");
    EXPECT_EQ(links[2].columns.size(), 2U);
}

TEST(PolicyReader, ReadsFloorsAndHolds) {
    const auto policy = read_with(R"(floors:
  - { name: books, where: x, keep: P7Y, after: last_invoice, blocks: delete, because: Tax }
holds:
  - { name: dispute, where: legal_hold }
)");
    ASSERT_EQ(policy.floors.size(), 1U);
    EXPECT_EQ(policy.floors[0].blocks.at(0).value, "delete");
    EXPECT_EQ(policy.holds.at(0).where.sql, "legal_hold");
}

TEST(PolicyReader, ReadsSchedules) {
    const auto schedule =
        read_with("schedule: { cron: '15 2 * * *', timezone: Europe/Amsterdam, window: '22:00-06:00' }\n").schedule;
    ASSERT_TRUE(schedule);
    EXPECT_EQ(schedule->timezone, "Europe/Amsterdam");
    EXPECT_EQ(schedule->window->begin_minute, 1320);
}

TEST(PolicyReader, NullLiftsALimit) {
    const auto limits = read_with("limits: { persons: null, share: 2.5%, growth: ~ }\n").limits;
    EXPECT_FALSE(limits.persons);
    EXPECT_EQ(limits.share, 2.5);
    EXPECT_FALSE(limits.growth);
}

TEST(PolicyReader, LimitsMayBeAtTheirEdges) {
    EXPECT_EQ(read_with("limits: { persons: 0, share: 0% }\n").limits.persons, 0);
    EXPECT_EQ(read_with("limits: { share: 100% }\n").limits.share, 100.0);
}

TEST(PolicyReader, ReadsLines) {
    const auto lines = read_with(R"(    crm.task via assigned_to: keep
    crm.address via person.address_id: delete unless shared
    crm.x: { a: null, "b c": redact, d: { token: "{token}" }, "*": keep }
)")
                           .actions.at(0)
                           .lines;
    ASSERT_EQ(lines.size(), 4U);
    EXPECT_EQ(lines[1].written, "crm.task via assigned_to");
    EXPECT_EQ(lines[1].kind, Line::Kind::Keep);
    EXPECT_EQ(lines[2].kind, Line::Kind::DeleteUnlessShared);
    EXPECT_EQ(lines[2].via_table, (TableName{"", "person"}));
    const auto& columns = lines[3].columns;
    ASSERT_EQ(columns.size(), 4U);
    EXPECT_EQ(columns[0].anonymizer, "null");
    EXPECT_EQ(columns[1].column, "b c");
    EXPECT_EQ(columns[1].argument.kind, anonymizers::Argument::Kind::None);
    EXPECT_EQ(columns[2].argument.text, "{token}");
    EXPECT_EQ(columns[3].anonymizer, "keep");
}

TEST(PolicyReader, ReadsArgumentsOfAnyShape) {
    const auto lines =
        read_with("    crm.x: { a: { constant: null }, b: { constant: [x, { y: z }] } }\n").actions.at(0).lines;
    const auto& columns = lines.at(1).columns;
    EXPECT_EQ(columns.at(0).argument.kind, anonymizers::Argument::Kind::Null);
    EXPECT_EQ(columns.at(1).argument.list.at(1).find("y")->text, "z");
}

TEST(PolicyReader, ReportsAllErrorsAtOnceInOrderOfLine) {
    const Source source("x.yaml", R"(policy: "two words"
subject: { tabel: crm.person }
classes: { prospect: "(" }
rules:
  - { name: silent, class: prospects, keep: 2, then: delet }
actions:
  delete:
    crm.person: { email: redcat }
)");
    policies::Findings findings;
    EXPECT_FALSE(read_policy(source, findings));
    std::vector<std::string> codes;
    for (const auto& finding : findings)
        codes.push_back(std::to_string(finding.place.line) + " " + finding.code);
    EXPECT_EQ(codes, (std::vector<std::string>{"1 NAME_INVALID", "2 KEY_MISSING", "2 KEY_UNKNOWN",
                                               "3 EXPRESSION_INVALID", "5 KEY_MISSING", "5 NAME_UNKNOWN",
                                               "5 PERIOD_INVALID", "5 NAME_UNKNOWN", "8 ANONYMIZER_UNKNOWN"}));
}

} // namespace
} // namespace retention::config
