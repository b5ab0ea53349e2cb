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

// An account's branches may be somebody else's accounts.
TEST_F(CarefulReach, RowsBelowAnOutwardRowInItsOwnTableAreOnlyCutOff) {
    make_persons(", account_id int");
    exec("create table app.account (id int primary key, up int references app.account, name text);"
         "insert into app.account values (10, null, 'a'), (11, 10, 'b'), (12, 11, 'c');"
         "alter table app.person add foreign key (account_id) references app.account; update app.person set account_id = id + 9 where id < 3");
    const std::string lines = "    app.person: delete\n    app.account via person.account_id: delete\n    app.account via up: ";
    EXPECT_NE(findings(policy(lines + "delete\n")).find("OUTWARD_AROUND actions.act.app.account via up"), std::string::npos);
    EXPECT_NE(findings(policy(lines + "{ name: null, \"*\": keep }\n")).find("OUTWARD_AROUND"), std::string::npos);
    EXPECT_EQ(findings(policy(lines + "keep\n")).find("OUTWARD_AROUND"), std::string::npos);
    run(policy(lines + "{ up: null }\n"));
    EXPECT_EQ(value("select string_agg(id || coalesce(':' || up, ''), ',' order by id) from app.account"), "11,12:11");
}

TEST_F(CarefulReach, OutwardRowsThatPointToOneAnotherAreFollowedOnceAndTheCheckSaysSo) {
    make_persons(", home_id int");
    exec("create table app.home (id int primary key, before_id int references app.home); insert into app.home values (10, null), (11, 10), (12, 11);"
         "alter table app.person add foreign key (home_id) references app.home; update app.person set home_id = 12 where id = 1");
    const auto text = policy("    app.person: delete\n    app.home via person.home_id: delete\n    app.home via home.before_id: delete\n");
    EXPECT_NE(findings(text).find("OUTWARD_ONE_STEP actions.act.app.home via home.before_id"), std::string::npos);
    run(text);
    EXPECT_EQ(ids("app.home"), "10");
}

TEST_F(CarefulReach, OutwardRowsOfAThreadAreFoundHoweverDeep) {
    make_persons();
    exec("create table app.file (id int primary key); insert into app.file select generate_series(1, 6);"
         "create table app.post (id int primary key, author_id int references app.person, up int references app.post, file_id int references app.file);"
         "insert into app.post values (1, 1, null, 1), (2, 2, 1, 2), (3, null, 2, 3), (4, null, 3, 4), (5, 2, null, 5)");
    run(policy("    app.person: delete\n    app.post via author_id: delete\n    app.post via up: delete\n    app.file via app.post.file_id: delete\n"));
    EXPECT_EQ(ids("app.post"), "5");
    EXPECT_EQ(ids("app.file"), "5,6");
}

TEST_F(CarefulReach, ARefusedLinkIsToldOnce) {
    make_persons();
    exec("create table app.mail (id int primary key, rcpt text)");
    const auto told = findings(policy("    app.person: delete\n    app.mail: delete\n", "links:\n  app.mail: { column: nobody, to: app.person.mail }\n"));
    EXPECT_NE(told.find("COLUMN_UNKNOWN links.app.mail"), std::string::npos) << told;
    EXPECT_EQ(told.find("LINE_UNREACHED"), std::string::npos) << told;
}

TEST_F(CarefulReach, EveryConstantThatTheServerRefusesIsTold) {
    make_persons(", born date, seen date");
    const auto told = findings(policy("    app.person: { mail: { constant: x }, born: { constant: \"2020-02-31\" }, seen: { constant: \"2020-02-32\" }, "
                                      "ended_on: keep }\n"));
    EXPECT_NE(told.find("actions.act.app.person.born"), std::string::npos) << told;
    EXPECT_NE(told.find("actions.act.app.person.seen"), std::string::npos) << told;
}

TEST_F(CarefulReach, ATextSearchConfigurationThatDoesNotExistIsRefused) {
    make_persons(", found tsvector");
    EXPECT_NE(findings(policy("    app.person: { mail: null, ended_on: keep, found: { search: { from: [mail], config: klingon } } }\n"))
                  .find("actions.act.app.person.found"),
              std::string::npos);
}

TEST_F(CarefulReach, AnIndexThatTwoKeysNeedIsAskedForOnce) {
    make_persons();
    exec("create table app.note (id int primary key, owner_id int references app.person, kind text)");
    const auto told = findings(policy("    app.person: delete\n    app.note: delete\n",
                                      "links:\n  app.note: { column: owner_id, to: app.person.id, where: \"kind = 'x'\" }\n"));
    const auto first = told.find("INDEX_MISSING");
    ASSERT_NE(first, std::string::npos) << told;
    EXPECT_EQ(told.find("INDEX_MISSING", first + 1), std::string::npos) << told;
}

// As the hint says.
TEST_F(CarefulReach, AnInheritanceChildWithAColumnOfItsOwnGetsALineByALinkOfItsOwn) {
    make_persons();
    exec("create table app.note (id int primary key, person_id int references app.person, body text);"
         "create table app.memo (secret text) inherits (app.note);"
         "insert into app.note values (1, 1, 'b'); insert into app.memo values (2, 1, 'b', 's'), (3, 2, 'b', 's')");
    const std::string lines = "    app.person: { mail: null, ended_on: keep }\n    app.note: { body: null }\n";
    EXPECT_NE(findings(policy(lines)).find("PART_COLUMN_KEPT"), std::string::npos);
    const auto text = policy(lines + "    app.memo: { secret: null, body: null, \"*\": keep }\n", "links:\n  app.memo: { column: person_id, to: app.person.id }\n");
    EXPECT_EQ(findings(text).find("PART_COLUMN_KEPT"), std::string::npos);
    run(text);
    EXPECT_EQ(value("select string_agg(id || coalesce(body, '-') || coalesce(secret, '-'), ' ' order by id) from app.memo"), "2-- 3bs");
}

// A foreign key means the row of the table itself, never that of a child with the same number.
TEST_F(CarefulReach, RepliesToAPostAreNotThoseOfAnInheritanceChildWithItsNumber) {
    make_persons();
    exec("create table app.post (id int primary key, author_id int references app.person, up int references app.post, body text);"
         "create table app.memo (foreign key (author_id) references app.person) inherits (app.post);"
         "insert into app.post values (5, 2, null, 'a'), (6, 2, 5, 'a'), (7, 1, null, 'a'), (8, 2, 7, 'a'); insert into app.memo values (5, 1, null, 'a')");
    run(policy("    app.person: { mail: null, ended_on: keep }\n    app.post via author_id: { body: null, \"*\": keep }\n"
               "    app.post via up: { body: null, \"*\": keep }\n"));
    EXPECT_EQ(value("select string_agg(id::text, ',' order by id) from only app.post where body is null"), "7,8");
    EXPECT_EQ(value("select count(*) from app.memo where body is null"), "1");
}

} // namespace
} // namespace retention::jobs
