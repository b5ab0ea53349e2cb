// SPDX-License-Identifier: Apache-2.0
//
// Two tables of persons in one database: what is one person's must not go because another's turn has come.
#include "tests/daemon/drafting/draft_fixture.hpp"

#include <gtest/gtest.h>

#include <string>

namespace retention::drafting {
namespace {

// Applicants, of whom some were taken on.
std::string a_staff_office() {
    return R"sql(
create table employee (id int primary key, first_name text, last_name text, email text, hired_on date, status text);
create table applicant (id int primary key, first_name text, last_name text, email text, applied_at timestamptz, status text,
    employee_id int references employee, cv oid);
create table document (id int primary key, employee_id int references employee, applicant_id int references applicant, title text, scan bytea);
create index on applicant (employee_id);
create index on document (employee_id);
create index on document (applicant_id);
insert into employee select i, 'Ada', 'Lovelace', 'e' || i || '@example.org', '2015-01-01', 'active' from generate_series(1, 40) as i;
insert into applicant select i, 'Ada', 'Lovelace', 'a' || i || '@example.org', '2015-01-01', 'hired', i from generate_series(1, 40) as i;
insert into document select i, nullif(i % 2, 0) * i, i, 'a title', '\x00' from generate_series(1, 40) as i;
analyze)sql";
}

std::string part_of(const std::string& yaml, const std::string& from, const std::string& to) {
    const auto begin = yaml.find(from);
    return begin == std::string::npos ? "" : yaml.substr(begin, yaml.find(to, begin) - begin);
}

std::string removal_in(const std::string& yaml) {
    return part_of(unwrapped(yaml), "\n  delete:\n", "\n  anonymize:\n");
}

std::string blur_in(const std::string& yaml) {
    return part_of(unwrapped(yaml), "\n  anonymize:\n", "\nlimits:");
}

TEST(DraftTwoPersons, KeepsThePersonToWhomThePersonPoints) {
    make_database("draft_taken_on", a_staff_office());
    const auto yaml = draft("draft_taken_on", "public", "applicant");
    expect_sound("draft_taken_on", yaml);
    const std::string asked = "    # DECIDE: a person's row of its own, as it seems, for which other periods may hold: has its turn come with this person's? Then write ";
    EXPECT_TRUE(has(removal_in(yaml), asked + "delete\n    public.employee via applicant.employee_id: keep\n")) << yaml;
    EXPECT_TRUE(has(blur_in(yaml), asked + "a map of the columns\n    public.employee via applicant.employee_id: keep\n")) << yaml;
}

TEST(DraftTwoPersons, KeepsThePersonsWhoPointToThePerson) {
    make_database("draft_looked_after", a_staff_office());
    const auto yaml = draft("draft_looked_after", "public", "employee");
    expect_sound("draft_looked_after", yaml);
    EXPECT_TRUE(has(removal_in(yaml), "has its turn come with this person's? Then write delete\n    public.applicant: { employee_id: null }\n")) << yaml;
    EXPECT_TRUE(has(blur_in(yaml), "has its turn come with this person's? Then write a map of the columns\n    public.applicant: keep\n")) << yaml;
}

TEST(DraftTwoPersons, CountsFromTheApplication) {
    make_database("draft_applied", a_staff_office());
    EXPECT_TRUE(has(draft("draft_applied", "public", "applicant"), "    after: applied_at\n"));
}

// Whoever is meant by the table's own name, the row is said to be that one's.
TEST(DraftTwoPersons, AsksWhoseThePapersOfTwoAre) {
    make_database("draft_papers", a_staff_office() +
                                      "; create table payslip (id int primary key, employee_id int not null references employee, "
                                      "applicant_id int references applicant, paid_on date, amount numeric)");
    const auto yaml = draft("draft_papers", "public", "employee");
    expect_sound("draft_papers", yaml);
    EXPECT_TRUE(has(blur_in(yaml), "    # DECIDE: is the row the person's own?\n    public.document: keep\n")) << yaml;
    EXPECT_TRUE(has(blur_in(yaml), "    # DECIDE: is the row the person's own?\n    public.payslip: keep\n")) << yaml;
}

TEST(DraftTwoPersons, CutsNoPapersLooseWithoutAQuestion) {
    make_database("draft_cut_papers", a_staff_office());
    const auto yaml = draft("draft_cut_papers", "public", "employee");
    expect_sound("draft_cut_papers", yaml);
    EXPECT_TRUE(has(removal_in(yaml), "    # DECIDE: is the row the person's own? then write delete; as it is, nobody is named any more beside scan\n"
                                      "    public.document: { employee_id: null }\n"))
        << yaml;
}

TEST(DraftTwoPersons, CutsNoTextsLooseWithoutAQuestion) {
    make_database("draft_cut_texts", "create table employee (id int primary key, last_name text, left_on date);"
                                     "create table incident (id int primary key, handled_by int references employee, description text, day date);"
                                     "create table machine (id int primary key, handled_by int references employee, bought_on date)");
    const auto yaml = draft("draft_cut_texts", "public", "employee");
    expect_sound("draft_cut_texts", yaml);
    EXPECT_TRUE(has(removal_in(yaml), "    # DECIDE: done by the person, and somebody else's; as it is, nobody is named any more beside description\n"
                                      "    public.incident: { handled_by: null }\n"))
        << yaml;
    EXPECT_TRUE(has(yaml, "\n    public.machine: { handled_by: null }            # done by the person, and somebody else's\n")) << yaml;
}

std::string a_clinic() {
    return R"sql(
create table person (id int primary key, last_name text, created_on date);
create table patient (person_id int primary key references person, blood_group text);
create table staff (person_id int primary key references person, title text);
create table doctor (person_id int primary key references person, grade text);
create table encounter (id int primary key, patient_id int not null references patient, attending_id int references staff, doctor_id int references doctor,
    happened_on date, findings text);
create index on encounter (patient_id);
create index on encounter (attending_id);
create index on encounter (doctor_id))sql";
}

