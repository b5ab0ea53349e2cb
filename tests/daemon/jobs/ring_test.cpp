// SPDX-License-Identifier: Apache-2.0
//
// Keys that lead around: a team has members, and a member leads teams. Person 1 is due, 2 and 3 are not.
#include "tests/daemon/jobs/graph_fixture.hpp"

namespace retention::jobs {
namespace {

class Ring : public GraphTest {
protected:
    static void make_persons() {
        exec("create table app.person (id int primary key, mail text, ended_on date);"
             "insert into app.person values (1, 'm', '2000-01-01'), (2, 'm', null), (3, 'm', null)");
    }
};

TEST_F(Ring, IsFollowedAnyNumberOfTimes) {
    make_persons();
    exec("create table app.team (id int primary key, person_id int references app.person, lead_id int);"
         "create table app.member (id int primary key, team_id int references app.team deferrable, remark text);"
         "insert into app.team values (1, 1, null), (9, 2, null); insert into app.member values (11, 1, 'x'), (19, 9, 'x');"
         "insert into app.team values (2, null, 11), (8, null, 19); insert into app.member values (12, 2, 'x'), (18, 8, 'x');"
         "insert into app.team values (3, null, 12); insert into app.member values (13, 3, 'x');"
         "insert into app.team values (4, null, 13); insert into app.member values (14, 4, 'x');"
         "alter table app.team add foreign key (lead_id) references app.member deferrable");
    const std::string teams = "    app.team via person_id: delete\n    app.team via lead_id: delete\n";
    run(policy("    app.person: delete\n" + teams + "    app.member: delete\n"));
    EXPECT_EQ(ids("app.team"), "8,9");
    EXPECT_EQ(ids("app.member"), "18,19");
}

TEST_F(Ring, HoldsThePersonByARowFarDown) {
    make_persons();
    exec("create table app.team (id int primary key, person_id int references app.person, lead_id int);"
         "create table app.member (id int primary key, team_id int references app.team deferrable);"
         "insert into app.team values (1, 1, null); insert into app.member values (11, 1); insert into app.team values (2, null, 11);"
         "insert into app.member values (12, 2); insert into app.team values (3, null, 12); insert into app.member values (13, 3);"
         "alter table app.team add foreign key (lead_id) references app.member deferrable;"
         "insert into retentiond.hold (subject_table, key_columns, key, reason, placed_by) values ('app.member', 'id', '13', 'court', 'test')");
    run(policy("    app.person: delete\n    app.team via person_id: delete\n    app.team via lead_id: delete\n    app.member: delete\n"));
    EXPECT_EQ(ids("app.person"), "1,2,3");
    EXPECT_EQ(ids("app.member"), "11,12,13");
}

} // namespace
} // namespace retention::jobs
