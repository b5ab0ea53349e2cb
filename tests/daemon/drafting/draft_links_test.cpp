// SPDX-License-Identifier: Apache-2.0
//
// How a draft finds rows that are about a person: keys of every kind, and columns that only look like one.
#include "tests/daemon/drafting/draft_fixture.hpp"

#include <gtest/gtest.h>

namespace retention::drafting {
namespace {

// Applications that grew have some keys with constraints, and some without.
TEST(DraftLinks, AsksAboutAFurtherKeyOfATableThatItKnows) {
    make_database("draft_further", "create schema app; create table app.person (id int primary key, email text, created timestamptz);"
                                   "create table app.task (id int primary key, person_id int references app.person, creator_id int, size int);"
                                   "insert into app.person select i, 'p' || i || '@example.org', now() from generate_series(1, 50) as i;"
                                   "insert into app.task select i, i, 51 - i, i from generate_series(1, 50) as i");
    const auto yaml = draft("draft_further", "app", "person");
    expect_sound("draft_further", yaml);
    EXPECT_TRUE(has(yaml, "# app.task: { column: creator_id, to: app.person.id }")) << yaml;
    EXPECT_FALSE(has(yaml, "column: size")) << yaml;
}

// Ledgers lead to the same party by hundreds of ways; somewhere they have to be cut off.
TEST(DraftLinks, KeepsWhatTooManyWaysLeadThrough) {
    std::string sql = "create schema app; create table app.party (id int primary key, name text, email text, created timestamptz);"
                      "create table app.rung_0 (id int primary key, party int references app.party, note text);";
    for (int i = 1; i < 9; ++i) {
        const auto rung = std::to_string(i);
        const auto below = std::to_string(i - 1);
        sql += "create table app.rung_" + rung + " (id int primary key, left_one int not null references app.rung_" + below +
               ", right_one int not null references app.rung_" + below + ", note text);";
    }
    make_database("draft_ladder", sql);
    const auto yaml = draft("draft_ladder", "app", "party");
    expect_sound("draft_ladder", yaml);
    EXPECT_TRUE(has(yaml, "too many ways would lead")) << yaml;
    EXPECT_TRUE(has(yaml, "app.rung_0:\n") || has(yaml, "app.rung_0: delete") || has(yaml, "app.rung_0:  ")) << yaml;
}

TEST(DraftLinks, FindsRowsByANameThatIsTheKey) {
    make_database("draft_named", "create schema app; create table app.account (username text primary key, email text, created timestamptz);"
                                 "create table app.login (username text not null, at timestamptz);"
                                 "insert into app.account select 'u' || i, 'p' || i || '@example.org', now() from generate_series(1, 50) as i;"
                                 "insert into app.login select 'u' || i, now() from generate_series(1, 50) as i");
    const auto yaml = draft("draft_named", "app", "account");
    expect_sound("draft_named", yaml);
    EXPECT_TRUE(has(yaml, "\n  app.login: { column: username, to: app.account.username }")) << yaml;
}

TEST(DraftLinks, FollowsCompositeKeys) {
    make_database("draft_tenants", R"sql(
create table person (tenant_id int, id int, name text, primary key (tenant_id, id));
create table letter (tenant_id int not null, id int, person_id int, body text, sent_at timestamptz, primary key (tenant_id, id),
    foreign key (tenant_id, person_id) references person);
create table visit (tenant_id int not null, id int primary key, created_by int,
    foreign key (tenant_id, created_by) references person);
)sql");
    const auto yaml = draft("draft_tenants", "public", "person");
    expect_sound("draft_tenants", yaml);
    EXPECT_TRUE(has(yaml, "public.visit: { created_by: null }")) << yaml;
}

// Member 7 is somebody else in each tenant: whatever finds them needs both, mail addresses too.
TEST(DraftLinks, GuessesKeysOfSeveralColumns) {
    make_database("draft_tenant_links", R"sql(
create table member (tenant_id int, id int, email text, created_on date, primary key (tenant_id, id), unique (tenant_id, email));
create table login (tenant_id int not null, member_id int not null, at timestamptz);
create table legal_hold (tenant_id int not null, member_id int not null, lifted_at timestamptz);
create table audit (id int primary key, tenant_id int, object_type text, object_id int, old text);
create table outbox (id int primary key, tenant_id int, recipient text, sent_at timestamptz);
create table trace (id int primary key, member_id int, body text);
create table elsewhere (id int primary key, tenant_id int, member_id int);
insert into member select t, i, 'p' || i || '@example.org', '2005-01-01' from generate_series(1, 3) as t, generate_series(1, 40) as i;
insert into login select tenant_id, id, now() from member;
insert into legal_hold select tenant_id, id, null from member where id < 30;
insert into audit select id * 10 + tenant_id, tenant_id, 'member', id, 'x' from member;
insert into audit select 10000 + i, 1, 'task', 1000 + i, 'x' from generate_series(1, 50) as i;
insert into outbox select id * 10 + tenant_id, tenant_id, email, now() from member;
insert into elsewhere select id * 10 + tenant_id, tenant_id + 100, id from member;
analyze)sql");
    const auto yaml = draft("draft_tenant_links", "public", "member");
    expect_sound("draft_tenant_links", yaml);
    const std::string to = "to: [public.member.tenant_id, public.member.id]";
    EXPECT_TRUE(has(yaml, "\n  public.login: { column: [tenant_id, member_id], " + to + " }\n")) << yaml;
    EXPECT_TRUE(has(yaml, "\n  public.legal_hold: { column: [tenant_id, member_id], " + to + " }\n")) << yaml;
    EXPECT_TRUE(has(yaml, "\n  public.audit: { column: [tenant_id, object_id], " + to + ", where: \"object_type = 'member'\" }\n")) << yaml;
    EXPECT_TRUE(has(yaml, "\n  public.outbox: { column: [tenant_id, recipient], to: [public.member.tenant_id, public.member.email] }\n")) << yaml;
    EXPECT_TRUE(has(yaml, "{ name: open_legal_hold, where: \"open_legal_hold > 0\" }")) << yaml;
    EXPECT_TRUE(has(unwrapped(yaml), "public.trace (member_id)")) << "it lacks the tenant\n" << yaml;
    EXPECT_FALSE(has(yaml, "public.elsewhere: {")) << yaml;
    EXPECT_FALSE(has(yaml, "tenant_id: {")) << "what says whose a row is is kept\n" << yaml;
}

TEST(DraftLinks, LinksWhatNoKeyConnects) {
    make_database("draft_links", R"sql(
create table person (id int primary key, email text not null unique);
create table web_event (id int primary key, person_id int, at timestamptz);
create table newsletter (id int primary key, recipient text, sent_at timestamptz);
create table unrelated (id int primary key, person_id int);
insert into person select i, 'p' || i || '@example.org' from generate_series(1, 100) as i;
insert into web_event select i, i, now() from generate_series(1, 100) as i;
insert into newsletter select i, 'p' || i || '@example.org', now() from generate_series(1, 100) as i;
insert into unrelated select i, i + 100000 from generate_series(1, 100) as i;
analyze)sql");
    const auto yaml = draft("draft_links", "public", "person");
    expect_sound("draft_links", yaml);
    EXPECT_TRUE(has(yaml, "\n  public.web_event: { column: person_id, to: public.person.id }\n")) << yaml;
    EXPECT_TRUE(has(yaml, "\n  public.newsletter: { column: recipient, to: public.person.email }\n")) << yaml;
    EXPECT_TRUE(has(yaml, "100 % of 100 values find somebody")) << yaml;
    EXPECT_FALSE(has(yaml, "unrelated")) << yaml;
}

TEST(DraftLinks, DeletesNoRowOfOthersBecauseAnAddressInItChanges) {
    make_database("draft_addresses", R"sql(
create table person (id int primary key, name text, email text);
create table mail_log (id int primary key, "to" text, body text);
create table team (id int primary key, title text, lead_email text);
create table purchase (id int primary key, email text, amount numeric, bought_on date);
insert into person select i, 'Ada', 'p' || i || '@example.org' from generate_series(1, 100) as i;
insert into mail_log select i, 'p' || i || '@example.org', 'hello there' from generate_series(1, 100) as i;
insert into team select i, 'the ' || i, 'p' || i || '@example.org' from generate_series(1, 60) as i;
insert into purchase select i, 'p' || i || '@example.org', 5, '2020-01-01' from generate_series(1, 60) as i;
analyze)sql");
    const auto yaml = draft("draft_addresses", "public", "person");
    expect_sound("draft_addresses", yaml);
    EXPECT_TRUE(has(yaml, "{ column: to, to: public.person.email }")) << yaml;
    const auto anonymize = yaml.substr(yaml.find("\n  anonymize:"));
    EXPECT_TRUE(has(anonymize, "public.mail_log: delete")) << yaml;
    EXPECT_TRUE(has(anonymize, "\n    public.team:  ")) << yaml;
    EXPECT_TRUE(has(anonymize, "lead_email: null")) << yaml;
    EXPECT_FALSE(has(anonymize, "public.purchase: delete")) << yaml;
}

TEST(DraftLinks, LinksKeysToSeveralTables) {
    make_database("draft_polymorphic", R"sql(
create table person (id int primary key, name text);
create table note (id int primary key, owner_type text, owner_id int, body text);
insert into person select i, 'Ada' from generate_series(1, 50) as i;
insert into note select i, case when i % 2 = 0 then 'Person' else 'Company' end, i, 'so it was' from generate_series(1, 100) as i where i % 2 = 1 or i <= 50;
analyze)sql");
    const auto yaml = draft("draft_polymorphic", "public", "person");
    expect_sound("draft_polymorphic", yaml);
    EXPECT_TRUE(has(yaml, "\n  public.note: { column: owner_id, to: public.person.id, where: \"owner_type = 'Person'\" }\n")) << yaml;
}

// Django's table of types: two applications may have a model of one name.
TEST(DraftLinks, LinksKeysToSeveralTablesByATableOfTypes) {
    make_database("draft_types", R"sql(
create table auth_user (id int primary key, username text);
create table django_content_type (id int primary key, app_label text, model text);
create table django_admin_log (id int primary key, content_type_id int references django_content_type, object_id text, object_repr text);
insert into auth_user select i, 'ada' || i from generate_series(1, 50) as i;
insert into django_content_type values (1, 'auth', 'user'), (2, 'chat', 'user'), (3, 'chat', 'room');
insert into django_admin_log select i, case when i % 2 = 0 then 1 else 3 end, i::text, 'ada' || i from generate_series(1, 100) as i where i % 2 = 1 or i <= 50;
analyze)sql");
    const auto yaml = draft("draft_types", "public", "auth_user");
    expect_sound("draft_types", yaml);
    EXPECT_TRUE(has(yaml, "where: \"content_type_id = (select t.id from public.django_content_type t where t.app_label = 'auth' and t.model = 'user')\"")) << yaml;
}

// As the link compares them: 00042 is not what 42 is written as, and the link would find nobody.
TEST(DraftLinks, FindsNumbersInTextsOnlyAsTheyAreWritten) {
    make_database("draft_zeros", "create table person (id int primary key, name text);"
                                 "create table parcel (id int primary key, person_no text, content text);"
                                 "create table letter (id int primary key, person_no text, content text);"
                                 "insert into person select i, 'Ada' from generate_series(1, 50) as i;"
                                 "insert into parcel select i, lpad(i::text, 5, '0'), 'x' from generate_series(1, 50) as i;"
                                 "insert into letter select i, i::text, 'x' from generate_series(1, 50) as i");
    const auto text = draft("draft_zeros", "public", "person");
    expect_sound("draft_zeros", text);
    EXPECT_TRUE(has(text, "public.letter: { column: person_no, to: public.person.id }")) << text;
    EXPECT_FALSE(has(text, "public.parcel: { column: person_no")) << text;
}

// The draft would call silent whoever ordered yesterday.
TEST(DraftLinks, AsksAboutSignsOfLifeThatSeveralWaysLeadTo) {
    make_database("draft_two_ways", "create table person (id int primary key, email text, created_at timestamptz);"
                                    "create table customer (id int primary key, person_id int not null references person);"
                                    "create table address (id int primary key, person_id int not null references person, city text);"
                                    "create table orders (id int primary key, customer_id int references customer, address_id int references address, created_at timestamptz);"
                                    "insert into person select i, 'p' || i || '@example.org', now() from generate_series(1, 50) as i;"
                                    "insert into customer select i, i from generate_series(1, 50) as i; insert into address select i, i, 'Oslo' from generate_series(1, 50) as i;"
                                    "insert into orders select i, i, i, now() from generate_series(1, 50) as i");
    const auto text = draft("draft_two_ways", "public", "person");
    expect_sound("draft_two_ways", text);
    EXPECT_TRUE(has(text, "rows count as no sign of life:\n# public.orders. ")) << text;
}

// Odoo's messages, Moodle's log: what a row is about stands in a column of any name.
TEST(DraftLinks, LinksRowsThatAreAboutAnything) {
    make_database("draft_anything", "create table res_partner (id int primary key, name text);"
                                    "create table mail_message (id int primary key, model text, res_id int, body text);"
                                    "create table audit (id int primary key, table_name text, record_id int, old_values text);"
                                    "create table room (id int primary key, kind text, item_id int);"
                                    "insert into res_partner select i, 'Ada' from generate_series(1, 50) as i;"
                                    "insert into mail_message select i, case when i % 2 = 0 then 'res.partner' else 'sale.order' end, i, 'so' from generate_series(1, 100) as i where i < 51;"
                                    "insert into audit select i, 'res_partner', i, 'was' from generate_series(1, 50) as i;"
                                    "insert into room select i, 'large', i from generate_series(1, 50) as i; analyze");
    const auto text = draft("draft_anything", "public", "res_partner");
    expect_sound("draft_anything", text);
    EXPECT_TRUE(has(text, "\n  public.mail_message: { column: res_id, to: public.res_partner.id, where: \"model = 'res.partner'\" }\n")) << text;
    EXPECT_TRUE(has(text, "\n  public.audit: { column: record_id, to: public.res_partner.id, where: \"table_name = 'res_partner'\" }\n")) << text;
    EXPECT_FALSE(has(text, "public.room")) << "its kind is its own";
}

TEST(DraftLinks, FindsPersonsInNamesThatAreRunTogether) {
    make_database("draft_together", "create table users (id int primary key, email text, created timestamptz);"
                                    "create table messages (id int primary key, useridfrom int, useridto int, smallmessage text);"
                                    "create table events (id int primary key, relateduserid int, other text);"
                                    "insert into users select i, 'p' || i || '@example.org', now() from generate_series(1, 50) as i;"
                                    "insert into messages select i, i, 51 - i, 'text' from generate_series(1, 50) as i;"
                                    "insert into events select i, i, 'x' from generate_series(1, 50) as i");
    const auto text = draft("draft_together", "public", "users");
    expect_sound("draft_together", text);
    for (const char* name : {"useridfrom", "useridto", "relateduserid"})
        EXPECT_TRUE(has(text, name)) << name << "\n" << text;
}

TEST(DraftLinks, FindsPersonsInKeysThatTheyArePartOf) {
    make_database("draft_parts", "create table users (id text primary key, email text, created timestamptz);"
                                 "create table status (userid text primary key, at timestamptz);"
                                 "create table members (channelid text, userid text, notes text, primary key (channelid, userid));"
                                 "create table channels (id text primary key, title text);"
                                 "insert into users select md5('u' || i), 'p' || i || '@example.org', now() from generate_series(1, 50) as i;"
                                 "insert into status select id, now() from users; insert into channels select md5('c' || i), 't' from generate_series(1, 50) i;"
                                 "insert into members select md5('c' || i), md5('u' || i), 'n' from generate_series(1, 50) as i");
    const auto text = draft("draft_parts", "public", "users");
    expect_sound("draft_parts", text);
    EXPECT_TRUE(has(text, "\n  public.status: { column: userid, to: public.users.id }")) << text;
    EXPECT_TRUE(has(text, "\n  public.members: { column: userid, to: public.users.id }")) << text;
    EXPECT_FALSE(has(text, "public.channels")) << "its own number is nobody's";
}

// Rails and its kin write down no keys: what hangs two keys below the person is easily forgotten.
TEST(DraftLinks, NamesTablesThatMayHangBelowAndHaveNoKey) {
    make_database("draft_unlinked", "create table contacts (id int primary key, email text, created_at timestamptz);"
                                    "create table conversations (id int primary key, contact_id int, body text);"
                                    "create table inboxes (id int primary key); create table contact_inboxes (id int primary key, contact_id int, inbox_id int);"
                                    "create table scans (id int primary key, conversation_id int, content text);"
                                    "create table conversation_search (conversation_id int primary key, found text);"
                                    "create table webhooks (id int primary key, inbox_id int, url text);"
                                    "create table teams (id int primary key, member_ids int[], contact_ids int[], colour_ids int[]);"
                                    "insert into contacts select i, 'p' || i || '@example.org', now() from generate_series(1, 50) as i;"
                                    "insert into conversations select i, i, 'text' from generate_series(1, 50) as i;"
                                    "insert into contact_inboxes select i, i, 1 from generate_series(1, 50) as i");
    const auto text = draft("draft_unlinked", "public", "contacts");
    expect_sound("draft_unlinked", text);
    EXPECT_TRUE(has(text, "public.scans (conversation_id)")) << text;
    EXPECT_TRUE(has(text, "public.conversation_search (conversation_id)")) << text;
    EXPECT_TRUE(has(text, "(member_ids), public.teams (contact_ids)")) << text;
    EXPECT_FALSE(has(text, "colour_ids")) << text;
    EXPECT_FALSE(has(text, "public.webhooks")) << "the inbox is nobody's";
}

// Where a number without a person is an empty text, and not null.
TEST(DraftLinks, AnEmptyTextInAKeysPlaceIsNobody) {
    make_database("draft_empty_text", "create table users (id text primary key, email text, created timestamptz);"
                                      "create table posts (id int primary key, userid text, body text);"
                                      "insert into users select md5('u' || i), 'p' || i || '@example.org', now() from generate_series(1, 50) as i;"
                                      "insert into posts select i, '', 'gone' from generate_series(1, 2000) i;"
                                      "insert into posts select 2000 + i, md5('u' || i), 'text' from generate_series(1, 50) i");
    const auto text = draft("draft_empty_text", "public", "users");
    EXPECT_TRUE(has(text, "\n  public.posts: { column: userid, to: public.users.id }")) << text;
}

// Nextcloud and its kin write down no keys, and call a person by text.
TEST(DraftLinks, MissesNoTableThatNamesPersonsByText) {
    make_database("draft_texts", R"sql(
create table oc_users (uid varchar(64) primary key, displayname text);
create table oc_accounts (uid varchar(64) primary key, data text);
create table oc_share (id int primary key, uid_owner varchar(64), share_with text, stime int);
create table oc_act (id int primary key, affecteduser varchar(64), label text);
create table oc_jobs (id int primary key, uid_like text, class text, numbers text);
insert into oc_users select 'user' || i, 'U' || i from generate_series(1, 100) as i union all select i::text, 'N' from generate_series(1, 50) as i;
insert into oc_accounts select 'user' || i, '{}' from generate_series(1, 100) as i;
insert into oc_share select i, 'user' || i, case when i % 3 = 0 then 'user' || 101 - i else 'group' || i end, i from generate_series(1, 100) as i;
insert into oc_act select i, 'user' || i, 'opened' from generate_series(1, 10) as i;
insert into oc_jobs select i, 'user' || 1000 + i, 'a class', i::text from generate_series(1, 50) as i;
analyze)sql");
    const auto yaml = draft("draft_texts", "public", "oc_users");
    expect_sound("draft_texts", yaml);
    EXPECT_TRUE(has(yaml, "\n  public.oc_accounts: { column: uid, to: public.oc_users.uid }\n")) << yaml;
    EXPECT_TRUE(has(yaml, "\n    public.oc_accounts: delete ")) << yaml;
    EXPECT_TRUE(has(yaml, "# DECIDE: 100 % of 100 values find somebody: are these rows the person's?\n  # public.oc_share: { column: uid_owner, to: "
                          "public.oc_users.uid }\n"))
        << yaml;
    EXPECT_TRUE(has(yaml, "# DECIDE: 33 % of 100 values find somebody: are these rows the person's?\n  # public.oc_share: { column: share_with, "))
        << "the others are groups\n" << yaml;
    EXPECT_TRUE(has(yaml, "# public.oc_act: { column: affecteduser, ")) << yaml;
    EXPECT_FALSE(has(yaml, "oc_jobs")) << "no value of it is anybody's, but for small numbers\n" << yaml;
}

TEST(DraftLinks, FindsUuidsThatAreWrittenAsText) {
    make_database("draft_uuids", R"sql(
create schema auth; create schema storage;
create table auth.users (id uuid primary key, email text);
create table auth.refresh_tokens (id int primary key, token text, user_id varchar(255));
create table storage.objects (id uuid primary key, owner uuid, owner_id text);
insert into auth.users select gen_random_uuid(), 'u' || i || '@example.org' from generate_series(1, 100) as i;
insert into auth.refresh_tokens select row_number() over (), 'secret', id::text from auth.users;
insert into storage.objects select gen_random_uuid(), id, id::text from auth.users;
analyze)sql");
    const auto yaml = draft("draft_uuids", "auth", "users");
    expect_sound("draft_uuids", yaml);
    EXPECT_TRUE(has(yaml, "\n  auth.refresh_tokens: { column: user_id, to: auth.users.id }\n")) << yaml;
    EXPECT_TRUE(has(yaml, "\n    auth.refresh_tokens: delete ")) << yaml;
    EXPECT_TRUE(has(yaml, "\n  # storage.objects: { column: owner, to: auth.users.id }\n")) << yaml;
    EXPECT_TRUE(has(yaml, "\n  # storage.objects: { column: owner_id, to: auth.users.id }\n")) << yaml;
    EXPECT_FALSE(has(yaml, "column: id,")) << yaml;
}

TEST(DraftLinks, MindsCapitalsAsTheLinkDoes) {
    make_database("draft_capitals", "create extension citext; create table users (name citext primary key, email text); create table posts (who text, whose text);"
                                    "insert into users select 'User' || i from generate_series(1, 50) as i;"
                                    "insert into posts select 'user' || i, 'nobody' || i from generate_series(1, 50) as i");
    const auto yaml = draft("draft_capitals", "public", "users");
    expect_sound("draft_capitals", yaml);
    EXPECT_TRUE(has(yaml, "# public.posts: { column: who, to: public.users.name }")) << yaml;
    EXPECT_FALSE(has(yaml, "column: whose")) << yaml;
}

TEST(DraftLinks, FindsMailAddressesWhateverTheColumnIsCalled) {
    make_database("draft_contacts", R"sql(
create table customer (id int primary key, first_name text, email text);
create table ticket (id int primary key, reaches text, label text);
create table visit (id int primary key, customer_id int references customer, noted text);
insert into customer select i, 'Ada', 'c' || i || '@example.org' from generate_series(1, 100) as i;
insert into ticket select i, 'c' || i || '@example.org', 'green' from generate_series(1, 100) as i;
insert into visit select i, i, 'c' || 101 - i || '@example.org' from generate_series(1, 100) as i;
analyze)sql");
    const auto yaml = draft("draft_contacts", "public", "customer");
    expect_sound("draft_contacts", yaml);
    EXPECT_TRUE(has(yaml, "# public.ticket: { column: reaches, to: public.customer.email }")) << yaml;
    EXPECT_TRUE(has(yaml, "# public.visit: { column: noted, to: public.customer.email }")) << yaml;
    EXPECT_FALSE(has(yaml, "column: label")) << yaml;
}

// Guests are customers who did not log in.
TEST(DraftLinks, AsksAboutAddressesInTablesThatItKnows) {
    make_database("draft_guests", R"sql(
create table customer (id int primary key, first_name text, email text not null unique);
create table orders (id int primary key, customer_id int references customer, guest_email text, amount numeric, ordered_on date);
create table mail_log (id int primary key, customer_id int references customer, recipient text, sent_at timestamptz);
insert into customer select i, 'Ada', 'c' || i || '@example.org' from generate_series(1, 100) as i;
insert into orders select i, case when i % 4 = 0 then i when i % 4 = 1 then 101 - i end, case when i <= 96 then 'c' || i || '@example.org' else 'g@example.net' || i end, 5,
    '2024-01-01' from generate_series(1, 100) as i;
insert into mail_log select i, i, 'c' || i || '@example.org', now() from generate_series(1, 100) as i;
analyze)sql");
    const auto yaml = draft("draft_guests", "public", "customer");
    expect_sound("draft_guests", yaml);
    EXPECT_TRUE(has(yaml, "# DECIDE: 94 % of 76 values find somebody: are these rows the person's?\n  # public.orders: { column: guest_email, to: "
                          "public.customer.email }\n"))
        << "a quarter has the customer's own address\n" << yaml;
    EXPECT_FALSE(has(yaml, "column: recipient")) << "whoever is found by it is found by the key as well\n" << yaml;
}

// The trigger writes whose row it was as text.
TEST(DraftLinks, FindsRowsThatNameATableAndANumberAsText) {
    make_database("draft_audit", "create table member (id bigint primary key, name text, joined_on date);"
                                 "create table audit (id int primary key, tbl text not null, row_id text not null, old jsonb, at timestamptz);"
                                 "insert into member select i, 'Ada', '2005-01-01' from generate_series(1, 100) as i;"
                                 "insert into audit select i, case when i % 2 = 0 then 'member' else 'thing' end, i, '{}', now() from generate_series(1, 100) as i");
    const auto text = draft("draft_audit", "public", "member");
    expect_sound("draft_audit", text);
    EXPECT_TRUE(has(text, "{ column: row_id, to: public.member.id, where: \"tbl = 'member'\" }")) << text;
}

// Numbers find somebody in either table.
TEST(DraftLinks, LeadsToThePersonsOfTheOwnSchema) {
    std::string sql;
    for (const std::string schema : {"his", "legacy"})
        sql += "create schema " + schema + "; create table " + schema + ".person (id int primary key, last_name text, created_on date);" +
               "create table " + schema + ".visit (id int primary key, person_id int, happened_on date);" + "insert into " + schema +
               ".person select i, 'Lovelace', '2020-01-01' from generate_series(1, 60) as i;" + "insert into " + schema +
               ".visit select i, i, '2020-01-01' from generate_series(1, 60) as i;";
    make_database("draft_namesakes", sql + "create schema web; create table web.click (id int primary key, person_id int);"
                                           "insert into web.click select i, i from generate_series(1, 60) as i; analyze");
    for (const auto& [own, other] : {std::pair<std::string, std::string>("his", "legacy"), {"legacy", "his"}}) {
        const auto yaml = draft("draft_namesakes", own, "person");
        expect_sound("draft_namesakes", yaml);
        EXPECT_TRUE(has(yaml, "\n  " + own + ".visit: { column: person_id, to: " + own + ".person.id }\n")) << yaml;
        const std::string asked = "are these rows the person's? Or does the column name somebody of " + other + ".person? ";
        for (const auto& table : {other + ".visit", std::string("web.click")})
            EXPECT_TRUE(has(unwrapped(yaml), asked + table + ": { column: person_id, to: " + own + ".person.id }\n")) << yaml;
    }
}

} // namespace
} // namespace retention::drafting
