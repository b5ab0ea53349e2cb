// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/drafting/draft_fixture.hpp"

#include <gtest/gtest.h>

#include <map>
#include <sstream>

namespace retention::drafting {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

// Sixty-seven tables with three keys each, as CRM systems have them.
std::string many_keys() {
    std::string sql = "create schema app;"
                      "create table app.account (id bigint generated always as identity primary key, user_name text not null unique, "
                      "first_name text, last_name text, email text, status text, created timestamptz);"
                      "create table app.login (id bigint primary key, user_id bigint not null references app.account, ip inet, at timestamptz);";
    for (int i = 0; i < 67; ++i)
        sql += "create table app.module_" + std::to_string(i) +
               " (id bigint primary key, name text, created_by bigint references app.account, modified_by bigint references app.account, "
               "assigned_user_id bigint references app.account);";
    return sql + "insert into app.account (user_name, first_name, status, created) select 'u' || i, 'Ann', 'active', now() from "
                 "generate_series(1, 50) as i; analyze";
}

TEST(Drafter, StaysReadableWithTwoHundredKeys) {
    make_database("draft_wide", many_keys());
    const auto yaml = draft("draft_wide", "app", "account");
    expect_sound("draft_wide", yaml);
    const auto lines = lines_of(yaml);
    EXPECT_LT(lines.size(), 100U) << yaml;
    EXPECT_TRUE(has(yaml, "app.*: keep")) << yaml;
    EXPECT_TRUE(has(yaml, "created_by (67)")) << yaml;
    std::map<std::string, int> times;
    for (const auto& line : lines)
        if (line.size() > 40) {
            EXPECT_EQ(++times[line], 1) << line;
        }
}

// A token ends, and nobody leaves by that.
TEST(Drafter, TakesNoTokensEndForSomebodys) {
    make_database("draft_token", "create schema app; create table app.member (id int primary key, email text, email_token_expires timestamptz, "
                                 "password_expires_at timestamptz, signup_expiration timestamptz, registered timestamptz, is_company boolean not null)");
    const auto yaml = draft("draft_token", "app", "member");
    EXPECT_FALSE(has(yaml, "former:")) << yaml;
    EXPECT_TRUE(has(yaml, "after: registered")) << yaml;
    EXPECT_TRUE(has(yaml, "where: not is_company")) << yaml;
    make_database("draft_member", "create schema app; create table app.member (id int primary key, email text, email_token_expires timestamptz, "
                                  "membership_expires date, registered timestamptz)");
    EXPECT_TRUE(has(draft("draft_member", "app", "member"), "former: membership_expires <= as_of"));
}

// Where each change is a record of its own, the latest counts; one that is changed where it stands is the only one.
TEST(Drafter, TellsALogOfConsentsFromAListOfThem) {
    const auto draft_with = [](const char* database, const std::string& consents) {
        make_database(database, "create table member (id int primary key, email text); insert into member select i, 'p' || i || '@example.org' from generate_series(1, 40) as i;" + consents + "; analyze");
        const auto yaml = draft(database, "public", "member");
        expect_sound(database, yaml);
        return yaml;
    };
    const auto log = draft_with("draft_consent_log", "create table consent_event (id int primary key, member_id int not null references member, purpose text not null, action text not null, "
                                                     "occurred_at timestamptz not null); insert into consent_event select i, i % 40 + 1, 'newsletter', "
                                                     "case when i < 40 then 'opt-in' else 'opt-out' end, now() from generate_series(1, 60) as i");
    EXPECT_TRUE(has(log, "\n    legal_basis: action\n    granted: occurred_at\n")) << log;
    EXPECT_TRUE(has(log, "\n  records: latest\n")) << log;
    EXPECT_TRUE(has(log, "opt-out: withdrawn")) << log;
    const auto list = draft_with("draft_consent_list", "create table consent (member_id int not null references member, purpose text not null, is_granted boolean not null, "
                                                       "changed_at timestamptz not null, primary key (member_id, purpose)); "
                                                       "insert into consent select i, 'newsletter', i % 3 > 0, now() from generate_series(1, 40) as i");
    EXPECT_TRUE(has(list, "\n    legal_basis: is_granted\n")) << list;
    EXPECT_TRUE(has(list, "withdrawn")) << list;
    EXPECT_FALSE(has(list, "records: latest")) << list;
}

TEST(Drafter, ShowsNoValueOfTheData) {
    make_database("draft_canary", R"sql(
create table person (id int primary key, first_name text, last_name text, email text, phone text, motto text, city text, kind text,
                     level text, custom jsonb, tags text[], status text);
create table remark (id int primary key, person_id int references person, body text, category text, at timestamptz);
create table consent (id int primary key, person_id int references person, purpose text, granted_at timestamptz);
insert into person select i, 'Canary' || i, 'Canary' || i % 3, 'canary' || i || '@example.org', '+1 555 000 ' || 1000 + i, 'canary sings',
    'Canary', 'canary ' || i, 'canary' || i || '@example.org', '{"canary": 1}', array['canary'], case when i % 100 = 0 then 'Canary' else 'active' end
    from generate_series(1, 200) as i;
insert into remark select i, i, 'canary ' || i || ' called me at +1 555 000 1000 today', 'canary' || i, now() from generate_series(1, 200) as i;
insert into consent select i, i, 'canary of ' || i, now() from generate_series(1, 200) as i;
analyze)sql");
    const auto yaml = draft("draft_canary", "public", "person");
    expect_sound("draft_canary", yaml);
    auto small = yaml;
    std::transform(small.begin(), small.end(), small.begin(), [](unsigned char sign) { return static_cast<char>(std::tolower(sign)); });
    EXPECT_FALSE(has(small, "canary")) << yaml;
    EXPECT_TRUE(has(yaml, "status = 'active'")) << "words of states are what classes are made of\n" << yaml;
}

TEST(Drafter, WritesHostileNames) {
    make_database("draft_hostile", R"sql(
create schema "My Schema";
create table "My Schema"."Per:son" ("Id # key" int primary key, "first name" text, "e-mail: address" text unique not null, "null" text, "order" date,
    "new
line" text, "it's ""quoted""" text, "true" boolean, "a.b" jsonb, "*" text, "status" text check ("status" in ('it''s on', 'ex: off', 'null')));
create table "My Schema"."Möte, (x)" (id int primary key, "person, id" int references "My Schema"."Per:son", "by: who" int references "My Schema"."Per:son",
    "sent at" timestamptz, "closed at" timestamptz, "body #1" text);
create table "My Schema"."select" ("user" int not null references "My Schema"."Per:son" on delete cascade, "table" int,
    primary key ("user", "table"), "group" text);
)sql");
    const auto yaml = draft("draft_hostile", "My Schema", "Per:son");
    expect_sound("draft_hostile", yaml);
}

TEST(Drafter, DraftsEmptyTables) {
    make_database("draft_empty", R"sql(
create table person (id int primary key, thing text, email text not null unique);
create table child (id int primary key, person_id int not null references person, what text not null);
)sql");
    const auto yaml = draft("draft_empty", "public", "person");
    expect_sound("draft_empty", yaml);
    EXPECT_TRUE(has(yaml, "DECIDE: the name does not tell, and there are too few rows to see")) << yaml;
    EXPECT_TRUE(has(yaml, "from when? No column tells")) << yaml;
}

// Some write the end of time, some nothing, where something goes on.
TEST(Drafter, TakesNobodyForSilentWhoseTimeHasNotEnded) {
    make_database("draft_periods", R"sql(
create table employee (id int primary key, first_name text, last_name text);
create table posting (employee_id int references employee, from_date date not null, to_date date not null, primary key (employee_id, from_date));
create table grade (employee_id int references employee, startdate date not null, enddate date, primary key (employee_id, startdate));
insert into employee values (1, 'Ada', 'Lovelace');
analyze)sql");
    const auto yaml = draft("draft_periods", "public", "employee");
    expect_sound("draft_periods", yaml);
    EXPECT_TRUE(has(yaml, "last_posting: { max: public.posting.to_date }")) << yaml;
    EXPECT_TRUE(has(yaml, "open_grade: { count: public.grade, where: enddate is null }")) << yaml;
    EXPECT_TRUE(has(yaml, "{ name: open_grade, where: \"open_grade > 0\" }")) << yaml;
}

TEST(Drafter, SaysWhatItCouldNotLookInto) {
    make_database("draft_rights", R"sql(
create table person (id int primary key, name text);
create table locked_away (id int primary key, person_id int references person, note text);
drop role if exists draft_clerk; create role draft_clerk login;
grant select, update, delete on person to draft_clerk)sql");
    const auto yaml = draft("draft_rights", {.subject = {"public", "person"}}, "draft_clerk");
    EXPECT_EQ(errors_of("draft_rights", yaml), "");
    EXPECT_TRUE(has(yaml, "Not looked into, for want of a right or of time: public.locked_away.")) << yaml;
    EXPECT_TRUE(has(yaml, "public.locked_away: keep")) << yaml;
}

TEST(Drafter, AsksForTheRightsThatItNeeds) {
    make_database("draft_no_rights", R"sql(
create table person (id int primary key, name text);
drop role if exists draft_reader; create role draft_reader login;
grant select on person to draft_reader)sql");
    EXPECT_TRUE(has(refusal("draft_no_rights", "public", "person", "draft_reader"), "GRANT SELECT, UPDATE ON public.person"))
        << refusal("draft_no_rights", "public", "person", "draft_reader");
}

TEST(Drafter, RefusesWhatCanBeNoSubject) {
    make_database("draft_refused", R"sql(
create table person (id int primary key, name text);
create table nameless (name text);
create view everybody as select * from person)sql");
    EXPECT_EQ(refusal("draft_refused", "public", "persn"), "table \"public.persn\" does not exist\nHINT: Did you mean \"public.person\"?");
    EXPECT_TRUE(has(refusal("draft_refused", "public", "nameless"), "neither a primary key nor a unique index"));
    EXPECT_TRUE(has(refusal("draft_refused", "public", "everybody"), "is no table"));
}

TEST(Drafter, TakesNoFlagOfSomethingElseForThePersons) {
    make_database("draft_flags", "create table users (id int primary key, email text, created timestamptz, two_factor_enabled boolean, "
                                 "reviewed_by_admin boolean, ban_expires timestamptz)");
    const auto text = draft("draft_flags", "public", "users");
    EXPECT_FALSE(has(text, "two_factor_enabled\n")) << text;
    EXPECT_FALSE(has(text, "where: not reviewed_by_admin")) << text;
    EXPECT_FALSE(has(text, "former: ban_expires")) << text;
    make_database("draft_own_flags", "create table users (id int primary key, email text, created timestamptz, user_enabled boolean, is_test_user boolean)");
    const auto own = draft("draft_own_flags", "public", "users");
    EXPECT_TRUE(has(own, "inactive: not user_enabled")) << own;
    EXPECT_TRUE(has(own, "where: is_test_user is not true")) << own;
}

TEST(Drafter, TakesAUniqueIndexWhereThereIsNoPrimaryKey) {
    make_database("draft_unkeyed", "create table users (name text unique, email text, created timestamptz, is_bot boolean);"
                                   "create table visits (user_name text, at timestamptz)");
    const auto text = draft("draft_unkeyed", "public", "users");
    EXPECT_TRUE(has(text, "  key: [name]\n")) << text;
    EXPECT_TRUE(has(text, "name is not null")) << "rows without a name can be no subjects";
    database::Session session(database::Dsn(cluster().dsn("draft_unkeyed")));
    const auto found = find_subjects(session);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.front().table.name, "users");
}

TEST(Drafter, TakesNobodyForNobodyOfWhomNothingIsSaid) {
    make_database("draft_null_flag", "create table users (id int primary key, email text, is_super_admin boolean, deleted_at timestamptz);"
                                     "insert into users select i, 'u' || i || '@example.org', case when i = 1 then true end from generate_series(1, 100) as i");
    const auto yaml = draft("draft_null_flag", "public", "users");
    expect_sound("draft_null_flag", yaml);
    EXPECT_TRUE(has(yaml, "\n  where: is_super_admin is not true\n")) << yaml;
    EXPECT_TRUE(has(unwrapped(yaml), "of the 100 rows looked at it leaves out 1\n")) << yaml;
    make_database("draft_set_flag", "create table users (id int primary key, email text, is_bot boolean not null)");
    const auto empty = draft("draft_set_flag", "public", "users");
    EXPECT_TRUE(has(empty, "is never touched\n  where: not is_bot\n")) << empty;
}

TEST(Drafter, SaysWhichTablesItCouldNotTry) {
    make_database("draft_untried", "create table users (name text primary key, email text); create table locked (a text, b text);"
                                   "drop role if exists draft_trier; create role draft_trier login;"
                                   "grant select, update, delete on users to draft_trier; grant select (a) on locked to draft_trier");
    const auto yaml = draft("draft_untried", {.subject = {"public", "users"}}, "draft_trier");
    EXPECT_TRUE(has(yaml, "Not looked into, for want of a right or of time: public.locked.")) << yaml;
}

TEST(Drafter, NamesTablesThatItMayNotRead) {
    make_database("draft_unreadable", "create table users (name text primary key, email text); create table posts (author text);"
                                      "drop role if exists draft_outsider; create role draft_outsider login;"
                                      "grant select, update, delete on users to draft_outsider");
    const auto yaml = draft("draft_unreadable", {.subject = {"public", "users"}}, "draft_outsider");
    EXPECT_TRUE(has(yaml, "Not looked into, for want of a right or of time: public.posts.")) << yaml;
}

TEST(Drafter, AsksAboutWhatALawMayWantToBeKept) {
    make_database("draft_law", R"sql(
create table employee (id int primary key, first_name text, last_name text, email text, hired_on date);
create table payslips (id int primary key, employee_id int not null references employee, period text, pdf bytea);
create table invoices (id int primary key, employee_id int not null references employee, total numeric, invoiced_on date);
create table salaries (employee_id int references employee, salary numeric, from_date date, to_date date, primary key (employee_id, from_date));
create table payments (id int primary key, employee_id int not null references employee, amount numeric, due_on date);
create table invoice_lines (id int primary key, invoice_id int not null references invoices, amount numeric);
create table hobby (id int primary key, employee_id int not null references employee, label text);
analyze)sql");
    const auto yaml = draft("draft_law", "public", "employee");
    expect_sound("draft_law", yaml);
    const auto text = unwrapped(yaml);
    EXPECT_TRUE(has(text, "# DECIDE: details, and named like books: does the law want it for some years? Then add a floor, or keep it\n    public.payslips: delete"))
        << yaml;
    EXPECT_TRUE(has(text, "the floor keeps it and the person until it ends\n    public.invoices: delete")) << yaml;
    EXPECT_TRUE(has(text, "the floor keeps it and the person until it ends\n    public.salaries: delete")) << yaml;
    EXPECT_TRUE(has(yaml, "{ name: bookkeeping, where: last_invoices is not null,")) << yaml;
    EXPECT_TRUE(has(yaml, "{ name: bookkeeping_2, where: last_salaries is not null,")) << yaml;
    EXPECT_TRUE(has(text, "no date tells how old it is: for how long does the law want it? Then add a floor, or keep it\n    public.payments: delete")) << yaml;
    EXPECT_TRUE(has(text, "\n    public.invoice_lines: delete ")) << "they go when the invoice goes\n" << yaml;
    EXPECT_TRUE(has(text, "\n    public.hobby: delete")) << yaml;
    EXPECT_FALSE(has(text, "or keep it\n    public.hobby: delete")) << yaml;
}

TEST(Drafter, HoldsWhoeverIsEmployedOrInADispute) {
    make_database("draft_running", R"sql(
create table employee (id int primary key, first_name text, last_name text, email text);
create table employment (id int primary key, employee_id int not null references employee, job text, hired_on date not null, left_on date);
create table legal_case (id int primary key, employee_id int not null references employee, title text);
create table dispute (id int primary key, employee_id int not null references employee, title text, opened_on date, closed_on date);
create table showcase (id int primary key, employee_id int not null references employee, title text);
analyze)sql");
    const auto yaml = draft("draft_running", "public", "employee");
    expect_sound("draft_running", yaml);
    EXPECT_TRUE(has(yaml, "open_employment: { count: public.employment, where: left_on is null }\n")) << yaml;
    EXPECT_TRUE(has(yaml, "# DECIDE: is a row without an end one that goes on?\n  - { name: open_employment, where: \"open_employment > 0\" }\n")) << yaml;
    EXPECT_TRUE(has(yaml, "any_legal_case: { count: public.legal_case }\n")) << yaml;
    EXPECT_TRUE(has(yaml, "for ever\n  - { name: any_legal_case, where: \"any_legal_case > 0\" }\n")) << yaml;
    EXPECT_TRUE(has(yaml, "{ name: open_dispute, where: \"open_dispute > 0\" }\n")) << "it says itself when it ends\n" << yaml;
    EXPECT_FALSE(has(yaml, "any_dispute")) << yaml;
    EXPECT_FALSE(has(yaml, "_showcase")) << yaml;
}

TEST(Drafter, FindsTablesOfPersons) {
    make_database("draft_candidates", R"sql(
create table customer (id int primary key, first_name text, last_name text, email text);
create table product (id int primary key, name text, price numeric);
create table purchase (id int primary key, customer_id int references customer, product_id int references product);
)sql");
    database::Session session(database::Dsn(cluster().dsn("draft_candidates")));
    const auto found = find_subjects(session);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.front().table.name, "customer");
    EXPECT_EQ(found.front().reason, "1 key refers to it; columns first_name, last_name, email");
    EXPECT_TRUE(std::none_of(found.begin(), found.end(), [](const auto& each) { return each.table.name == "product"; }));
}

TEST(Drafter, ChangesNothing) {
    make_database("draft_untouched", "create table person (id int primary key, name text); insert into person values (1, 'Ada')");
    draft("draft_untouched", "public", "person");
    EXPECT_EQ(cluster().value("draft_untouched", "select string_agg(p::text, '') from person p"), "(1,Ada)");
    EXPECT_EQ(cluster().value("draft_untouched", "select count(*) from pg_class where relname = 'run'"), "0") << "no journal";
}

} // namespace
} // namespace retention::drafting
