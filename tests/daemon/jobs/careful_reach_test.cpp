// SPDX-License-Identifier: Apache-2.0
//
// Rows that look like the subject's and are somebody else's, or nobody's. Person 1 is due, 2 and 3 are not.
#include "tests/daemon/jobs/graph_fixture.hpp"

namespace retention::jobs {
namespace {

class CarefulReach : public GraphTest {
protected:
    static void make_persons(const std::string& columns = {}) {
        exec("create table app.person (id int primary key, mail text, ended_on date" + columns +
             "); insert into app.person (id, mail, ended_on) values (1, 'm', '2000-01-01'), (2, 'm', null), (3, 'm', null)");
    }
};

TEST_F(CarefulReach, AThreadByALinkHoldsOnlyRowsOfWhichTheLinkSpeaks) {
    make_persons();
    exec("create table app.remark (id int primary key, author_id int references app.person, parent_type text, parent_id int);"
         "insert into app.remark values (5, 1, null, null), (6, 2, 'post', 5), (7, 3, 'remark', 6), (8, 3, 'remark', 5), (9, 2, 'remark', 8)");
    run(policy("    app.person: delete\n    app.remark via author_id: delete\n    app.remark via parent_id: delete\n",
               "links:\n  app.remark: { column: parent_id, to: app.remark.id, where: \"parent_type = 'remark'\" }\n"));
    EXPECT_EQ(ids("app.remark"), "6,7");
}

TEST_F(CarefulReach, ASearchVectorKnowsWhatAnExpressionMadeOfItsColumn) {
    make_persons();
    exec("create table app.note (id int primary key, person_id int references app.person, body text, found tsvector);"
         "insert into app.note values (1, 1, 'secret words', to_tsvector('simple', 'secret words'))");
    run(policy("    app.person: { mail: null, \"*\": keep }\n"
               "    app.note: { body: { sql: \"left(body, 0) || 'nothing'\" }, found: { search: { from: [body] } } }\n"));
    EXPECT_EQ(value("select body || ': ' || found::text from app.note"), "nothing: 'nothing':1");
}

TEST_F(CarefulReach, AnOutwardLinkMeansTheRowThatItFindsAndNoOther) {
    make_persons(", home text");
    exec("create table app.home (code varchar(3) primary key); insert into app.home values ('abc'), ('xyz');"
         "update app.person set home = case id when 1 then 'abcdef' else 'xyz' end");
    run(policy("    app.person: delete\n    app.home via person.home: delete\n", "links:\n  app.person: { column: home, to: app.home.code }\n"));
    EXPECT_EQ(value("select string_agg(code, ',' order by code) from app.home"), "abc,xyz");
}

TEST_F(CarefulReach, WhatAKeptPersonPointsToByAKeptKeyStays) {
    make_persons(", folder_id int");
    exec("create table app.folder (id int primary key, owner_id int references app.person on delete set null);"
         "insert into app.folder values (10, 1), (11, 1); update app.person set folder_id = 10 where id = 1;"
         "alter table app.person add foreign key (folder_id) references app.folder on delete set null");
    run(policy("    app.person: { mail: null, \"*\": keep }\n    app.person via folder_id: keep\n    app.folder: delete unless shared\n"));
    EXPECT_EQ(ids("app.folder"), "10");
    EXPECT_EQ(value("select folder_id from app.person where id = 1"), "10");
}

TEST_F(CarefulReach, NothingGoesWithAnOutwardRowThatIsKept) {
    make_persons(", account_id int");
    exec("create table app.account (id int primary key); create table app.login (id int primary key, account_id int references app.account);"
         "alter table app.person add foreign key (account_id) references app.account");
    EXPECT_NE(refusal(policy("    app.person: delete\n    app.account via person.account_id: keep\n    app.login: delete\n")), "");
    EXPECT_NE(refusal(policy("    app.person: delete\n    app.account via person.account_id: delete\n    app.login: delete unless shared\n")), "");
    EXPECT_EQ(refusal(policy("    app.person: delete\n    app.account via person.account_id: delete\n    app.login: delete\n")), "");
}

} // namespace
} // namespace retention::jobs
