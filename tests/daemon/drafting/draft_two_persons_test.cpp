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
    EXPECT_TRUE(has(blur_in(yaml), "    # DECIDE: is the row the person's own?\n    public.document via employee_id: keep\n")) << yaml;
    EXPECT_TRUE(has(blur_in(yaml), "    # DECIDE: is the row the person's own?\n    public.payslip: keep\n")) << yaml;
}

TEST(DraftTwoPersons, CutsNoPapersLooseWithoutAQuestion) {
    make_database("draft_cut_papers", a_staff_office());
    const auto yaml = draft("draft_cut_papers", "public", "employee");
    expect_sound("draft_cut_papers", yaml);
    EXPECT_TRUE(has(removal_in(yaml), "    # DECIDE: is the row the person's own? then write delete; as it is, nobody is named any more beside scan\n"
                                      "    public.document via employee_id: { employee_id: null }\n"))
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

} // namespace
} // namespace retention::drafting
