// SPDX-License-Identifier: Apache-2.0
//
// Which rows an action finds, in schemas as applications really have them: nobody else's, and all of the subject's.
#include "tests/daemon/jobs/fixture.hpp"

#include <future>

namespace retention::jobs {
namespace {

// A policy about app.person, all of whom with an `ended_on` are due. `middle` comes before the actions.
std::string policy(const std::string& actions, const std::string& middle = {}) {
    return "policy: p\nmode: enforce\nsubject: { table: app.person }\nclasses: { former: ended_on is not null, active: ended_on is null }\n"
           "rules:\n  - { name: r, class: former, keep: P1Y, after: ended_on, then: act }\n" +
           middle + "actions:\n  act:\n" + actions + "limits: { persons: null, share: null, growth: null }\n";
}

class Reach : public ShopTest {
protected:
    void SetUp() override {
        ShopTest::SetUp();
        exec("create schema app");
    }

    // Does all that is due and gives the run's number.
    long long run(const std::string& text) {
        const auto compiled = compile(text);
        const auto planned = start_run(compiled);
        EXPECT_EQ(work_off(compiled, planned.run), "finished");
        EXPECT_EQ(outcome(planned.run, "failed"), 0);
        return planned.run;
    }

    static long long deleted(const std::string& table) {
        return std::stoll(value("select coalesce(sum((counts -> '" + table + "' ->> 'deleted')::bigint), 0) from retentiond.batch"));
    }