// With the doctor the encounters of all patients would go.
TEST(DraftTwoPersons, LeavesTheEncountersOfPatientsWhoStay) {
    make_database("draft_clinic", a_clinic());
    const auto yaml = draft("draft_clinic", "public", "person");
    expect_sound("draft_clinic", yaml);
    for (const auto& [column, table] : {std::pair("attending_id", "staff"), std::pair("doctor_id", "doctor")})
        EXPECT_TRUE(has(removal_in(yaml), std::string("    # DECIDE: done by public.") + table + ", and somebody else's, as it seems: if the row is theirs, write delete\n" +
                                              "    public.encounter via " + column + ": { " + column + ": null }\n"))
            << yaml;
    EXPECT_TRUE(has(removal_in(yaml), "    public.encounter via patient_id: delete ")) << yaml;
    EXPECT_TRUE(has(blur_in(yaml), "is anything of the person in ")) << yaml;
}

TEST(DraftTwoPersons, LeavesTheEncountersOfADoctorsPatients) {
    make_database("draft_doctors", a_clinic());
    for (const auto& [table, column] : {std::pair("staff", "attending_id"), std::pair("doctor", "doctor_id")}) {
        const auto yaml = draft("draft_doctors", "public", table);
        expect_sound("draft_doctors", yaml);
        EXPECT_TRUE(has(removal_in(yaml), "    # DECIDE: is the row the person's own? then write delete; as it is, nobody is named any more beside findings\n"
                                          "    public.encounter: { " + std::string(column) + ": null }\n"))
            << yaml;
        EXPECT_TRUE(has(blur_in(yaml), "    # DECIDE: is the row the person's own?\n    public.encounter: keep\n")) << yaml;
    }
}

TEST(DraftTwoPersons, AsksAboutTheNoteOfOneAboutAnother) {
    make_database("draft_notes", R"sql(
create table person (id int primary key, last_name text, created_on date);
create table customer (id int primary key, last_name text, created_on date);
create table note (id int primary key, customer_id int not null references customer, person_id int not null references person, body text);
create table letter (id int primary key, person_id int not null references person, recipient_person_id int not null references person, body text))sql");
    const std::string asked = "    # DECIDE: what somebody wrote or was sent, and another key of it leads to somebody else: may the row go with this person? Else keep it\n";
    for (const auto* table : {"person", "customer"}) {
        const auto yaml = draft("draft_notes", "public", table);
        expect_sound("draft_notes", yaml);
        EXPECT_TRUE(has(removal_in(yaml), asked + "    public.note: delete\n")) << yaml;
        EXPECT_TRUE(has(blur_in(yaml), "    # DECIDE: is the row the person's own?\n    public.note: keep\n")) << yaml;
    }
    const auto yaml = draft("draft_notes", "public", "person");
    for (const auto* column : {"person_id", "recipient_person_id"})
        EXPECT_TRUE(has(removal_in(yaml), asked + "    public.letter via " + column + ": delete\n")) << yaml;
}

TEST(DraftTwoPersons, CutsTheNoteAboutACustomerOffItsAuthor) {
    make_database("draft_cut_note", R"sql(
create table person (id int primary key, last_name text, created_on date);
create table customer (id int primary key, last_name text, created_on date);
create table note (id int primary key, customer_id int not null references customer, person_id int references person, body text))sql");
    const auto yaml = draft("draft_cut_note", "public", "person");
    EXPECT_TRUE(has(removal_in(yaml), "    # DECIDE: is the row the person's own? then write delete; as it is, nobody is named any more beside body\n"
                                      "    public.note: { person_id: null }\n"))
        << yaml;
}

TEST(DraftTwoPersons, AsksAnApplicantForTheEmployeesPapers) {
    make_database("draft_papers_too", a_staff_office());
    const auto yaml = draft("draft_papers_too", "public", "applicant");
    for (const auto& part : {removal_in(yaml), blur_in(yaml)})
        EXPECT_TRUE(has(part, "another key of it leads to somebody else: may the row go with this person? Else keep it\n    public.document: delete\n")) << yaml;
}

