// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/link_guess.hpp"
#include "daemon/drafting/table_role.hpp"

#include "tests/policies/schema_text.hpp"

#include <gtest/gtest.h>

namespace retention::drafting {
namespace {

using policies::Graph;
using policies::test::SchemaText;

TableRole role(const std::string& table, const std::string& columns) {
    SchemaText text;
    text.table("app.person", "id integer key").table("app.thing", "id integer key").table(table, columns);
    const auto schema = text.build();
    return role_of_table(Graph(*schema, {}), *schema->find(policies::test::table_name(table)));
}

// Of the first key of the table to app.customer.
KeyRole key_role(const std::string& columns, const std::string& table = "app.row") {
    SchemaText text;
    text.table("app.customer", "id integer key; first_name text").table("app.staff", "id integer key; first_name text");
    text.table(table, "id integer key; " + columns);
    const auto schema = text.build();
    const Graph graph(*schema, {});
    for (const auto* key : graph.into({"app", "customer"}))
        if (key->child == policies::test::table_name(table))
            return role_of_key(graph, *schema, *key, *schema->find({"app", "customer"}));
    throw std::logic_error("no key");
}

TEST(TableRole, IsToldByNameAndColumns) {
    EXPECT_EQ(role("app.invoice", "id integer key; amount numeric; made date"), TableRole::Books);
    EXPECT_EQ(role("app.order_state", "id integer key; label text"), TableRole::Other) << "no amounts, no dates";
    EXPECT_EQ(role("app.gift_card", "id integer key; amount numeric; issued date"), TableRole::Books) << "money that is owed";
    EXPECT_EQ(role("app.consents", "id integer key"), TableRole::Consent);
    EXPECT_EQ(role("app.web_session", "id integer key"), TableRole::Access);
    EXPECT_EQ(role("app.mail_log", "id integer key"), TableRole::Writing);
    EXPECT_EQ(role("app.support_ticket", "id integer key"), TableRole::Activity);
    EXPECT_EQ(role("app.likes", "person_id integer key -> app.person; thing_id integer key -> app.thing"), TableRole::Connection);
}

TEST(KeyRole, TellsWhoseTheRowIsFromWhoDidSomething) {
    EXPECT_EQ(key_role("customer_id integer -> app.customer"), KeyRole::Own);
    EXPECT_EQ(key_role("created_by integer -> app.customer"), KeyRole::Actor);
    EXPECT_EQ(key_role("assigned_to integer -> app.customer"), KeyRole::Actor);
    EXPECT_EQ(key_role("last_post_customer_id integer -> app.customer"), KeyRole::Actor);
    EXPECT_EQ(key_role("klant integer -> app.customer"), KeyRole::Own);
    EXPECT_EQ(key_role("owner_id integer -> app.customer"), KeyRole::Actor);
    EXPECT_EQ(key_role("author_id integer -> app.customer", "app.post"), KeyRole::Own);
}

TEST(KeyRole, OfAClerkIsNotTheCustomers) {
    EXPECT_EQ(key_role("customer_id integer -> app.customer; staff_id integer -> app.staff"), KeyRole::Own);
    EXPECT_EQ(key_role("employee integer -> app.customer; staff_id integer -> app.staff"), KeyRole::Actor);
    EXPECT_EQ(key_role("employee integer -> app.customer; create_uid integer -> app.staff; write_uid integer -> app.staff"), KeyRole::Own)
        << "whoever typed it in has no share in it";
}

TEST(KeyRole, AnAddressWithANameInItIsNobodyElse) {
    SchemaText text;
    text.table("app.account_user", "id integer key; email text").table("app.account_address", "id integer key; first_name text; street text");
    text.table("app.order", "id integer key; user_id integer -> app.account_user; billing_address_id integer -> app.account_address");
    const auto schema = text.build();
    const Graph graph(*schema, {});
    EXPECT_EQ(role_of_key(graph, *schema, *graph.into({"app", "account_user"}).front(), *schema->find({"app", "account_user"})), KeyRole::Own);
}

// Both may be whose it is, and neither the clerk.
TEST(KeyRole, IsUnclearWhereStaffIsTheSubjectItself) {
    for (const auto* named : {"staff_id", "staffs", "app_staff_id"}) {
        SchemaText text;
        text.table("app.customer", "id integer key; first_name text").table("app.staff", "id integer key; first_name text");
        text.table("app.row", std::string("id integer key; customer_id integer -> app.customer; ") + named + " integer -> app.staff");
        const auto schema = text.build();
        const Graph graph(*schema, {});
        EXPECT_EQ(role_of_key(graph, *schema, *graph.into({"app", "staff"}).front(), *schema->find({"app", "staff"})), KeyRole::Unclear) << named;
    }
}

// Somebody of the staff wrote it, and it is about the customer: the row says so itself.
TEST(KeyRole, OfARowThatNamesTheTableItIsAboutIsTheCustomers) {
    SchemaText text;
    text.table("app.customer", "id integer key; first_name text").table("app.staff", "id integer key; first_name text");
    text.table("app.remark", "id integer key; about_type text; about_id integer; author_id integer -> app.staff");
    const auto schema = text.build();
    policies::ForeignKey link;
    link.child = {"app", "remark"};
    link.columns = {"about_id"};
    link.parent = {"app", "customer"};
    link.parent_columns = {"id"};
    link.is_link = true;
    const auto role = [&] {
        const Graph graph(*schema, {link});
        return role_of_key(graph, *schema, *graph.into({"app", "customer"}).front(), *schema->find({"app", "customer"}));
    };
    EXPECT_EQ(role(), KeyRole::Unclear);
    link.where = "about_type = 'customer'";
    EXPECT_EQ(role(), KeyRole::Own);
}

TEST(KeyRole, IsUnclearBesideAKeyThatSaysMore) {
    EXPECT_EQ(key_role("a_user integer -> app.customer; customer_id integer -> app.customer"), KeyRole::Unclear);
}

LinkCandidate by_name() {
    return {{"web", "event"}, "person_id", "id", true, false, {}};
}

TEST(LinkGuess, LinksWhatFindsNearlyEverybody) {
    const auto link = judge_link(by_name(), {200, 199, {}});
    ASSERT_TRUE(link);
    EXPECT_TRUE(link->is_active);
    EXPECT_EQ(link->remark.text, "99 % of 200 values find somebody; no foreign key says so");
    EXPECT_TRUE(link->remark.is_decision);
}

TEST(LinkGuess, AsksAboutWhatFindsSome) {
    EXPECT_FALSE(judge_link(by_name(), {200, 120, {}})->is_active);
    EXPECT_FALSE(judge_link(by_name(), {3, 3, {}})->is_active) << "three may be chance";
    EXPECT_FALSE(judge_link(by_name(), {0, 0, {}})->is_active);
}

TEST(LinkGuess, ForgetsWhatFindsNobody) {
    EXPECT_FALSE(judge_link(by_name(), {200, 10, {}}));
    const LinkCandidate other{{"web", "event"}, "client", "id", false, false, {}};
    EXPECT_FALSE(judge_link(other, {5, 5, {}})) << "small numbers are found in any table";
}

TEST(LinkGuess, AsksAboutTextsThatFindSomeBecauseNoneDoesByChance) {
    const LinkCandidate by_value{{"web", "event"}, "who", "uid", false, false, {}, true};
    for (const auto& [tried, found] : {std::pair(100, 100), {100, 20}, {3, 2}, {1, 1}}) {
        const auto link = judge_link(by_value, {tried, found, {}});
        ASSERT_TRUE(link) << found << " of " << tried;
        EXPECT_FALSE(link->is_active) << "nothing says whose they are";
    }
    for (const auto& [tried, found] : {std::pair(100, 19), {100, 0}, {3, 1}, {0, 0}})
        EXPECT_FALSE(judge_link(by_value, {tried, found, {}})) << found << " of " << tried;
}

TEST(LinkGuess, TriesEveryTextThatNoKeyIsAbout) {
    SchemaText text;
    text.table("app.person", "uid text key; guid uuid unique; age integer; motto text; email text");
    text.table("app.note", "id integer key; person text -> app.person; body text; size integer");
    text.table("web.event", "id uuid key; uid text; label text; at date");
    const auto schema = text.build();
    const Graph graph(*schema, {});
    const auto& subject = *schema->find({"app", "person"});
    EXPECT_EQ(telling_keys(subject), (std::vector<std::string>{"uid", "guid", "email"}));
    std::vector<std::string> tried;
    for (const auto& each : value_candidates(graph, *schema, subject, link_candidates(graph, *schema, subject)))
        for (const auto& column : each.columns)
            tried.push_back(policies::to_text(each.table) + "." + column);
    EXPECT_EQ(tried, (std::vector<std::string>{"web.event.id", "web.event.label", "app.note.body"})) << "uid is tried by its name already";
}

TEST(LinkGuess, LooksForNamesThatEndWithTheSubjects) {
    SchemaText text;
    text.table("app.person", "id integer key; email text");
    text.table("web.event", "id integer key; person_id integer; person_birth_year integer; recipient text");
    text.table("app.note", "id integer key; person_id integer -> app.person");
    const auto schema = text.build();
    std::vector<std::string> found;
    for (const auto& candidate : link_candidates(Graph(*schema, {}), *schema, *schema->find({"app", "person"})))
        if (candidate.is_named_after_subject || candidate.is_by_address)
            found.push_back(candidate.column + " " + candidate.to_column);
    EXPECT_EQ(found, (std::vector<std::string>{"person_id id", "recipient email"}));
}

TEST(LinkGuess, KnowsTheSubjectByItsTypesWord) {
    for (const auto* word : {"person", "Person", "persons", "App\\Models\\Person", "crm.person"})
        EXPECT_TRUE(means_subject(word, {"crm", "person"})) << word;
    for (const auto* word : {"company", "person_group", ""})
        EXPECT_FALSE(means_subject(word, {"crm", "person"})) << word;
}

} // namespace
} // namespace retention::drafting
