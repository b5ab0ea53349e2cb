// SPDX-License-Identifier: Apache-2.0
//
// `delete unless shared`: rows of the subject go, but for those to which rows of others point. Persons 1 and 2 are due,
// 3 is not.
#include "tests/daemon/jobs/graph_fixture.hpp"

namespace retention::jobs {
namespace {

class UnlessShared : public GraphTest {
protected:
    // Documents 10 and 11 of person 1, 20 of 2, 30 of 3.
    static void make_documents(const std::string& on_delete = "", const std::string& more = "") {
        exec("create table app.person (id int primary key, mail text, ended_on date);"
             "create table app.doc (id int primary key, owner_id int references app.person, body text" +
             more +
             ");"
             "insert into app.person values (1, 'm', '2000-01-01'), (2, 'm', '2000-01-01'), (3, 'm', null);"
             "insert into app.doc (id, owner_id, body) values (10, 1, 'b'), (11, 1, 'b'), (20, 2, 'b'), (30, 3, 'b');"
             "create table app.quote (id int primary key, author_id int references app.person, doc_id int references "
             "app.doc " +
             on_delete + ")");
    }

    static std::string docs() {
        return value("select coalesce(string_agg(id || ':' || coalesce(owner_id::text, '-'), ' ' order by id), '') "
                     "from app.doc");
    }

