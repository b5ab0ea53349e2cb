// SPDX-License-Identifier: Apache-2.0
//
// What a draft leaves to others: rows that are about a person and somebody else as well, and rows below what is kept.
#include "tests/daemon/drafting/draft_fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace retention::drafting {
namespace {

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

// Applicants, of whom some became employees and interview others.
std::string interviews(const std::string& interviewer) {
    return R"sql(
create schema hr;
create table hr.applicant (id int primary key, first_name text, email text, applied_on date);
create table hr.employee (id int primary key, applicant_id int references hr.applicant, remarks text);
create table hr.application (id int primary key, applicant_id int not null references hr.applicant, applied_on date);
create table hr.interview (id int primary key, application_id int not null references hr.application, )sql" +
           interviewer + R"sql( references hr.employee, notes text);
insert into hr.applicant select i, 'Ada', 'a' || i || '@example.org', '2024-01-01' from generate_series(1, 50) as i;
insert into hr.employee select i, i, 'Lovelace' from generate_series(1, 20) as i;
insert into hr.application select i, i, '2024-01-01' from generate_series(1, 50) as i;
insert into hr.interview select i, i, 1 + i % 20, 'so it was' from generate_series(1, 50) as i;
analyze)sql";
}

// Whoever made the others' logins, an administrator for one, is none of theirs; and keeps hers while one of them is there.
TEST(DraftOthers, AsksAboutAnotherKeyToTheLoginsAndDeletesNoMakersLogin) {
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

TEST(DraftOthers, LeavesThePersonWhereKeysMustNameSomebody) {
    make_database("draft_staff", R"sql(
create table employee (id int primary key, last_name text, ended_on date);
create table contract (id int primary key, signed_by int not null references employee, title text);
)sql");
    const auto yaml = draft("draft_staff", "public", "employee");
    expect_sound("draft_staff", yaml);
    EXPECT_TRUE(has(yaml, "1 key must go on naming somebody (public.contract.signed_by)")) << yaml;
    EXPECT_FALSE(has(yaml, "  delete:\n")) << yaml;
}

TEST(DraftOthers, AsksAboutWhatHangsBelowKeptRows) {
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

TEST(DraftOthers, TakesOfOthersRowsNoMoreThanTheKey) {
    make_database("draft_party", a_party());
    const auto yaml = draft("draft_party", "public", "person");
    expect_sound("draft_party", yaml);
    EXPECT_TRUE(has(yaml, "\n    # DECIDE: can do without public.seller: is the row the person's own? then write delete\n    public.shop: { seller_id: null }\n")) << yaml;
    EXPECT_FALSE(has(yaml, "public.customer")) << "they are the shop's\n" << yaml;
    EXPECT_TRUE(has(yaml, "# DECIDE: bookkeeping that must name a row of public.seller: may it go with it?\n    public.salesorder: delete")) << yaml;
    EXPECT_FALSE(has(yaml, "last_employee")) << "to have been hired is no sign of life\n" << yaml;
}

TEST(DraftOthers, LeavesNobodysNumberInAKey) {
    make_database("draft_party_keys", a_party());
    const auto yaml = draft("draft_party_keys", "public", "person");
    const auto anonymize = yaml.substr(yaml.find("\n  anonymize:"));
    EXPECT_TRUE(has(anonymize, "\n    public.personphone: delete")) << yaml;
    EXPECT_TRUE(has(anonymize, "# DECIDE: mark tells who it is, and is in the key, so that it can't be changed: may the row go?\n    public.extra: delete")) << yaml;
}

TEST(DraftOthers, KeepsOnlyTheColumnsThatAConstraintForbidsToChange) {
    make_database("draft_party_checks", a_party());
    const auto yaml = draft("draft_party_checks", "public", "person");
    const auto employee = yaml.substr(yaml.find("public.employee:", yaml.find("\n  anonymize:")), 500);
    EXPECT_TRUE(has(employee, "nationalidnumber: redact")) << yaml;
    EXPECT_TRUE(has(employee, "sex: keep")) << yaml;
    EXPECT_TRUE(has(employee, "employee_sex_check")) << "it says why\n" << yaml;
}

TEST(DraftOthers, AsksWhatHangsOnTheRowThatAPersonIsAKindOf) {
    make_database("draft_party_kinds", a_party());
    const auto yaml = draft("draft_party_kinds", "public", "person");
    const auto outward = yaml.rfind("public.party via person.id:");
    ASSERT_NE(outward, std::string::npos) << yaml;
    EXPECT_TRUE(has(yaml.substr(outward - 250, 250), "public.partyaddress")) << yaml;
}

TEST(DraftOthers, AsksWhetherTheCreatorOfAWritingWroteIt) {
    make_database("draft_creator", "create table person (id int primary key, email text, created timestamptz);"
                                   "create table comment (id int primary key, creator_id int not null references person, content text);"
                                   "create table machine (id int primary key, creator_id int not null references person, label text)");
    const auto text = draft("draft_creator", "public", "person");
    expect_sound("draft_creator", text);
    EXPECT_TRUE(has(text, "# DECIDE: done by the person, who may have written what is in content: then write delete")) << text;
}

TEST(DraftOthers, LeavesReferencesToThePersonWhoStays) {
    make_database("draft_reference", "create table users (id text primary key, email text, created timestamptz);"
                                     "create table audits (id int primary key, userid text, ip text);"
                                     "insert into users select md5('u' || i), 'p' || i || '@example.org', now() from generate_series(1, 50) as i;"
                                     "insert into audits select i, md5('u' || i), '10.0.0.' || i from generate_series(1, 50) as i");
    const auto text = draft("draft_reference", "public", "users");
    expect_sound("draft_reference", text);
    EXPECT_TRUE(has(text, "userid: keep ")) << text;
}

// The clerk who entered an employee has an account like the employee's.
TEST(DraftOthers, LeavesTheAccountOfWhoeverEnteredThePerson) {
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

TEST(DraftOthers, AsksAboutNoAccountThatOnlyOneCanHave) {
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

TEST(DraftOthers, DeletesNoInterviewsOfOthersWithTheInterviewer) {
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

TEST(DraftOthers, DeletesNobodyWhoMustGoOnBeingTheInterviewer) {
    make_database("draft_interviewer_not_null", interviews("interviewer_id int not null"));
    const auto yaml = draft("draft_interviewer_not_null", "hr", "applicant");
    expect_sound("draft_interviewer_not_null", yaml);
    EXPECT_TRUE(has(yaml, "1 key must go on naming somebody (hr.interview.interviewer_id)")) << yaml;
    EXPECT_FALSE(has(yaml, "interviewer_id: delete")) << yaml;
}

TEST(DraftOthers, AsksAboutAnEmployeesRowsThatLeadToSomebodyElse) {
    make_database("draft_interviewing", interviews("employee_id int not null"));
    const auto yaml = draft("draft_interviewing", "hr", "employee");
    expect_sound("draft_interviewing", yaml);
    EXPECT_TRUE(has(unwrapped(yaml), "another key of it leads to somebody else: may the row go with this person? Else keep it\n    hr.interview: delete\n")) << yaml;
}

TEST(DraftOthers, AsksAboutWhatIsBehindATableThatConnects) {
    make_database("draft_behind", R"sql(
create schema crm;
create table crm.contact (id int primary key, last_name text, created_on date);
create table crm.activity (id int primary key, subject text, details text, happened_on date);
create table crm.label (id int primary key, name text);
create table crm.file (id int primary key, document bytea);
create table crm.activity_contact (id int primary key, activity_id int not null references crm.activity, contact_id int not null references crm.contact);
create table crm.contact_label (contact_id int not null references crm.contact, label_id int not null references crm.label, primary key (contact_id, label_id));
create table crm.entity_file (id int primary key, contact_id int not null references crm.contact, file_id int not null references crm.file))sql");
    const auto yaml = draft("draft_behind", "crm", "contact");
    expect_sound("draft_behind", yaml);
    const std::string text = unwrapped(yaml);
    for (const std::string line : {"crm.activity via activity_contact.activity_id: delete", "crm.file via entity_file.file_id: delete"}) {
        const auto first = text.find("Then add " + line + "\n    crm.");
        EXPECT_NE(first, std::string::npos) << yaml;
        EXPECT_NE(text.find("Then add " + line + "\n    crm.", first + 1), std::string::npos) << "in both actions\n" << yaml;
        auto taken = yaml;
        for (const std::string action : {"\n  delete:\n", "\n  anonymize:\n"})
            taken.insert(taken.find(action) + action.size(), "    " + line + "\n");
        EXPECT_EQ(errors_of("draft_behind", taken), "") << "what is proposed has to pass";
    }
    EXPECT_FALSE(has(text, "crm.label via")) << "of labels there is a list\n" << yaml;
}

TEST(DraftOthers, SaysThatLargeObjectsStayBehind) {
    make_database("draft_large", R"sql(
create extension lo;
create table person (id int primary key, last_name text, created_on date, cv oid);
create table upload (id int primary key, person_id int not null references person, content lo);
create table picture (id int primary key, person_id int not null references person, content lo);
create trigger objects before update or delete on picture for each row execute function lo_manage(content))sql");
    const auto yaml = draft("draft_large", "public", "person");
    expect_sound("draft_large", yaml);
    const std::string asked = " stay behind when the row goes, and nobody finds them any more: does a trigger (lo_manage) or vacuumlo delete them? "
                              "Else let the row stay, and write { large_object: unlink } for the column\n";
    EXPECT_TRUE(has(unwrapped(yaml), "    # DECIDE: the large objects that cv names" + asked + "    public.person: delete\n")) << yaml;
    EXPECT_TRUE(has(unwrapped(yaml), "; the large objects that content names" + asked + "    public.upload: delete\n")) << yaml;
    EXPECT_TRUE(has(yaml, "\n    public.picture: delete  ")) << yaml;
}

TEST(DraftOthers, CallsNoTableEmptyOfPersonsThatHasNamesInIt) {
    std::string sql = "create schema shop; create table shop.staff (id int primary key, last_name text, created_on date);";
    for (const std::string name : {"rack", "shelf", "route", "carton", "pallet"})
        sql += "create table shop." + name + " (id int primary key, changed_by int references shop.staff, height int);";
    sql += "create table shop.checkout (id int primary key, changed_by int references shop.staff, email text, customer_note text);"
           "create table shop.credit_card (id int primary key, changed_by int references shop.staff, name text)";
    make_database("draft_telling", sql);
    const auto yaml = unwrapped(draft("draft_telling", "shop", "staff"));
    EXPECT_TRUE(has(yaml, "# DECIDE: 5 tables in which nothing of the person is to be changed, as it seems: carton, pallet, rack, route, shelf. ")) << yaml;
    EXPECT_TRUE(has(yaml, "# DECIDE: 2 tables kept as somebody else's, with columns that may say something of a person: checkout (email, customer_note), "
                          "credit_card (name). What is the person's there wants a line of its own\n    shop.*: keep\n"))
        << yaml;
}

// One address a household, and one office for all.
TEST(DraftOthers, LeavesNoSharedAddressUnmentioned) {
    make_database("draft_households", R"sql(
create table address (id int primary key, street text, postcode text);
create table office_address (id int primary key, street text, postcode text);
create table person (id int primary key, last_name text, left_on date, address_id int references address, work_address_id int references office_address);
insert into address select i, 'Main ' || i, '1234 AB' from generate_series(1, 25) as i;
insert into office_address values (1, 'Quay 1', '1234 AB');
insert into person select i, 'p', '2005-01-01', 1 + i % 25, 1 from generate_series(1, 100) as i;
analyze)sql");
    const auto yaml = draft("draft_households", "public", "person");
    expect_sound("draft_households", yaml);
    EXPECT_TRUE(has(yaml, "public.address via person.address_id: delete")) << yaml;
    EXPECT_TRUE(has(yaml, "public.office_address via person.work_address_id: keep")) << yaml;
    EXPECT_TRUE(has(unwrapped(yaml), "DECIDE: many persons have one row in common, and as it is those rows stay: is anything of a person in street, postcode? "
                                     "Then write delete"))
        << yaml;
}

TEST(DraftOthers, CutsTheInterviewerOff) {
    make_database("draft_interviewers", "create table employee (id int primary key, last_name text, left_on date);"
                                        "create table interview (id int primary key, interviewer_id int references employee, notes text)");
    const auto yaml = draft("draft_interviewers", "public", "employee");
    EXPECT_TRUE(has(yaml, "public.interview: { interviewer_id: null }")) << yaml;
}

} // namespace
} // namespace retention::drafting
