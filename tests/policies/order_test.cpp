// SPDX-License-Identifier: Apache-2.0
#include "policies/action_program.hpp"

#include "tests/policies/shop.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace retention::policies {
namespace {

using test::bound;
using test::checked;
using test::Checked;
using test::PolicyText;
using test::SchemaText;
using test::shop_schema;
using Names = std::vector<std::string>;

struct Ordered {
    Checked checked;
    bool is_ordered = false;
    Names lines;
    Names cycle;
};

Ordered ordered(const Names& lines, const SchemaText& schema, const std::string& subject) {
    Ordered result;
    result.checked = bound(PolicyText(subject).action("act", lines), schema);
    EXPECT_EQ(result.checked.told(), Names{});
    const Order order = order_lines(result.checked.binding, result.checked.binding.actions.at(0));
    result.is_ordered = order.is_ordered;
    for (const auto* line : order.lines)
        result.lines.push_back(line->line->written);
    for (const auto* line : order.cycle)
        result.cycle.push_back(line->line->written);
    return result;
}

std::ptrdiff_t position(const Ordered& result, const std::string& line) {
    const auto found = std::find(result.lines.begin(), result.lines.end(), line);
    EXPECT_NE(found, result.lines.end()) << line;
    return found - result.lines.begin();
}

const Names kShop{"crm.person: delete",          "crm.address via person.address_id: delete",
                  "crm.activity: delete",        "crm.attachment: delete",
                  "crm.invoice: person_id null", "crm.task via owner_id: delete",
                  "crm.task via helper_id: keep"};

TEST(Order, PutsChildrenBeforeParents) {
    const auto result = ordered(kShop, shop_schema(), "crm.person");
    EXPECT_TRUE(result.is_ordered);
    EXPECT_LT(position(result, "crm.attachment"), position(result, "crm.activity"));
    for (const auto* child : {"crm.activity", "crm.invoice", "crm.task via owner_id"})
        EXPECT_LT(position(result, child), position(result, "crm.person")) << child;
}

TEST(Order, PutsOutwardRowsLast) {
    EXPECT_EQ(ordered(kShop, shop_schema(), "crm.person").lines.back(), "crm.address via person.address_id");
}

TEST(Order, LeavesOutWhatIsKept) {
    const auto lines = ordered(kShop, shop_schema(), "crm.person").lines;
    EXPECT_EQ(std::count(lines.begin(), lines.end(), "crm.task via helper_id"), 0);
}

TEST(Order, DoesNotDependOnHowThePolicyIsWritten) {
    auto lines = kShop;
    const auto before = ordered(lines, shop_schema(), "crm.person").lines;
    std::reverse(lines.begin(), lines.end());
    EXPECT_EQ(ordered(lines, shop_schema(), "crm.person").lines, before);
}

TEST(Order, ChangesRowsBeforeTheWayToThemIsCut) {
    auto lines = kShop;
    lines[2] = "crm.activity: person_id null; body redact; happened_at keep";
    const auto result = ordered(lines, shop_schema(), "crm.person");
    EXPECT_TRUE(result.is_ordered);
    EXPECT_LT(position(result, "crm.attachment"), position(result, "crm.activity"));
}

SchemaText cycle(const std::string& flags) {
    SchemaText schema;
    schema.table("person", "id integer key");
    schema.table("team", "id integer key; person_id integer -> person; lead_id integer");
    schema.table("member", "id integer key; team_id integer -> team " + flags);
    schema.key("team (lead_id) -> member (id) " + flags);
    return schema;
}

const Names kCycle{"person: delete", "team via person_id: delete", "team via lead_id: delete", "member: delete"};

TEST(Order, ReportsKeysThatFormACycle) {
    const auto result = ordered(kCycle, cycle(""), "person");
    EXPECT_FALSE(result.is_ordered);
    EXPECT_FALSE(result.cycle.empty());
    EXPECT_EQ(result.lines.size(), 4U) << "every line has its turn all the same";
    EXPECT_EQ(result.lines.back(), "person");
}

TEST(Order, RemembersTheRowsOfACycleThatCanBeDeferred) {
    const auto result = checked(PolicyText("person").action("act", kCycle), cycle("deferrable"));
    EXPECT_EQ(result.told(), Names{});
    const auto order = order_lines(result.binding, result.binding.actions.at(0));
    EXPECT_TRUE(order.is_ordered);
    EXPECT_EQ(order.remembered.size(), 3U);
    EXPECT_EQ(order.lines.back()->line->written, "person");
}

TEST(Order, TellsOnlyTheLinesThatAreOnACycle) {
    auto schema = cycle("");
    schema.table("home", "id integer key");
    schema.at("person").columns.push_back({"home_id", "integer", anonymizers::TypeFamily::Integer});
    schema.key("person (home_id) -> home (id)");
    auto lines = kCycle;
    lines.emplace_back("home via person.home_id: delete");
    EXPECT_EQ(ordered(lines, schema, "person").cycle, (Names{"member", "team via lead_id"}));
    EXPECT_EQ(checked(PolicyText("person").action("act", lines), schema).told(),
              (Names{"CYCLE actions.act.member", "CYCLE actions.act.team via lead_id"}));
}

// Notes of persons, of accounts and of notes, told apart by a word: those of persons come late, those of accounts with the account, and a
// link keeps no row from being deleted.
TEST(Order, OfNotesOfNotesOfTwoKindsThereIsOne) {
    SchemaText schema;
    schema.table("account", "id integer key; login text");
    schema.table("person", "id integer key; account_id integer -> account");
    schema.table("note", "id integer key; kind text; entity_id integer");
    PolicyText policy("person");
    for (const std::string to : {"person", "account", "note"})
        policy.link("note.entity_id -> " + to + ".id", "kind = '" + to + "'");
    policy.action("act", {"person: delete", "account via person.account_id: delete", "note via entity_id to person: delete",
                          "note via entity_id to account: delete", "note via entity_id to note: delete"});
    const auto result = checked(policy, schema);
    EXPECT_EQ(result.told(), Names{});
    const auto order = order_lines(result.binding, result.binding.actions.at(0));
    EXPECT_TRUE(order.is_ordered);
    EXPECT_EQ(order.lines.back()->line->written, "account via person.account_id");
}

// A deleted team takes its members along, and badges forbid that. The badges themselves wait for a second ring below them.
TEST(Order, WaitsForWhatHangsBelowRowsThatTheServerDeletesWithOthers) {
    SchemaText schema = cycle("cascade deferrable");
    schema.table("badge", "id integer key; member_id integer -> member restrict");
    schema.table("page", "id integer key; badge_id integer -> badge; line_id integer");
    schema.table("line", "id integer key; page_id integer -> page deferrable");
    schema.key("page (line_id) -> line (id) deferrable");
    auto lines = kCycle;
    for (const auto* line : {"badge: delete", "page via badge_id: delete", "page via line_id: delete", "line: delete"})
        lines.push_back(line);
    const auto result = checked(PolicyText("person").action("act", lines), schema);
    ASSERT_EQ(result.told(), Names{});
    const auto order = order_lines(result.binding, result.binding.actions.at(0));
    ASSERT_TRUE(order.is_ordered);
    const auto place = [&](const std::string& written) {
        return std::find_if(order.lines.begin(), order.lines.end(),
                            [&](const BoundLine* line) { return line->line->written == written; });
    };
    EXPECT_LT(place("badge"), place("team via person_id"));
    EXPECT_LT(place("badge"), place("team via lead_id"));
}

TEST(Order, TakesASelfReferenceForNoCycle) {
    SchemaText schema;
    schema.table("person", "id integer key");
    schema.table("post", "id integer key; person_id integer -> person; reply_to integer -> post");
    const auto result =
        ordered({"person: delete", "post via person_id: delete", "post via reply_to: delete"}, schema, "person");
    EXPECT_TRUE(result.is_ordered);
    EXPECT_EQ(result.lines, (Names{"post via reply_to", "post via person_id", "person"}));
}

// The application's triggers may copy old values there while we work: audit tables.
TEST(Order, PutsRowsThatALinkFindsAfterTheSubject) {
    SchemaText schema;
    schema.table("person", "id integer key").table("note", "id integer key; person_id integer -> person");
    schema.table("audit", "id integer key; person_id integer; old text");
    PolicyText policy("person");
    policy.link("audit.person_id -> person.id").action("act", {"audit: delete", "person: delete", "note: delete"});
    const auto result = bound(policy, schema);
    Names lines;
    for (const auto* line : order_lines(result.binding, result.binding.actions.at(0)).lines)
        lines.push_back(line->line->written);
    EXPECT_EQ(lines, (Names{"note", "person", "audit"}));
}

TEST(Order, CutsOffOtherSubjectsBeforeTheSubjectGoes) {
    SchemaText schema;
    schema.table("person", "id integer key; manager_id integer -> person");
    const auto result = ordered({"person: delete", "person via manager_id: manager_id null"}, schema, "person");
    EXPECT_TRUE(result.is_ordered);
    EXPECT_EQ(result.lines, (Names{"person via manager_id", "person"}));
}

TEST(Order, WhatMayStayComesAfterTheSubjectsOwnRowsThatPointToIt) {
    SchemaText schema;
    schema.table("person", "id integer key");
    schema.table("doc", "id integer key; owner_id integer -> person");
    schema.table("quote", "id integer key; author_id integer -> person; doc_id integer -> doc");
    for (const std::string quote : {"delete", "author_id null; doc_id null"}) {
        const auto result = ordered({"person: delete", "doc: delete unless shared: owner_id null", "quote via author_id: " + quote,
                                     "quote via doc_id: keep"},
                                    schema, "person");
        EXPECT_TRUE(result.is_ordered);
        EXPECT_LT(position(result, "quote via author_id"), position(result, "doc")) << quote;
        EXPECT_LT(position(result, "doc"), position(result, "person")) << quote;
    }
}

} // namespace
} // namespace retention::policies