    static constexpr const char* kDocs =
        "    app.person: delete\n    app.doc: { delete unless shared: { owner_id: null } }\n";
};

TEST_F(UnlessShared, WhatOthersPointToStaysWithoutItsOwner) {
    make_documents();
    exec("insert into app.quote values (1, 3, 10), (2, 3, 30)");
    run(policy(std::string(kDocs) + "    app.quote via author_id: delete\n    app.quote via doc_id: keep\n"));
    EXPECT_EQ(docs(), "10:- 30:3");
    EXPECT_EQ(told("app.doc", "deleted"), 2);
    EXPECT_EQ(told("app.doc", "shared"), 1);
    EXPECT_EQ(told("app.doc", "updated"), 1);
    EXPECT_EQ(ids("app.quote"), "1,2");
}

TEST_F(UnlessShared, WhatTheSubjectsOwnRowsPointToGoes) {
    make_documents();
    exec("insert into app.quote values (1, 1, 10), (2, 2, 11), (3, 1, 30)");
    run(policy(std::string(kDocs) + "    app.quote via author_id: delete\n    app.quote via doc_id: keep\n"));
    EXPECT_EQ(docs(), "30:3");
    EXPECT_EQ(ids("app.quote"), "");
}

TEST_F(UnlessShared, RowsOfTheActionThatAreKeptShareToo) {
    make_documents();
    exec("create table app.seal (id int primary key, doc_id int references app.doc); insert into app.seal values (1, "
         "11)");
    run(policy(std::string(kDocs) +
               "    app.quote via author_id: delete\n    app.quote via doc_id: keep\n    app.seal: keep\n"));
    EXPECT_EQ(docs(), "11:- 30:3");
}

TEST_F(UnlessShared, WhatAColumnMapSaysHappensToTheOthersOnly) {
    make_documents();
    exec("insert into app.quote values (1, 3, 10)");
    run(policy("    app.person: delete\n    app.doc: { delete unless shared: { owner_id: null, body: redact } }\n"
               "    app.quote via author_id: delete\n    app.quote via doc_id: keep\n"));
    EXPECT_EQ(docs(), "10:- 30:3");
    EXPECT_EQ(value("select body from app.doc where id = 10"), "[redacted]");
    EXPECT_EQ(value("select body from app.doc where id = 30"), "b");
}

TEST_F(UnlessShared, APersonWhoStaysKeepsWhatIsShared) {
    make_documents();
    exec("insert into app.quote values (1, 3, 10)");
    run(policy("    app.person: { mail: null, ended_on: keep }\n    app.doc: delete unless shared\n"
               "    app.quote via author_id: keep\n    app.quote via doc_id: keep\n"));
    EXPECT_EQ(docs(), "10:1 30:3");
    EXPECT_EQ(told("app.doc", "shared"), 1);
}

TEST_F(UnlessShared, RepliesAmongTheSubjectsOwnGoFromTheLeaf) {
    make_documents("", ", up int references app.doc");
    exec("insert into app.doc values (12, 1, 'b', 11), (13, 1, 'b', 12), (14, 2, 'b', 20), (31, 3, 'b', 10)");
    run(policy("    app.person: delete\n    app.doc via owner_id: { delete unless shared: { owner_id: null } }\n    "
               "app.doc via up: keep\n"
               "    app.quote via author_id: delete\n    app.quote via doc_id: keep\n"));
    EXPECT_EQ(docs(), "10:- 30:3 31:3") << "31 is an answer of person 3 to 10";
    EXPECT_EQ(told("app.doc", "deleted"), 5);
    EXPECT_EQ(told("app.doc", "shared"), 1);
}

TEST_F(UnlessShared, ARowThatPointsToItselfIsNotShared) {
    make_documents("", ", up int references app.doc");
    exec("update app.doc set up = id");
    run(policy("    app.person: delete\n    app.doc via owner_id: { delete unless shared: { owner_id: null } }\n    "
               "app.doc via up: keep\n"
               "    app.quote via author_id: delete\n    app.quote via doc_id: keep\n"));
    EXPECT_EQ(docs(), "30:3");
}

// Two of the subject's rows that point to each other keep each other: careful, and counted.
TEST_F(UnlessShared, RowsThatPointToEachOtherStay) {
    make_documents("", ", up int references app.doc");
    exec("update app.doc set up = 21 - id where id in (10, 11)");
    run(policy("    app.person: delete\n    app.doc via owner_id: { delete unless shared: { owner_id: null } }\n    "
               "app.doc via up: keep\n"
               "    app.quote via author_id: delete\n    app.quote via doc_id: keep\n"));
    EXPECT_EQ(docs(), "10:- 11:- 30:3");
    EXPECT_EQ(told("app.doc", "shared"), 2);
}

TEST_F(UnlessShared, NoKeyOfTheServersTakesAwayWhatIsShared) {
    for (const std::string on_delete : {"on delete set null", "on delete cascade", "on delete restrict",
                                        "on delete no action deferrable", "on delete set default"}) {
        make_documents(on_delete);
        exec("insert into app.quote values (1, 3, 10), (2, 1, 11)");
        run(policy(std::string(kDocs) + "    app.quote via author_id: delete\n    app.quote via doc_id: keep\n"));
        EXPECT_EQ(docs(), "10:- 30:3") << on_delete;
        EXPECT_EQ(value("select string_agg(id || ':' || doc_id, ' ') from app.quote"), "1:10") << on_delete;
        exec("drop table app.quote, app.doc, app.person; truncate retentiond.batch, retentiond.run cascade");
    }
}

TEST_F(UnlessShared, InSmallBatchesTheLastOneTakesWhatTheFirstLeft) {
    make_documents();
    exec("insert into app.quote values (1, 2, 10), (2, 1, 20)");
    run(policy("    app.person: delete\n    app.doc: { delete unless shared: { owner_id: null } }\n"
               "    app.quote via author_id: delete\n    app.quote via doc_id: keep\n"),
        1);
    EXPECT_EQ(docs(), "10:- 30:3") << "10 was person 2's, too, when 1 went; afterwards it is nobody's";
}

TEST_F(UnlessShared, SubjectsOfOneBatchDoNotShareWithEachOther) {
    make_documents();
    exec("alter table app.person add favourite int references app.doc; update app.person set favourite = 20 where id = "
         "1;"
         "update app.person set favourite = 11 where id = 3");
    run(policy("    app.person: delete\n    app.person via favourite: keep\n    app.doc: { delete unless shared: { "
               "owner_id: null } }\n"
               "    app.quote via author_id: delete\n    app.quote via doc_id: keep\n"));
    EXPECT_EQ(docs(), "11:- 30:3");
}

TEST_F(UnlessShared, WhatALinkPointsToIsShared) {
    make_documents();
    exec("create table app.bookmark (id int primary key, target text, kind text);"
         "insert into app.bookmark values (1, '10', 'doc'), (2, '11', 'page'), (3, null, 'doc')");
    run(policy(std::string(kDocs) +
                   "    app.quote via author_id: delete\n    app.quote via doc_id: keep\n    app.bookmark: keep\n",
               "links:\n  app.bookmark: { column: target, to: app.doc.id, where: \"kind = 'doc'\" }\n"));
    EXPECT_EQ(docs(), "10:- 30:3");
}

TEST_F(UnlessShared, WhatHangsBelowGoesBeforeAndSoDoesNotShare) {
    make_documents();
    exec("create table app.page (id int primary key, doc_id int references app.doc); insert into app.page values (1, "
         "10), (2, 30)");
    run(policy(std::string(kDocs) +
               "    app.quote via author_id: delete\n    app.quote via doc_id: keep\n    app.page: delete\n"));
    EXPECT_EQ(docs(), "30:3");
    EXPECT_EQ(ids("app.page"), "2");
}

TEST_F(UnlessShared, WithoutWordForThoseThatStayTheCheckRefuses) {
    make_documents();
    EXPECT_NE(
        findings(
            policy("    app.person: delete\n    app.doc: delete unless shared\n    app.quote via author_id: delete\n"
                   "    app.quote via doc_id: keep\n"))
            .find("DELETE_LEAVES_ROWS actions.act.app.doc"),
        std::string::npos);
    EXPECT_NE(
        findings(
            policy("    app.person: delete unless shared\n    app.doc: delete\n    app.quote via author_id: delete\n"
                   "    app.quote via doc_id: delete\n"))
            .find("SUBJECT_SHARED"),
        std::string::npos);
}

TEST_F(UnlessShared, ATriggerThatForbidsTheDeleteIsFound) {
    make_documents();
    exec("create function app.f() returns trigger language plpgsql as $$ begin if old.id = 10 then return null; end "
         "if; return old; end $$;"
         "create trigger t before delete on app.doc for each row execute function app.f()");
    EXPECT_EQ(run_with_failures(
                  policy(std::string(kDocs) + "    app.quote via author_id: delete\n    app.quote via doc_id: keep\n")),
              "1 done, 1 failed: RT001 app.doc");
    EXPECT_EQ(docs(), "10:1 11:1 30:3");
}

TEST_F(UnlessShared, ARowThatIsPointedToMeanwhileStays) {
    make_documents();
    const auto compiled =
        compile(policy(std::string(kDocs) + "    app.quote via author_id: delete\n    app.quote via doc_id: keep\n"));
    const auto planned = start_run(compiled);
    exec("insert into app.quote values (7, 3, 11)");
    EXPECT_EQ(work_off(compiled, planned.run), "finished");
    EXPECT_EQ(docs(), "11:- 30:3");
}

// A team has members, and a member leads teams: such rows are known before anything goes. Person 1 leads teams 1, 2 and 4, in which 11 is
// a member and leads team 5; guests point to 1, 3 and 5.
TEST_F(UnlessShared, AroundACycleOfKeysWhatOthersPointToStays) {
    for (const std::string value_of_name : {"redact", "token", "scrub"}) {
        exec("create table app.person (id int primary key, mail text, ended_on date);"
             "insert into app.person values (1, 'ann@x.example', '2000-01-01'), (3, 'cas@x.example', null);"
             "create table app.member (id int primary key, person_id int references app.person, team_id int);"
             "create table app.team (id int primary key, leader_id int references app.member deferrable, name text default 'ann@x.example');"
             "alter table app.member add foreign key (team_id) references app.team deferrable;"
             "create table app.guest (id int primary key, team_id int references app.team on delete cascade);"
             "insert into app.member values (10, 1, null), (30, 3, null);"
             "insert into app.team values (1, 10), (2, 10), (3, 30), (4, 10); insert into app.member values (11, null, 4);"
             "insert into app.team values (5, 11); insert into app.guest values (1, 1), (3, 3), (5, 5)");
        std::string text = policy("    app.person: delete\n    app.member via person_id: delete\n    app.member via team_id: delete\n"
                                  "    app.team: { delete unless shared: { leader_id: null, name: " + value_of_name + " } }\n    app.guest: keep\n");
        const std::string table = "table: app.person";
        text.insert(text.find(table) + table.size(), ", identifiers: [mail]");
        run(text);
        EXPECT_EQ(value("select string_agg(id || ':' || coalesce(leader_id::text, '-'), ' ' order by id) from app.team"), "1:- 3:30 5:-");
        EXPECT_EQ(value("select count(*) from app.team where name = 'ann@x.example'"), "1") << value_of_name;
        EXPECT_EQ(ids("app.guest"), "1,3,5");
        EXPECT_EQ(ids("app.member"), "30");
        EXPECT_EQ(told("app.team", "shared"), 2);
        exec("drop table app.person, app.member, app.team, app.guest cascade; truncate retentiond.batch, retentiond.run cascade");
    }
}

// Channels of persons 1 and 3, of whom 3 stays, of 1 and 2, of 2, and of 1 to 3.
class UnlessSharedByALink : public GraphTest {
protected:
    void SetUp() override {
        GraphTest::SetUp();
        exec("create table app.person (id int primary key, mail text, ended_on date);"
             "create index on app.person (mail);"
             "insert into app.person values (1, 'a', '2000-01-01'), (2, 'b', '2000-01-01'), (3, 'a', null);"
             "create table app.channel (id int primary key, title text, members jsonb);"
             "insert into app.channel values (10, 't', '[1, 3]'), (11, 't', '[1, 2]'), (12, 't', '[2]'), (13, 't', '[\"1\", \"2\", \"3\"]'),"
             " (14, 't', '[3]');"
             "create table app.letter (id int primary key, recipient text, body text);"
             "insert into app.letter values (10, 'a', 'b'), (11, 'b', 'b'), (12, 'c', 'b')");
    }