    // What the check says against it.
    std::string refusal(const std::string& text) {
        try {
            compile(text);
            return {};
        } catch (const std::runtime_error& error) {
            return error.what();
        }
    }
};

TEST_F(Reach, AConditionOverOtherSubjectsRowsIsRefused) {
    exec("create table app.person (id int primary key, household int, legal_hold bool not null default false, ended_on date)");
    const std::string actions = "    app.person: delete\n";
    EXPECT_NE(refusal(policy(actions, "holds:\n  - { name: h, where: \"bool_or(legal_hold) over (partition by household)\" }\n"))
                  .find("holds.h: window functions are not allowed"),
              std::string::npos)
        << "a batch sees other rows than the plan";
    EXPECT_NE(refusal(policy(actions, "holds:\n  - { name: h, where: \"bool_or(legal_hold)\" }\n")).find("holds.h: aggregate functions are"),
              std::string::npos);
    auto text = policy(actions);
    text.replace(text.find("after: ended_on"), 15, "after: \"max(ended_on) over ()\"");
    EXPECT_NE(refusal(text).find("rules.r.after: window functions are not allowed"), std::string::npos);
    EXPECT_EQ(refusal(policy(actions, "holds:\n  - { name: h, where: \"exists (select from app.person o where o.household = "
                                      "person.household and o.legal_hold)\" }\n")),
              "");
}

TEST_F(Reach, OfAPolymorphicLinkIsWhatItsConditionSays) {
    exec("create table app.person (id int primary key, ended_on date); create table app.doc (id int primary key);"
         "create table app.note (id int primary key, person_id int references app.person, ref_type text, ref_id int);"
         "insert into app.person values (1, '2000-01-01'), (2, null); insert into app.doc values (5), (6);"
         "insert into app.note values (1, 1, 'invoice', 5), (2, 1, 'doc', 6)");
    run(policy("    app.person: delete\n    app.note: delete\n    app.doc via note.ref_id: delete\n",
               "links:\n  app.note: { column: ref_id, to: app.doc.id, where: \"ref_type = 'doc'\" }\n"));
    EXPECT_EQ(value("select string_agg(id::text, ',') from app.doc"), "5");
}

TEST_F(Reach, RowsThatWereCutOffKeepWhatHangsBelowThem) {
    exec("create table app.person (id int primary key, ended_on date);"
         "create table app.task (id int primary key, owner int references app.person, helper int references app.person);"
         "create table app.comment (id int primary key, task_id int references app.task);"
         "insert into app.person values (1, '2000-01-01'), (2, null); insert into app.task values (10, 2, 1), (11, 1, 2);"
         "insert into app.comment values (100, 10), (101, 11)");
    run(policy("    app.person: keep\n    app.task via owner: keep\n    app.task via helper: { helper: null }\n    app.comment: delete\n"));
    EXPECT_EQ(value("select string_agg(id::text, ',') from app.comment"), "100") << "of the task that is person 2's";
}

TEST_F(Reach, AForeignKeyNeverMeansARowOfAnInheritanceChild) {
    exec("create table app.person (id int primary key, ended_on date, address_id int);"
         "create table app.address (id int primary key, street text); create table app.foreign_address () inherits (app.address);"
         "alter table app.person add foreign key (address_id) references app.address;"
         "create table app.activity (id int primary key, person_id int references app.person);"
         "create table app.call () inherits (app.activity); alter table app.call add foreign key (person_id) references app.person;"
         "create table app.attachment (id int primary key, activity_id int references app.activity);"
         "insert into app.address values (7, 'here'); insert into app.foreign_address values (7, 'there');"
         "insert into app.person values (1, '2000-01-01', 7), (2, null, null); insert into app.activity values (5, 2);"
         "insert into app.call values (5, 1); insert into app.attachment values (50, 5)");
    run(policy("    app.person: delete\n    app.activity: delete\n    app.attachment: delete\n    app.address via person.address_id: delete\n",
               "facts: { street: { value: app.address.street } }\n"));
    EXPECT_EQ(count("app.attachment"), 1) << "it hangs below person 2's activity, whatever the number of person 1's call";
    EXPECT_EQ(value("select string_agg(street, ',') from app.address"), "there");
    EXPECT_EQ(value("select (census ->> 'subjects') from retentiond.run"), "2") << "and a fact finds one row";
}

TEST_F(Reach, AKeyToAPartitionMeansThatPartition) {
    exec("create table app.person (region text, id int, ended_on date, primary key (region, id)) partition by list (region);"
         "create table app.person_eu partition of app.person for values in ('eu'); create table app.person_us partition of app.person for "
         "values in ('us'); alter table app.person_eu add unique (id);"
         "create table app.invoice (id int primary key, eu_person int references app.person_eu (id));"
         "insert into app.person values ('eu', 1, null), ('us', 1, '2000-01-01'), ('eu', 2, '2000-01-01');"
         "insert into app.invoice values (10, 1), (20, 2)");
    run(policy("    app.person: delete\n    app.invoice: delete\n"));
    EXPECT_EQ(value("select string_agg(id::text, ',') from app.invoice"), "10");
    EXPECT_EQ(count("app.person"), 1);
}

TEST_F(Reach, ATypeWhoseEqualityIsHiddenIsRefused) {
    exec("create schema ext; create extension citext schema ext;"
         "create table app.person (id int primary key, login ext.citext unique, ended_on date);"
         "create table app.act (login ext.citext references app.person (login), at date); create index on app.act (login)");
    const auto text = policy("    app.person: delete\n    app.act: delete\n");
    EXPECT_NE(refusal(text).find("\"=\" of ext.citext"), std::string::npos) << refusal(text);
    exec("do $$ begin execute 'alter database ' || current_database() || ' set search_path = \"$user\", public, ext'; end $$");
    EXPECT_EQ(refusal(text), "");
    exec("do $$ begin execute 'alter database ' || current_database() || ' reset search_path'; end $$");
}

TEST_F(Reach, ALinkBetweenCitextAndTextDoesNotMindCapitals) {
    exec("create extension citext; create table app.person (id int primary key, email citext unique, ended_on date);"
         "create table app.mail (rcpt text, body text); create index on app.mail (rcpt);"
         "insert into app.person values (1, 'Jane@Example.com', '2000-01-01'), (2, 'Joe@Example.com', null);"
         "insert into app.mail values ('JANE@example.com', 'a'), ('joe@example.com', 'b')");
    run(policy("    app.person: delete\n    app.mail: delete\n", "links:\n  app.mail: { column: rcpt, to: app.person.email }\n"));
    EXPECT_EQ(value("select string_agg(body, ',') from app.mail"), "b");
}

TEST_F(Reach, ThreadsAreFollowedToAnyDepthWithAllBelowThem) {
    exec("create table app.person (id int primary key, ended_on date);"
         "create table app.message (id int primary key, person_id int references app.person, up int references app.message on delete cascade);"
         "create table app.mark (message_id int references app.message on delete cascade, what text);"
         "insert into app.person values (1, '2000-01-01'), (2, null);"
         "insert into app.message select n, case when n = 1 then 1 else 2 end, nullif(n - 1, 0) from generate_series(1, 25) n;"
         "insert into app.message values (100, 2, null); insert into app.mark select id, 'x' from app.message");
    run(policy("    app.person: delete\n    app.message via person_id: delete\n    app.message via up: delete\n    app.mark: delete\n"));
    EXPECT_EQ(value("select string_agg(id::text, ',') from app.message"), "100");
    EXPECT_EQ(deleted("app.message"), 25);
    EXPECT_EQ(deleted("app.mark"), 25) << "by us, and counted";
}

TEST_F(Reach, ARowMovedToSomebodyElseMeanwhileKeepsWhatHangsBelowIt) {
    exec("create table app.person (id int primary key, ended_on date);"
         "create table app.activity (id int primary key, person_id int references app.person);"
         "create table app.attachment (id int primary key, activity_id int references app.activity);"
         "insert into app.person values (1, '2000-01-01'), (2, null); insert into app.activity values (5, 1), (6, 1);"
         "insert into app.attachment values (50, 5), (60, 6)");
    const auto compiled = compile(policy("    app.person: delete\n    app.activity: delete\n    app.attachment: delete\n"));
    const auto planned = start_run(compiled);
    Application application(dsn());
    application.exec("update app.activity set person_id = 2 where id = 5");
    database::Session session(dsn(), kTimeouts);
    auto batch = std::async(std::launch::async, [&] { return one_batch(session, compiled); });
    EXPECT_TRUE(waits_for_lock(kDatabase, session.backend_pid()));
    application.commit();
    EXPECT_EQ(batch.get(), BatchRunner::Result::Worked);
    EXPECT_EQ(work_off(compiled, planned.run), "finished");
    EXPECT_EQ(value("select string_agg(a.id || '/' || t.id, ',') from app.activity a join app.attachment t on t.activity_id = a.id"),
              "5/50");
    EXPECT_EQ(count("app.person"), 1);
}

TEST_F(Reach, ARowThatALinkGivesToTwoIsNotLeftByEitherToTheOther) {
    exec("create table app.person (id int primary key, email text, ended_on date); create table app.mail (id int primary key, rcpt text);"
         "create index on app.mail (rcpt); insert into app.person values (1, 'we@x', '2000-01-01'), (2, 'we@x', '2000-01-01'), (3, 'i@x', null);"
         "insert into app.mail values (1, 'we@x'), (2, 'i@x')");
    const auto compiled =
        compile(policy("    app.person: delete\n    app.mail: delete\n", "links:\n  app.mail: { column: rcpt, to: app.person.email }\n"));
    const auto planned = start_run(compiled, 1);
    std::vector<std::future<BatchRunner::Result>> workers;
    for (int i = 0; i < 2; ++i)
        workers.push_back(std::async(std::launch::async, [&] {
            database::Session session(dsn(), kTimeouts);
            return one_batch(session, compiled);
        }));
    for (auto& worker : workers)
        EXPECT_EQ(worker.get(), BatchRunner::Result::Worked);
    EXPECT_EQ(work_off(compiled, planned.run), "finished");
    EXPECT_EQ(value("select string_agg(id::text, ',') from app.mail"), "2");
    bool locks_mail = false;
    for (const auto& statement : compiled->actions.at("act").locks.once)
        locks_mail = locks_mail || statement.sql.find("\"app\".\"mail\" t") != std::string::npos;
    EXPECT_TRUE(locks_mail);
}

TEST_F(Reach, ASharedRowStaysWhileAnEarlierHolderIsACustomerAgain) {
    exec("create table app.address (id int primary key, street text);"
         "create table app.person (id int primary key, name text, ended_on date, address_id int references app.address);"
         "insert into app.address values (10, 'Mill Lane 1'), (11, 'Mill Lane 2');"
         "insert into app.person values (1, 'a', '2000-01-01', 10), (2, 'b', null, 10), (3, 'c', '2000-01-01', 11), (4, 'd', null, 11)");
    const auto text = policy("    app.person: { name: redact, ended_on: keep }\n    app.address via person.address_id: { street: null }\n");
    run(text);
    EXPECT_EQ(count("app.address where street is null"), 0) << "others live there";
    exec("update app.person set ended_on = '2001-01-01' where id in (2, 4); update app.person set name = 'a', ended_on = null where id = 1");
    run(text);
    EXPECT_EQ(value("select string_agg(id || ' ' || coalesce(street, '-'), ',' order by id) from app.address"), "10 Mill Lane 1,11 -")
        << "person 1 is back; person 3 counts as done";
}

TEST_F(Reach, ACycleThatWaitsForTheCommitGoesAsAWhole) {
    exec("create table app.person (id int primary key, ended_on date);"
         "create table app.a (id int primary key, person_id int references app.person, b int not null);"
         "create table app.b (id int primary key, a int not null references app.a);"
         "alter table app.a add foreign key (b) references app.b deferrable;"
         "insert into app.person values (1, '2000-01-01'), (2, null);"
         "begin; set constraints all deferred; insert into app.a values (10, 1, 100), (11, null, 101), (20, 2, 200);"
         "insert into app.b values (100, 10), (101, 10), (200, 20); commit");
    run(policy("    app.person: delete\n    app.a via person_id: delete\n    app.a via b: delete\n    app.b: delete\n"));
    EXPECT_EQ(value("select (select string_agg(id::text, ',') from app.a) || ' ' || (select string_agg(id::text, ',') from app.b)"), "20 200");
    EXPECT_EQ(deleted("app.a"), 2);
    EXPECT_EQ(deleted("app.b"), 2);
}

TEST_F(Reach, ASubjectAndItsFileThatPointToEachOtherGoTogether) {
    exec("create table app.person (id int primary key, ended_on date, file_id int not null unique);"
         "create table app.file (id int primary key, person_id int not null unique references app.person deferrable initially deferred);"
         "alter table app.person add foreign key (file_id) references app.file deferrable initially deferred;"
         "begin; insert into app.person values (1, '2000-01-01', 10), (2, null, 20); insert into app.file values (10, 1), (20, 2); commit");
    run(policy("    app.person: delete\n    app.person via file_id: keep\n    app.file via person_id: delete\n"));
    EXPECT_EQ(value("select (select string_agg(id::text, ',') from app.person) || ' ' || (select string_agg(id::text, ',') from app.file)"),
              "2 20");
}

TEST_F(Reach, WhatIsCalledAsOursIsCalledMakesNoDifference) {
    exec("create table app.person (id int primary key, ended_on date, as_of text, basis_valid int, k1 int, class text, today int, "
         "verdict int, state text, key_text text, pk1 int, person text, s int, t int);"
         "create table app.instant (k int references app.person, t int, r int, o int, x int, p1 int, note text);"
         "insert into app.person (id, ended_on) values (1, '2000-01-01'), (2, null); insert into app.instant values (1), (2)");
    run(policy("    app.person: delete\n    app.instant: delete\n",
               "facts: { notes: { count: app.instant } }\nholds:\n  - { name: h, where: \"person.as_of = 'x' or basis_valid = 3\" }\n"));
    EXPECT_EQ(count("app.person"), 1);
    EXPECT_EQ(count("app.instant"), 1);
}

TEST_F(Reach, AnArrayWithoutEqualityCanBeRedacted) {
    exec("create domain app.jdom as json; create table app.person (id int primary key, a json[], j app.jdom, p point[], ended_on date);"
         "insert into app.person values (1, array['{\"a\":1}']::json[], '{}', array['(1,2)']::point[], '2000-01-01')");
    run(policy("    app.person: { a: redact, j: redact, p: null, ended_on: keep }\n"));
    EXPECT_EQ(value("select a::text || coalesce(p::text, '-') from app.person"), "{}-");
}

} // namespace
} // namespace retention::jobs
