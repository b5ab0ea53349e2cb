// SPDX-License-Identifier: Apache-2.0
//
// An application that moves rows away, or points to them, while the batch waits for it: what is somebody else's by then stays. Person 1 is
// due, 2 and 3 are not.
#include "tests/daemon/jobs/graph_fixture.hpp"

#include <future>

namespace retention::jobs {
namespace {

class Meanwhile : public GraphTest {
protected:
    void SetUp() override {
        GraphTest::SetUp();
        exec("create table app.person (id int primary key, ended_on date);"
             "insert into app.person values (1, '2000-01-01'), (2, null), (3, null)");
    }

    // The applications commit one after the other, each when the batch waits for it.
    void run_while(const std::string& text, const std::vector<std::string>& applications) {
        const auto compiled = compile(text);
        const auto planned = start_run(compiled);
        std::vector<std::unique_ptr<Application>> open;
        for (const auto& statement : applications) {
            open.push_back(std::make_unique<Application>(dsn()));
            open.back()->exec(statement);
        }
        database::Session session(dsn(), kTimeouts);
        auto batch = std::async(std::launch::async, [&] { return one_batch(session, compiled); });
        for (const auto& application : open) {
            EXPECT_TRUE(waits_for_lock(kDatabase, session.backend_pid()));
            application->commit();
        }
        EXPECT_EQ(batch.get(), BatchRunner::Result::Worked);
        EXPECT_EQ(work_off(compiled, planned.run), "finished");
        EXPECT_EQ(outcome(planned.run, "failed"), 0) << log_text_.str();
        EXPECT_EQ(outcome(planned.run, "done"), 1);
    }

    // Album 10 of person 1; while the batch waits, person 2 pins it. Gives albums and pins.
    std::string pin_meanwhile(const std::string& on_delete) {
        exec("create table app.album (id int primary key, owner_id int references app.person);"
             "create table app.pin (id int primary key, person_id int references app.person, album_id int references app.album " + on_delete +
             "); insert into app.album values (10, 1), (11, 1), (20, 2); insert into app.pin values (100, 2, 20)");
        run_while(policy("    app.person: delete\n    app.album: { delete unless shared: { owner_id: null } }\n"
                         "    app.pin via person_id: delete\n    app.pin via album_id: keep\n"),
                  {"insert into app.pin values (101, 2, 10)"});
        return value("select (select string_agg(id || ':' || coalesce(owner_id::text, '-'), ' ' order by id) from app.album) || ', ' || "
                     "(select string_agg(id || ':' || coalesce(album_id::text, '-'), ' ' order by id) from app.pin)");
    }

    // Comment 10 of person 1; 11 answers it, 12 answers 11; 20 is a comment of 2, 30 another, which 31 answers, and 32 answers 31.
    static void make_comments(const std::string& author = "int references app.person", const std::string& parent = "int references app.comment") {
        exec("create table app.comment (id int primary key, author_id " + author + ", parent_id " + parent + ", body text);"
             "create index on app.comment (author_id); create index on app.comment (parent_id);"
             "insert into app.comment values (10, 1, null, 'b'), (11, 2, 10, 'b'), (12, 3, 11, 'b'), (20, 2, null, 'b'), (30, 2, null, 'b'),"
             "(31, 3, 30, 'b'), (32, 3, 31, 'b')");
    }

    static constexpr const char* kThread = "    app.person: delete\n    app.comment via author_id: delete\n    app.comment via parent_id: delete\n";
};

TEST_F(Meanwhile, WhatSomebodyIsAboutToPointToIsShared) { EXPECT_EQ(pin_meanwhile(""), "10:- 20:2, 100:20 101:10"); }

TEST_F(Meanwhile, WhatSomebodyIsAboutToPointToIsSharedThoughItWouldTakeHisRowWithIt) {
    EXPECT_EQ(pin_meanwhile("on delete cascade"), "10:- 20:2, 100:20 101:10");
}

TEST_F(Meanwhile, WhatSomebodyIsAboutToPointToIsSharedThoughHisRowWouldBeEmptied) {
    EXPECT_EQ(pin_meanwhile("on delete set null"), "10:- 20:2, 100:20 101:10");
}

TEST_F(Meanwhile, RepliesToAReplyThatIsMovedAwayStay) {
    make_comments();
    run_while(policy(kThread), {"update app.comment set parent_id = 20 where id = 11"});
    EXPECT_EQ(ids("app.comment"), "11,12,20,30,31,32");
}

TEST_F(Meanwhile, RepliesToAReplyThatIsMovedAwayKeepTheirWords) {
    make_comments();
    run_while(policy("    app.person: { ended_on: keep }\n    app.comment via author_id: { body: redact }\n"
                     "    app.comment via parent_id: { body: redact }\n"),
              {"update app.comment set parent_id = 20 where id = 11"});
    EXPECT_EQ(value("select string_agg(id::text, ',' order by id) from app.comment where body <> 'b'"), "10");
}

TEST_F(Meanwhile, RepliesThatAreLinkedStayWithTheOneThatIsMovedAway) {
    make_comments("int not null default 0", "int");
    run_while(policy(kThread, "links:\n  app.comment:\n    - { column: author_id, to: app.person.id }\n    - { column: parent_id, to: app.comment.id }\n"),
              {"update app.comment set parent_id = 20 where id = 11"});
    EXPECT_EQ(ids("app.comment"), "11,12,20,30,31,32");
}

TEST_F(Meanwhile, ARowThatIsMovedIntoAThreadGoesAndWhatIsMovedAwayFromItStays) {
    make_comments();
    run_while(policy(kThread), {"update app.comment set parent_id = 11 where id = 30", "update app.comment set parent_id = 20 where id = 31"});
    EXPECT_EQ(ids("app.comment"), "20,31,32");
}

TEST_F(Meanwhile, WhatGoesAroundARingAndIsMovedAwayStaysWithWhatItLeadsTo) {
    exec("create table app.team (id int primary key, lead_id int);"
         "create table app.member (id int primary key, person_id int references app.person, team_id int references app.team);"
         "alter table app.team add foreign key (lead_id) references app.member deferrable;"
         "insert into app.team values (10), (20), (30), (40);"
         "insert into app.member values (1, 1, null), (2, 2, 10), (3, 3, 30), (4, 3, 40), (99, 2, null);"
         "update app.team set lead_id = case id when 10 then 1 when 20 then 99 when 30 then 99 when 40 then 3 end");
    run_while(policy("    app.person: delete\n    app.member via person_id: delete\n    app.team: delete\n    app.member via team_id: delete\n"),
              {"update app.team set lead_id = 2 where id = 30", "update app.member set team_id = 20 where id = 3"});
    EXPECT_EQ(ids("app.team"), "20,40");
    EXPECT_EQ(ids("app.member"), "3,4,99") << "30 came to lead from 2, and 3 had left it";
}

} // namespace
} // namespace retention::jobs
