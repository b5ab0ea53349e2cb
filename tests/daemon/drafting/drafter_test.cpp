// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/drafting/draft_fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
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

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
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
    EXPECT_FALSE(has(yaml, "app.login via employee.created_by_id")) << yaml;
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
    EXPECT_TRUE(has(own, "where: not is_test_user")) << own;
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