// Whoever made accounts for others has changed nobody's password by leaving.
TEST(DraftTwoPersons, LeavesTheAccountsThatAPersonsAccountHasMade) {
    make_database("draft_made_accounts", R"sql(
create table partner (id int primary key, name text, email text);
create table users (id int primary key, login text not null unique, password text, partner_id int not null references partner,
    create_uid int references users);
insert into partner select i, 'p', 'p@example.org' from generate_series(1, 30) as i;
insert into users values (1, 'boss', 'x', 1, null);
insert into users select i, 'login' || i, 'x', i, 1 from generate_series(2, 30) as i;
analyze)sql");
    const auto yaml = draft("draft_made_accounts", "public", "partner");
    expect_sound("draft_made_accounts", yaml);
    EXPECT_TRUE(has(yaml, "public.users via partner_id: ")) << yaml;
    EXPECT_TRUE(has(yaml, "public.users via create_uid: keep")) << yaml;
    EXPECT_TRUE(has(yaml, "DECIDE: other rows of the same table, perhaps somebody else's")) << yaml;
}

// What others wrote under a topic is theirs, and whoever wrote last has no share in it.
TEST(DraftTwoPersons, AsksBeforeATopicTakesPostsOfOthersAlong) {
    make_database("draft_topics", R"sql(
create table users (id int primary key, name text, username text, created_at timestamptz, last_seen_at timestamptz);
create table topics (id int primary key, user_id int not null references users, last_post_user_id int not null references users, title text, created_at timestamptz);
create table posts (id int primary key, user_id int not null references users, topic_id int not null references topics, raw text, created_at timestamptz);
insert into users select i, 'Ada ' || i, 'ada' || i, '2005-01-01', '2006-01-01' from generate_series(1, 20) as i;
insert into topics select i, i, i % 20 + 1, 'about', '2005-01-01' from generate_series(1, 20) as i;
insert into posts select i, i % 20 + 1, (i + 3) % 20 + 1, 'hello there', '2005-01-01' from generate_series(1, 60) as i;
analyze)sql");
    const auto yaml = draft("draft_topics", "public", "users");
    expect_sound("draft_topics", yaml);
    EXPECT_FALSE(has(yaml, "topics via last_post_user_id: delete")) << yaml;
    for (std::size_t at = yaml.find("posts via topic_id: delete"); at != std::string::npos; at = yaml.find("posts via topic_id: delete", at + 1))
        EXPECT_TRUE(has(unwrapped(yaml.substr(0, at)), "may what others have there go with it? Else keep")) << yaml;
}

// Whoever was invited has an account of their own.
TEST(DraftTwoPersons, LeavesWhoeverWasInvitedAlone) {
    make_database("draft_invited", R"sql(
create table accounts (id bigint primary key, username text, domain text, created_at timestamptz);
create table users (id bigint primary key, account_id bigint not null references accounts, email text, encrypted_password text, last_sign_in_at timestamptz);
create table invites (id bigint primary key, user_id bigint not null references users, code text, comment text);
alter table users add invite_id bigint references invites;
insert into accounts select i, 'ada' || i, null, '2005-01-01' from generate_series(1, 20) as i;
insert into users select i, i, 'ada' || i || '@example.org', 'x', '2005-01-01' from generate_series(1, 20) as i;
insert into invites values (1, 1, 'abc', 'for friends');
update users set invite_id = 1 where id > 10;
analyze)sql");
    const auto yaml = draft("draft_invited", "public", "accounts");
    expect_sound("draft_invited", yaml);
    EXPECT_FALSE(has(yaml, "public.users via invite_id: delete")) << yaml;
    EXPECT_TRUE(has(yaml, "public.users via invite_id: { invite_id: null }")) << yaml;
    const auto anonymize = yaml.substr(yaml.find("\n  anonymize:"));
    EXPECT_TRUE(has(anonymize, "public.users via invite_id: keep") || has(anonymize, "public.users via invite_id: { invite_id: null }")) << yaml;
}

// By whoever wrote it, and where nobody is named perhaps by whoever asked.
TEST(DraftTwoPersons, AsksWhoseCommentsOfNobodyAre) {
    make_database("draft_nobodys", R"sql(
create table users (id int primary key, name text, created_at timestamptz);
create table tickets (id int primary key, user_id int not null references users, title text, created_at timestamptz);
create table comments (id int primary key, user_id int references users, ticket_id int not null references tickets, body text);
insert into users select i, 'Ada ' || i, '2005-01-01' from generate_series(1, 20) as i;
insert into tickets select i, i, 'about', '2005-01-01' from generate_series(1, 20) as i;
insert into comments select i, nullif(i % 20, 0), (i + 3) % 20 + 1, 'hello there' from generate_series(1, 60) as i;
analyze)sql");
    const auto yaml = draft("draft_nobodys", "public", "users");
    expect_sound("draft_nobodys", yaml);
    EXPECT_TRUE(has(unwrapped(yaml.substr(yaml.find("\n  anonymize:"))), "where that one is empty, too: is anything of the person in body?")) << yaml;
}

} // namespace
} // namespace retention::drafting
