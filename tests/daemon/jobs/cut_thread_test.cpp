// SPDX-License-Identifier: Apache-2.0
//
// Replies that are only cut off are nobody's any more, and so is what answers to them; keys that don't wait for the
// commit order the deletes. Person 1 is due, 2 and 3 are not.
#include "tests/daemon/jobs/graph_fixture.hpp"

namespace retention::jobs {
namespace {

class CutThread : public GraphTest {
protected:
    void SetUp() override {
        GraphTest::SetUp();
        exec("create table app.person (id int primary key, ended_on date); insert into app.person values (1, "
             "'2000-01-01'), (2, null), (3, null)");
    }

    static void make_posts() {
        exec("create table app.post (id int primary key, author_id int references app.person, reply_to int references "
             "app.post, body text);"
             "insert into app.post values (1, 1, null, 'b'), (2, 2, 1, 'b'), (3, 3, 2, 'b'), (4, 1, 3, 'b'), (5, 2, 4, "
             "'b'), (6, 3, 5, 'b')");
    }

    static std::string posts() {
        return value("select coalesce(string_agg(id || ':' || coalesce(reply_to::text, '-') || coalesce(body, ''), ' ' "
                     "order by id), '') from app.post");
    }
};

TEST_F(CutThread, OnlyDirectRepliesAreCutOff) {
    make_posts();
    run(policy(
        "    app.person: delete\n    app.post via author_id: delete\n    app.post via reply_to: { reply_to: null }\n"));
    EXPECT_EQ(posts(), "2:-b 3:2b 5:-b 6:5b");
    EXPECT_EQ(told("app.post", "updated"), 2);
}

TEST_F(CutThread, OfPostsThatAreAnonymizedToo) {
    make_posts();
    run(policy("    app.person: delete\n    app.post via author_id: { author_id: null, body: null }\n    app.post via "
               "reply_to: { reply_to: null }\n"));
    EXPECT_EQ(posts(), "1:- 2:-b 3:2b 4:3 5:-b 6:5b");
}

TEST_F(CutThread, RepliesThatAreKeptKeepWhatAnswersThem) {
    make_posts();
    run(policy("    app.person: delete\n    app.post via author_id: { author_id: null, body: null }\n    app.post via "
               "reply_to: keep\n"));
    EXPECT_EQ(posts(), "1:- 2:1b 3:2b 4:3 5:4b 6:5b");
}

TEST_F(CutThread, WhatHangsBelowARepliesThatIsCutOffStays) {
    make_posts();
    exec("create table app.mark (id int primary key, post_id int references app.post); insert into app.mark select id, "
         "id from app.post");
    run(policy("    app.person: delete\n    app.post via author_id: delete\n    app.post via reply_to: { reply_to: "
               "null }\n    app.mark: delete\n"));
    EXPECT_EQ(ids("app.mark"), "2,3,5,6");
}

TEST_F(CutThread, AReplyThatIsChangedAndCutLeadsOn) {
    make_posts();
    run(policy("    app.person: delete\n    app.post via author_id: delete\n    app.post via reply_to: { reply_to: "
               "null, body: null }\n"));
    EXPECT_EQ(posts(), "2:- 3:- 5:- 6:-") << "a map that changes more than the key is an answer for all replies";
}

TEST_F(CutThread, ARestrictedKeyIsCheckedAtOnceEvenWhereItMayWait) {
    exec("create table app.a (id int primary key, person_id int references app.person on delete cascade, back int);"
         "create table app.b (id int primary key, a_id int not null references app.a deferrable);"
         "create table app.c (id int primary key, b_id int references app.b on delete restrict deferrable);"
         "alter table app.a add foreign key (back) references app.b deferrable; alter table app.b add c_id int "
         "references app.c deferrable;"
         "begin; set constraints all deferred; insert into app.a values (10, 1, 20), (11, 2, 21); insert into app.b "
         "values (20, 10, 30), (21, 11, 31);"
         "insert into app.c values (30, 20), (31, 21); commit");
    run(policy("    app.person: delete\n    app.a via person_id: delete\n    app.a via back: delete\n    app.b via "
               "a_id: delete\n"
               "    app.b via c_id: delete\n    app.c: delete\n"));
    EXPECT_EQ(ids("app.a") + " " + ids("app.b") + " " + ids("app.c"), "11 21 31");
}

} // namespace
} // namespace retention::jobs