    static std::string channels() { return value("select string_agg(id || ':' || members, ' ' order by id) from app.channel"); }

    static constexpr const char* kLinks = "links:\n  app.channel: { elements: members, to: app.person.id }\n"
                                          "  app.letter: { column: recipient, to: app.person.mail }\n";
    static constexpr const char* kLines = "    app.person: delete\n"
                                          "    app.channel: { delete unless shared: { members: remove, title: keep } }\n"
                                          "    app.letter: { delete unless shared: { recipient: null, body: keep } }\n";
};

TEST_F(UnlessSharedByALink, TheKeyIsTakenOutOfAnArrayWithOthers) {
    run(policy(kLines, kLinks));
    EXPECT_EQ(channels(), "10:[3] 13:[\"3\"] 14:[3]");
    EXPECT_EQ(told("app.channel", "deleted"), 2);
    EXPECT_EQ(told("app.channel", "updated"), 2);
    EXPECT_EQ(told("app.channel", "shared"), 2);
}

TEST_F(UnlessSharedByALink, OfTwoBatchesTheSecondTakesWhatTheFirstLeft) {
    run(policy(kLines, kLinks), 1);
    EXPECT_EQ(channels(), "10:[3] 13:[\"3\"] 14:[3]");
}

TEST_F(UnlessSharedByALink, FromAChannelThatIsPointedToTheKeyIsTakenOutAsWell) {
    exec("create table app.bookmark (id int primary key, channel_id int references app.channel); insert into app.bookmark values (1, 12)");
    run(policy(std::string(kLines) + "    app.bookmark: keep\n", kLinks));
    EXPECT_EQ(channels(), "10:[3] 12:[] 13:[\"3\"] 14:[3]");
    EXPECT_EQ(told("app.channel", "shared"), 3);
}

TEST_F(UnlessSharedByALink, AValueThatIsSomebodyElsesAsWellStaysAndIsCounted) {
    run(policy(kLines, kLinks));
    EXPECT_EQ(value("select string_agg(id || ':' || recipient, ' ' order by id) from app.letter"), "10:a 12:c");
    EXPECT_EQ(told("app.letter", "deleted"), 1);
    EXPECT_EQ(told("app.letter", "updated"), 0);
    EXPECT_EQ(told("app.letter", "shared"), 1);
}

} // namespace
} // namespace retention::jobs
