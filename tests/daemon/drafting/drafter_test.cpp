// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/drafting/draft_fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>
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

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// Comments as they were before they were broken into lines.
std::string unwrapped(const std::string& text) {
    return std::regex_replace(text, std::regex("\n +# (?!DECIDE)"), " ");
}

// Accepted, runs, and no line is longer than people read.
void expect_sound(const std::string& database, const std::string& yaml) {
    EXPECT_EQ(errors_of(database, yaml), "") << yaml;
    EXPECT_EQ(observe_once(database, yaml), "finished") << yaml;
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

// Whoever made the others' logins, an administrator for one, is none of theirs; and keeps hers while one of them is there.
TEST(Drafter, AsksAboutAnotherKeyToTheLoginsAndDeletesNoMakersLogin) {
    make_database("draft_makers",
                  "create schema app;"
                  "create table app.login (id int primary key, email text);"
                  "create table app.employee (id int primary key, first_name text, last_name text, left_on date, "
                  "user_id int unique references app.login, created_by_id int references app.login);"
                  "create index on app.employee (created_by_id);"
                  "insert into app.login select i, 'u' || i || '@example.org' from generate_series(1, 60) i;"
                  "insert into app.employee select i, 'Ann', 'Smith', null, i, i + 20 from generate_series(1, 40) i; analyze");
    const auto yaml = draft("draft_makers", "app", "employee");
    expect_sound("draft_makers", yaml);
    EXPECT_FALSE(has(yaml, "app.login via employee.created_by_id: delete")) << yaml;
    EXPECT_FALSE(has(yaml, "app.login via employee.created_by_id:\n")) << yaml;
    for (const std::string line : {"app.login via employee.user_id: delete\n", "app.login via employee.user_id:\n"}) {
        const auto at = yaml.find(line);
        ASSERT_NE(at, std::string::npos) << yaml;
        const auto before = yaml.substr(at - std::min<std::size_t>(at, 250), 250);
        EXPECT_TRUE(has(before, "DECIDE")) << yaml;
        EXPECT_TRUE(has(before, "created_by_id")) << yaml;
    }
}

// A token ends, and nobody leaves by that.
TEST(Drafter, TakesNoTokensEndForSomebodys) {
    make_database("draft_token", "create schema app; create table app.member (id int primary key, email text, email_token_expires timestamptz, "
                                 "password_expires_at timestamptz, registered timestamptz)");
    const auto yaml = draft("draft_token", "app", "member");
    EXPECT_FALSE(has(yaml, "former:")) << yaml;
    EXPECT_TRUE(has(yaml, "after: registered")) << yaml;
    make_database("draft_member", "create schema app; create table app.member (id int primary key, email text, email_token_expires timestamptz, "
                                  "membership_expires date, registered timestamptz)");
    EXPECT_TRUE(has(draft("draft_member", "app", "member"), "former: membership_expires <= as_of"));
}

// Applications that grew have some keys with constraints, and some without.
TEST(Drafter, AsksAboutAFurtherKeyOfATableThatItKnows) {
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
TEST(Drafter, KeepsWhatTooManyWaysLeadThrough) {
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

TEST(Drafter, FindsRowsByANameThatIsTheKey) {
    make_database("draft_named", "create schema app; create table app.account (username text primary key, email text, created timestamptz);"
                                 "create table app.login (username text not null, at timestamptz);"
                                 "insert into app.account select 'u' || i, 'p' || i || '@example.org', now() from generate_series(1, 50) as i;"
                                 "insert into app.login select 'u' || i, now() from generate_series(1, 50) as i");
    const auto yaml = draft("draft_named", "app", "account");
    expect_sound("draft_named", yaml);
    EXPECT_TRUE(has(yaml, "\n  app.login: { column: username, to: app.account.username }")) << yaml;
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

TEST(Drafter, FollowsCompositeKeys) {
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

TEST(Drafter, LeavesThePersonWhereKeysMustNameSomebody) {
    make_database("draft_staff", R"sql(
create table employee (id int primary key, last_name text, ended_on date);
create table contract (id int primary key, signed_by int not null references employee, title text);
)sql");
    const auto yaml = draft("draft_staff", "public", "employee");
    expect_sound("draft_staff", yaml);
    EXPECT_TRUE(has(yaml, "1 key must go on naming somebody (public.contract.signed_by)")) << yaml;
    EXPECT_FALSE(has(yaml, "  delete:\n")) << yaml;
}

TEST(Drafter, AsksAboutWhatHangsBelowKeptRows) {
    make_database("draft_below", R"sql(
create table person (id int primary key, name text);
create table purchase (id int primary key, person_id int references person, amount numeric, made_on date);
create table parcel (id int primary key, purchase_id int not null references purchase, street text);
)sql");
    const auto yaml = draft("draft_below", "public", "person");
    expect_sound("draft_below", yaml);
    EXPECT_TRUE(has(yaml, "belongs to rows that stay: is anything of a person in street?")) << yaml;
    EXPECT_TRUE(has(yaml, "is anything of a person in what belongs to it, public.parcel (street)?")) << yaml;
}

// Persons, shops and suppliers are kinds of one row, as some sample databases have them. A shop's seller is not its owner.
std::string a_party() {
    return R"sql(
create table party (id int primary key, guid uuid not null default gen_random_uuid());
create table person (id int primary key references party, firstname text not null, lastname text not null);
create table partyaddress (party_id int not null references party, kind int, street text, primary key (party_id, kind));
create table personphone (person_id int not null references person, phonenumber text not null, primary key (person_id, phonenumber));
create table extra (person_id int not null references person, mark text not null, since date, primary key (person_id, mark));
create table employee (person_id int primary key references person, nationalidnumber text not null, sex char(1) not null check (upper(sex) in ('M', 'F')), hiredate date);
create table seller (person_id int primary key references employee, bonus numeric);
create table shop (id int primary key references party, name text not null, seller_id int references seller);
create table customer (id int primary key, shop_id int not null references shop, contact text);
create table salesorder (id int primary key, seller_id int not null references seller, orderdate date, total numeric);
insert into party select i from generate_series(1, 200) as i;
insert into person select i, 'Ada', 'Lovelace' from generate_series(1, 100) as i;
insert into personphone select i, '+1 555 000 ' || 1000 + i from generate_series(1, 100) as i;
insert into extra select i, '+1 555 000 ' || 1000 + i, '2020-01-01' from generate_series(1, 100) as i;
insert into employee select i, 'n' || i, 'f', '2010-01-01' from generate_series(1, 20) as i;
analyze)sql";
}

TEST(Drafter, TakesOfOthersRowsNoMoreThanTheKey) {
    make_database("draft_party", a_party());
    const auto yaml = draft("draft_party", "public", "person");
    expect_sound("draft_party", yaml);
    EXPECT_TRUE(has(yaml, "\n    # DECIDE: can do without public.seller: is the row the person's own? then write delete\n    public.shop: { seller_id: null }\n")) << yaml;
    EXPECT_FALSE(has(yaml, "public.customer")) << "they are the shop's\n" << yaml;
    EXPECT_TRUE(has(yaml, "# DECIDE: bookkeeping that must name a row of public.seller: may it go with it?\n    public.salesorder: delete")) << yaml;
    EXPECT_FALSE(has(yaml, "last_employee")) << "to have been hired is no sign of life\n" << yaml;
}

TEST(Drafter, LeavesNobodysNumberInAKey) {
    make_database("draft_party_keys", a_party());
    const auto yaml = draft("draft_party_keys", "public", "person");
    const auto anonymize = yaml.substr(yaml.find("\n  anonymize:"));
    EXPECT_TRUE(has(anonymize, "\n    public.personphone: delete")) << yaml;
    EXPECT_TRUE(has(anonymize, "# DECIDE: mark tells who it is, and is in the key, so that it can't be changed: may the row go?\n    public.extra: delete")) << yaml;
}

TEST(Drafter, KeepsOnlyTheColumnsThatAConstraintForbidsToChange) {
    make_database("draft_party_checks", a_party());
    const auto yaml = draft("draft_party_checks", "public", "person");
    const auto employee = yaml.substr(yaml.find("public.employee:", yaml.find("\n  anonymize:")), 500);
    EXPECT_TRUE(has(employee, "nationalidnumber: redact")) << yaml;
    EXPECT_TRUE(has(employee, "sex: keep")) << yaml;
    EXPECT_TRUE(has(employee, "employee_sex_check")) << "it says why\n" << yaml;
}

TEST(Drafter, AsksWhatHangsOnTheRowThatAPersonIsAKindOf) {
    make_database("draft_party_kinds", a_party());
    const auto yaml = draft("draft_party_kinds", "public", "person");
    const auto outward = yaml.rfind("public.party via person.id:");
    ASSERT_NE(outward, std::string::npos) << yaml;
    EXPECT_TRUE(has(yaml.substr(outward - 250, 250), "public.partyaddress")) << yaml;
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

TEST(Drafter, LinksWhatNoKeyConnects) {
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

TEST(Drafter, DeletesNoRowOfOthersBecauseAnAddressInItChanges) {
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

TEST(Drafter, LinksKeysToSeveralTables) {
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

TEST(Drafter, FindsPersonsInKeysThatTheyArePartOf) {
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

TEST(Drafter, AsksWhetherTheCreatorOfAWritingWroteIt) {
    make_database("draft_creator", "create table person (id int primary key, email text, created timestamptz);"
                                   "create table comment (id int primary key, creator_id int not null references person, content text);"
                                   "create table machine (id int primary key, creator_id int not null references person, label text)");
    const auto text = draft("draft_creator", "public", "person");
    expect_sound("draft_creator", text);
    EXPECT_TRUE(has(text, "# DECIDE: done by the person, who may have written what is in content: then write delete")) << text;
}

// Rails and its kin write down no keys: what hangs two keys below the person is easily forgotten.
TEST(Drafter, NamesTablesThatMayHangBelowAndHaveNoKey) {
    make_database("draft_unlinked", "create table contacts (id int primary key, email text, created_at timestamptz);"
                                    "create table conversations (id int primary key, contact_id int, body text);"
                                    "create table inboxes (id int primary key); create table contact_inboxes (id int primary key, contact_id int, inbox_id int);"
                                    "create table scans (id int primary key, conversation_id int, content text);"
                                    "create table webhooks (id int primary key, inbox_id int, url text);"
                                    "insert into contacts select i, 'p' || i || '@example.org', now() from generate_series(1, 50) as i;"
                                    "insert into conversations select i, i, 'text' from generate_series(1, 50) as i;"
                                    "insert into contact_inboxes select i, i, 1 from generate_series(1, 50) as i");
    const auto text = draft("draft_unlinked", "public", "contacts");
    expect_sound("draft_unlinked", text);
    EXPECT_TRUE(has(text, "public.scans (conversation_id)")) << text;
    EXPECT_FALSE(has(text, "public.webhooks")) << "the inbox is nobody's";
}

// Where a number without a person is an empty text, and not null.
TEST(Drafter, AnEmptyTextInAKeysPlaceIsNobody) {
    make_database("draft_empty_text", "create table users (id text primary key, email text, created timestamptz);"
                                      "create table posts (id int primary key, userid text, body text);"
                                      "insert into users select md5('u' || i), 'p' || i || '@example.org', now() from generate_series(1, 50) as i;"
                                      "insert into posts select i, '', 'gone' from generate_series(1, 2000) i;"
                                      "insert into posts select 2000 + i, md5('u' || i), 'text' from generate_series(1, 50) i");
    const auto text = draft("draft_empty_text", "public", "users");
    EXPECT_TRUE(has(text, "\n  public.posts: { column: userid, to: public.users.id }")) << text;
}

TEST(Drafter, LeavesReferencesToThePersonWhoStays) {
    make_database("draft_reference", "create table users (id text primary key, email text, created timestamptz);"
                                     "create table audits (id int primary key, userid text, ip text);"
                                     "insert into users select md5('u' || i), 'p' || i || '@example.org', now() from generate_series(1, 50) as i;"
                                     "insert into audits select i, md5('u' || i), '10.0.0.' || i from generate_series(1, 50) as i");
    const auto text = draft("draft_reference", "public", "users");
    expect_sound("draft_reference", text);
    EXPECT_TRUE(has(text, "userid: keep ")) << text;
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

// The clerk who entered an employee has an account like the employee's.
TEST(Drafter, LeavesTheAccountOfWhoeverEnteredThePerson) {
    make_database("draft_clerks", R"sql(
create table auth_user (id int primary key, username text not null, password text not null, email text);
create table employee (id int primary key, last_name text, left_on date, user_id int references auth_user,
    created_by_id int references auth_user, buddy int references auth_user);
insert into auth_user select i, 'user' || i, 'secret', 'u' || i || '@example.org' from generate_series(1, 300) as i;
insert into employee select i, 'Lovelace', null, i, 100 + i, 200 + i from generate_series(1, 100) as i;
analyze)sql");
    const auto yaml = draft("draft_clerks", "public", "employee");
    expect_sound("draft_clerks", yaml);
    for (const auto* key : {"created_by_id", "buddy"}) {
        const std::string line = std::string("\n    public.auth_user via employee.") + key + ": ";
        EXPECT_TRUE(has(unwrapped(yaml), "Then write delete" + line + "keep\n")) << yaml;
        EXPECT_TRUE(has(unwrapped(yaml), "Then write a map of the columns" + line + "keep\n")) << yaml;
    }
    EXPECT_TRUE(has(yaml, "\n    public.auth_user via employee.user_id: delete\n")) << "the person's own\n" << yaml;
    EXPECT_TRUE(has(yaml, "\n    public.auth_user via employee.user_id:\n")) << yaml;
}

TEST(Drafter, AsksAboutNoAccountThatOnlyOneCanHave) {
    make_database("draft_one_account", R"sql(
create table auth_user (id int primary key, username text not null, email text);
create table employee (id int primary key, last_name text, who_logs_in int unique references auth_user, identity int unique references auth_user);
insert into auth_user select i, 'user' || i, 'u' || i || '@example.org' from generate_series(1, 50) as i;
insert into employee select i, 'Lovelace', i, i from generate_series(1, 50) as i;
analyze)sql");
    const auto yaml = draft("draft_one_account", "public", "employee");
    EXPECT_TRUE(has(yaml, "public.auth_user via employee.identity: delete")) << yaml;
    EXPECT_TRUE(has(yaml, "public.auth_user via employee.who_logs_in: keep")) << "who says an actor\n" << yaml;
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

// Applicants, of whom some became employees and interview others.
std::string interviews(const std::string& interviewer) {
    return R"sql(
create schema hr;
create table hr.applicant (id int primary key, first_name text, email text, applied_on date);
create table hr.employee (id int primary key, applicant_id int references hr.applicant, last_name text);
create table hr.application (id int primary key, applicant_id int not null references hr.applicant, applied_on date);
create table hr.interview (id int primary key, application_id int not null references hr.application, )sql" +
           interviewer + R"sql( references hr.employee, notes text);
insert into hr.applicant select i, 'Ada', 'a' || i || '@example.org', '2024-01-01' from generate_series(1, 50) as i;
insert into hr.employee select i, i, 'Lovelace' from generate_series(1, 20) as i;
insert into hr.application select i, i, '2024-01-01' from generate_series(1, 50) as i;
insert into hr.interview select i, i, 1 + i % 20, 'so it was' from generate_series(1, 50) as i;
analyze)sql";
}

TEST(Drafter, DeletesNoInterviewsOfOthersWithTheInterviewer) {
    for (const auto* column : {"interviewer_id", "employee_id"}) {
        const std::string database = std::string("draft_") + column;
        make_database(database, interviews(column + std::string(" int")));
        const auto yaml = draft(database, "hr", "applicant");
        expect_sound(database, yaml);
        EXPECT_TRUE(has(unwrapped(yaml), "# DECIDE: done by hr.employee, and somebody else's, as it seems: if the row is theirs, write delete\n    hr.interview via " +
                                  std::string(column) + ": { " + column + ": null }\n"))
            << yaml;
        EXPECT_TRUE(has(yaml, "\n    hr.interview via application_id: delete ")) << yaml;
        EXPECT_TRUE(has(unwrapped(yaml), "# DECIDE: done by hr.employee, and somebody else's, as it seems: is anything of the person in notes?\n    hr.interview: keep\n"))
            << "what others' interviews say is left alone\n" << yaml;
    }
}

TEST(Drafter, DeletesNobodyWhoMustGoOnBeingTheInterviewer) {
    make_database("draft_interviewer_not_null", interviews("interviewer_id int not null"));
    const auto yaml = draft("draft_interviewer_not_null", "hr", "applicant");
    expect_sound("draft_interviewer_not_null", yaml);
    EXPECT_TRUE(has(yaml, "1 key must go on naming somebody (hr.interview.interviewer_id)")) << yaml;
    EXPECT_FALSE(has(yaml, "interviewer_id: delete")) << yaml;
}

TEST(Drafter, AsksAboutAnEmployeesRowsThatLeadToSomebodyElse) {
    make_database("draft_interviewing", interviews("employee_id int not null"));
    const auto yaml = draft("draft_interviewing", "hr", "employee");
    expect_sound("draft_interviewing", yaml);
    EXPECT_TRUE(has(unwrapped(yaml), "another key of it leads to somebody else: may the row go with this person? Else keep it\n    hr.interview: delete\n")) << yaml;
}

TEST(Drafter, CutsTheInterviewerOff) {
    make_database("draft_interviewers", "create table employee (id int primary key, last_name text, left_on date);"
                                        "create table interview (id int primary key, interviewer_id int references employee, notes text)");
    const auto yaml = draft("draft_interviewers", "public", "employee");
    EXPECT_TRUE(has(yaml, "public.interview: { interviewer_id: null }")) << yaml;
}

// Nextcloud and its kin write down no keys, and call a person by text.
TEST(Drafter, MissesNoTableThatNamesPersonsByText) {
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

TEST(Drafter, FindsUuidsThatAreWrittenAsText) {
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

TEST(Drafter, MindsCapitalsAsTheLinkDoes) {
    make_database("draft_capitals", "create extension citext; create table users (name citext primary key, email text); create table posts (who text, whose text);"
                                    "insert into users select 'User' || i from generate_series(1, 50) as i;"
                                    "insert into posts select 'user' || i, 'nobody' || i from generate_series(1, 50) as i");
    const auto yaml = draft("draft_capitals", "public", "users");
    expect_sound("draft_capitals", yaml);
    EXPECT_TRUE(has(yaml, "# public.posts: { column: who, to: public.users.name }")) << yaml;
    EXPECT_FALSE(has(yaml, "column: whose")) << yaml;
}

TEST(Drafter, FindsMailAddressesWhateverTheColumnIsCalled) {
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
TEST(Drafter, AsksAboutAddressesInTablesThatItKnows) {
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
