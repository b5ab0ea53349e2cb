// SPDX-License-Identifier: Apache-2.0
//
// Whoever may still be one of ours is not due by a draft that nobody has answered.
#include "tests/daemon/drafting/draft_fixture.hpp"

#include <gtest/gtest.h>

namespace retention::drafting {
namespace {

std::string due_in(const std::string& database, const std::string& yaml) {
    EXPECT_EQ(observe_once(database, yaml), "finished") << yaml;
    return cluster().value(database, "select census ->> 'due' from retentiond.run order by run desc limit 1");
}

TEST(DraftCareful, SilenceBeginsWithTheEndOfWhatHasOne) {
    make_database("draft_ends", R"sql(
create table person (id int primary key, name text, created_on date);
create table contract (id int primary key, person_id int not null references person, start_date date not null, end_date date);
create table term (id int primary key, person_id int not null references person, valid_from date, valid_to date);
create table subscription (id int primary key, person_id int not null references person, started_on date, ended_on date);
create table setting (id int primary key, person_id int not null references person, name text, created_at timestamptz);
insert into person select i, 'p', '2005-01-01' from generate_series(1, 7) as i;
insert into contract values (1, 1, '2005-01-01', current_date - 300), (2, 2, '2005-01-01', null), (3, 7, '2005-01-01', '2006-01-01');
insert into term values (1, 3, '2005-01-01', current_date - 300), (2, 4, '2005-01-01', null);
insert into subscription values (1, 5, '2005-01-01', current_date - 300), (2, 6, '2005-01-01', null);
analyze)sql");
    const auto yaml = draft("draft_ends", "public", "person");
    expect_sound("draft_ends", yaml);
    EXPECT_TRUE(has(yaml, "last_contract: { max: public.contract.end_date }")) << yaml;
    EXPECT_TRUE(has(yaml, "open_contract: { count: public.contract, where: end_date is null }")) << yaml;
    EXPECT_TRUE(has(yaml, "last_term: { max: public.term.valid_to }")) << yaml;
    EXPECT_TRUE(has(yaml, "last_subscription: { max: public.subscription.ended_on }")) << yaml;
    EXPECT_FALSE(has(yaml, "last_setting")) << yaml;
    EXPECT_EQ(due_in("draft_ends", yaml), "1") << "the seventh alone\n" << yaml;
}

TEST(DraftCareful, HoldsWhoeverHasNoEnd) {
    make_database("draft_no_end", R"sql(
create table person (id int primary key, name text, created_on date, employed_from date, employed_to date);
create table guardianship (child_id int not null references person, guardian_id int not null references person, until date,
    primary key (child_id, guardian_id));
insert into person (id, name, created_on) select i, 'p', '2005-01-01' from generate_series(1, 10) as i;
update person set employed_from = '2005-01-01' where id in (1, 2, 3);
update person set employed_to = '2006-01-01' where id = 2;
update person set employed_to = current_date + 30 where id = 3;
insert into guardianship values (4, 5, null), (6, 7, '2006-01-01');
analyze)sql");
    const auto yaml = draft("draft_no_end", "public", "person");
    expect_sound("draft_no_end", yaml);
    EXPECT_TRUE(has(yaml, "{ name: open_employed, where: \"employed_from is not null and (employed_to is null or employed_to > as_of)\" }")) << yaml;
    EXPECT_TRUE(has(yaml, "open_guardianship: { count: public.guardianship, via: child_id, where: until is null }")) << yaml;
    EXPECT_EQ(due_in("draft_no_end", yaml), "6") << "all but 1, 3, 4 and 5\n" << yaml;
}

TEST(DraftCareful, HoldsWhoeverHasNoEndFurtherDown) {
    make_database("draft_no_end_below", R"sql(
create table person (id int primary key, name text, email text);
create table employee (person_id int primary key references person, job text);
create table department_history (person_id int references employee, department int, started_on date not null, ended_on date,
    primary key (person_id, started_on));
create table lease (id int primary key, person_id int references employee, starts_on date, ends_on date);
insert into person select i, 'p', 'p@example.org' from generate_series(1, 4) as i;
insert into employee select i, 'w' from generate_series(1, 4) as i;
insert into department_history select i, 1, '2005-01-01', '2006-01-01' from generate_series(1, 4) as i;
insert into department_history values (2, 2, '2006-01-02', null);
insert into lease values (1, 3, '2006-01-02', null), (2, 4, '2006-01-02', '2007-01-01');
analyze)sql");
    const auto yaml = draft("draft_no_end_below", "public", "person");
    expect_sound("draft_no_end_below", yaml);
    EXPECT_TRUE(has(yaml, "open_department_history: { count: public.department_history, where: ended_on is null }")) << yaml;
    EXPECT_TRUE(has(yaml, "open_lease: { count: public.lease, where: ends_on is null }")) << yaml;
    EXPECT_EQ(due_in("draft_no_end_below", yaml), "2") << "all but 2, who works there today, and 3\n" << yaml;
}

// As applications without a date among their types keep them: 0 is never, and no day of 1970.
TEST(DraftCareful, ReadsMomentsThatAreNumbers) {
    make_database("draft_epochs", R"sql(
create table account (id bigint primary key, username text, email text, timecreated bigint not null, lastaccess bigint not null default 0, number int not null);
create table visit (id bigint primary key, account_id bigint not null references account, created_at_ms bigint not null, started int not null);
insert into account select i, 'p', 'p@example.org', extract(epoch from timestamptz '2005-01-01')::bigint, 0, 1500000000 + i from generate_series(1, 30) as i;
update account set lastaccess = extract(epoch from now())::bigint where id between 5 and 10;
insert into visit select i, i, extract(epoch from timestamptz '2006-01-01')::bigint * 1000, i from generate_series(1, 20) as i;
update visit set created_at_ms = extract(epoch from now())::bigint * 1000 where account_id = 12;
analyze)sql");
    const auto yaml = draft("draft_epochs", "public", "account");
    expect_sound("draft_epochs", yaml);
    EXPECT_TRUE(has(yaml, "# DECIDE: milliseconds since 1970, and 0 for never?\n  last_visit: { max: public.visit.created_at_ms }")) << yaml;
    EXPECT_TRUE(has(yaml, "greatest(to_timestamp(nullif(last_visit, 0) / 1000.0), to_timestamp(nullif(lastaccess, 0)), to_timestamp(nullif(timecreated, 0)))")) << yaml;
    EXPECT_EQ(due_in("draft_epochs", yaml), "23") << "all but 5 to 10, and 12\n" << yaml;
}

// Whoever was seen this week is not silent, whatever kind of table says so.
TEST(DraftCareful, TakesWhatWasLastSeenForASignOfLife) {
    make_database("draft_last_seen", R"sql(
create table account (id bigint primary key, email text, created_at date);
create table device (id bigint primary key, account_id bigint not null references account, display_name text, last_seen bigint);
create table network_address (account_id bigint not null references account, ip inet, last_seen timestamptz);
create table daily_visit (account_id bigint not null references account, "timestamp" bigint not null);
create table event (id text primary key, sender text, origin_server_ts bigint);
create table setting (account_id bigint not null references account, theme text, last_updated timestamptz default now());
insert into account select i, 'p' || i || '@example.org', '2005-01-01' from generate_series(1, 50) as i;
insert into setting select i, 'dark' from generate_series(1, 50) as i;
insert into device select i, i, 'phone', extract(epoch from case when i = 1 then now() else timestamptz '2006-01-01' end)::bigint * 1000 from generate_series(1, 30) as i;
insert into network_address select i, '192.0.2.1', case when i = 2 then now() else timestamptz '2006-01-01' end from generate_series(1, 30) as i;
insert into daily_visit select i, extract(epoch from case when i = 3 then now() else timestamptz '2006-01-01' end)::bigint * 1000 from generate_series(1, 30) as i;
insert into event select 'e' || i, 'p' || i || '@example.org', extract(epoch from case when i = 4 then now() else timestamptz '2006-01-01' end)::bigint * 1000 from generate_series(1, 30) as i;
insert into event select 'f' || i, 'q' || i || '@example.org', 1 from generate_series(1, 3) as i;
analyze)sql");
    const auto yaml = draft("draft_last_seen", "public", "account");
    expect_sound("draft_last_seen", yaml);
    EXPECT_FALSE(has(yaml, "last_updated }")) << "that was us\n" << yaml;
    EXPECT_EQ(due_in("draft_last_seen", yaml), "46") << "all but 1 to 4\n" << yaml;
}

// A post may be in somebody else's topic, and yet whoever wrote it is not silent.
TEST(DraftCareful, TakesWhatSomebodyWroteForASignOfLife) {
    make_database("draft_authors", R"sql(
create table account (id int primary key, email text, created_at date);
create table topic (id int primary key, account_id int not null references account, title text, created_at timestamptz);
create table post (id int primary key, topic_id int not null references topic, author_id int not null references account, editor_id int references account, body text, created_at timestamptz);
insert into account select i, 'p' || i || '@example.org', '2005-01-01' from generate_series(1, 40) as i;
insert into topic select i, i, 'about', '2006-01-01' from generate_series(1, 20) as i;
insert into post select i, i, 21 - i, null, 'well', case when i = 5 then now() else timestamptz '2006-01-01' end from generate_series(1, 20) as i;
analyze)sql");
    const auto yaml = draft("draft_authors", "public", "account");
    expect_sound("draft_authors", yaml);
    EXPECT_TRUE(has(yaml, "last_post: { max: public.post.created_at, via: author_id }")) << yaml;
    EXPECT_EQ(due_in("draft_authors", yaml), "39") << "all but 16\n" << yaml;
}

TEST(DraftCareful, TakesOrdersFurtherDownAndByAddressForSignsOfLife) {
    make_database("draft_orders", R"sql(
create table customer (id int primary key, name text, email text unique, created_on date);
create table wallet (id int primary key, customer_id int not null references customer);
create table payment (id int primary key, wallet_id int not null references wallet, amount numeric, paid_on date);
create table shop_order (id int primary key, billing_email text, ordered_at timestamptz);
insert into customer select i, 'p', 'p' || i || '@example.org', '2005-01-01' from generate_series(1, 100) as i;
insert into wallet select i, i from generate_series(1, 100) as i;
insert into payment values (1, 1, 5, current_date - 100), (2, 2, 5, '2006-01-01');
insert into shop_order select i, 'p' || i || '@example.org', '2006-01-01' from generate_series(10, 60) as i;
insert into shop_order select i, 'guest' || i || '@example.org', '2006-01-01' from generate_series(61, 110) as i;
insert into shop_order values (200, 'P3@Example.org', current_date - 100), (201, 'p4@example.org', current_date - 100);
analyze)sql");
    const auto yaml = draft("draft_orders", "public", "customer");
    expect_sound("draft_orders", yaml);
    EXPECT_TRUE(has(yaml, "\n  # public.shop_order: { column: billing_email, to: public.customer.email }")) << yaml;
    EXPECT_TRUE(has(yaml, "last_payment: { max: public.payment.paid_on }")) << yaml;
    EXPECT_TRUE(has(yaml, "last_shop_order:\n    query: select ")) << yaml;
    EXPECT_FALSE(has(yaml, "public.shop_order: delete")) << yaml;
    EXPECT_EQ(due_in("draft_orders", yaml), "97") << "all but 1, 3 and 4\n" << yaml;
}

TEST(DraftCareful, HoldsWhoeverAdministers) {
    make_database("draft_admins", R"sql(
create table member (id int primary key, name text, role text check (role in ('admin', 'editor')), created_on date);
create table member_role (id int primary key, member_id int not null references member, kind text check (kind in ('administrator', 'reader')));
create table member_meta (id int primary key, member_id int not null references member, meta_key text, meta_value text);
insert into member values (1, 'p', 'admin', '2005-01-01'), (2, 'p', 'editor', '2005-01-01'), (3, 'p', null, '2005-01-01'), (4, 'p', null, '2005-01-01');
insert into member_meta values (1, 4, 'capabilities', 'a:1:{s:13:"administrator";b:1;}'), (2, 2, 'capabilities', 'reader'), (3, 2, 'nickname', 'admin');
insert into member_role values (1, 3, 'administrator'), (2, 2, 'reader');
analyze)sql");
    const auto yaml = draft("draft_admins", "public", "member");
    expect_sound("draft_admins", yaml);
    EXPECT_EQ(due_in("draft_admins", yaml), "1") << "the second alone\n" << yaml;
}

// More tables than a draft asks, and moments of the person's own.
TEST(DraftCareful, NamesSignsOfLifeThatItDoesNotAsk) {
    std::string sql = "create table person (id int primary key, name text, created_on date, last_posted_at timestamptz, last_mailed_at timestamptz);";
    for (int number = 1; number <= 10; ++number)
        sql += "create table visit_" + std::string(1, static_cast<char>('a' + number)) + " (id int primary key, person_id int not null references person, at timestamptz not null);";
    make_database("draft_many_facts", sql);
    const auto yaml = draft("draft_many_facts", "public", "person");
    expect_sound("draft_many_facts", yaml);
    EXPECT_TRUE(has(unwrapped(yaml), "further tables tell when somebody was heard of, and are not asked here: public.visit_")) << yaml;
    EXPECT_TRUE(has(unwrapped(yaml), "last_posted_at, created_on)")) << yaml;
    EXPECT_FALSE(has(yaml, "last_mailed_at, ")) << yaml;
}

TEST(DraftCareful, HoldsWhoeverHasARoleThatAdministers) {
    make_database("draft_roles", R"sql(
create table role (id int primary key, name text unique);
create table realm_group (id uuid primary key, name text);
create table account (id int primary key, email text, created_on date, role_id int references role);
create table account_role (account_id int not null references account, role_id int not null references role, primary key (account_id, role_id));
create table account_group_membership (account_id int not null references account, group_id uuid not null, primary key (account_id, group_id));
insert into role values (1, 'reader'), (2, 'Realm-Admin');
insert into realm_group values ('00000000-0000-0000-0000-000000000001', 'Administrators'), ('00000000-0000-0000-0000-000000000002', 'Readers');
insert into account select i, 'p' || i || '@example.org', '2005-01-01', 1 from generate_series(1, 20) as i;
update account set role_id = 2 where id = 1;
insert into account_role values (2, 2), (3, 1);
insert into account_group_membership values (4, '00000000-0000-0000-0000-000000000001'), (5, '00000000-0000-0000-0000-000000000002');
analyze)sql");
    const auto yaml = draft("draft_roles", "public", "account");
    expect_sound("draft_roles", yaml);
    EXPECT_EQ(due_in("draft_roles", yaml), "17") << "all but 1, 2 and 4\n" << yaml;
}

TEST(DraftCareful, HoldsWhoeverIsMarkedAsAModerator) {
    make_database("draft_flags", "create table users (id int primary key, username text, admin boolean not null, moderator boolean not null, created_at timestamptz);"
                                 "create table user_custom_fields (id int primary key, user_id int not null references users, name text, value text);"
                                 "insert into users select i, 'u', i = 1, i = 2, '2005-01-01' from generate_series(1, 20) as i; analyze");
    const auto yaml = draft("draft_flags", "public", "users");
    expect_sound("draft_flags", yaml);
    EXPECT_TRUE(has(yaml, "where: not admin")) << yaml;
    EXPECT_TRUE(has(yaml, "{ name: administrator, where: moderator }")) << yaml;
    EXPECT_EQ(due_in("draft_flags", yaml), "18") << yaml;
    EXPECT_TRUE(has(yaml.substr(yaml.find("\n  anonymize:")), "public.user_custom_fields: delete")) << "a home address may be there\n" << yaml;
}

TEST(DraftCareful, LeavesSearchWordsToTheTriggerThatMakesThem) {
    make_database("draft_words", R"sql(
create table person (id int primary key, name text, created_on date, found tsvector, plain tsvector, builtin tsvector);
create function touch() returns trigger language plpgsql as $$ begin new.found := to_tsvector('simple', new.name); return new; end $$;
create trigger touch before insert or update on person for each row execute function touch();
create trigger builtin before update on person for each row execute function tsvector_update_trigger(builtin, 'pg_catalog.simple', name);
insert into person select i, 'p', '2005-01-01' from generate_series(1, 30) as i;
analyze)sql");
    const auto yaml = draft("draft_words", "public", "person");
    expect_sound("draft_words", yaml);
    EXPECT_TRUE(has(yaml, "found: keep")) << yaml;
    EXPECT_TRUE(has(yaml, "builtin: keep")) << yaml;
    EXPECT_TRUE(has(yaml, "plain: null")) << yaml;
    EXPECT_TRUE(has(unwrapped(yaml), "which a trigger makes again of the other columns")) << yaml;
}

} // namespace
} // namespace retention::drafting
