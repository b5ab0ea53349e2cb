// SPDX-License-Identifier: Apache-2.0
//
// A hold that an operator placed wins on every path: on the subject, on rows that an action would reach, and on those that
// the subject belongs to.
#include "tests/daemon/jobs/fixture.hpp"

#include "policies/holds.hpp"

#include <future>

namespace retention::jobs {
namespace {

std::string policy(const std::string& subject, const std::string& actions, const std::string& zone = "UTC",
                   const std::string& links = {}) {
    return "policy: p\nmode: enforce\nsubject: { table: " + subject + " }\nschedule: { cron: '@daily', timezone: " + zone + " }\n" + links +
           "classes: { former: ended_on is not null }\n"
           "rules:\n  - { name: r, class: former, keep: P1Y, after: ended_on, then: act }\nactions:\n  act:\n" +
           actions + "limits: { persons: null, share: null, growth: null }\n";
}

class Hold : public ShopTest {
protected:
    void SetUp() override {
        ShopTest::SetUp();
        exec("create schema app");
    }

    // As `hold add` does; of a composite key the columns are named.
    static void hold(const std::string& table, const std::string& key, const std::string& columns = "id") {
        exec("insert into retentiond.hold (subject_table, key_columns, key, policy, reason, placed_by) values ('" + table + "', '" + columns +
             "', '" + key + "', null, 'court', 'test')");
    }

    // Everything is due; gives what the plan and a batch made of it: "due DONE", "held" when the plan knows already.
    std::string run(const std::string& text) {
        const auto compiled = compile(text);
        const auto planned = start_run(compiled);
        EXPECT_EQ(work_off(compiled, planned.run), "finished");
        EXPECT_EQ(outcome(planned.run, "failed"), 0);
        return std::to_string(planned.planned) + " planned, " + std::to_string(outcome(planned.run, "done")) + " done";
    }

    // The same, placed after the plan: the batch must see it.
    std::string run_with_late_hold(const std::string& text, const std::string& table, const std::string& key) {
        const auto compiled = compile(text);
        const auto planned = start_run(compiled);
        hold(table, key);
        EXPECT_EQ(work_off(compiled, planned.run), "finished");
        return std::to_string(outcome(planned.run, "done")) + " done, " + std::to_string(outcome(planned.run, "hold")) + " held";
    }
};

TEST_F(Hold, OnARowThatTheSubjectPointsToBindsItsActions) {
    exec("create table app.account (id int primary key);"
         "create table app.person (id int primary key, ended_on date, account_id int references app.account);"
         "insert into app.account values (10), (11); insert into app.person values (1, '2000-01-01', 10), (2, '2000-01-01', 11)");
    const auto text = policy("app.person", "    app.person: delete\n    app.account via person.account_id: delete\n");
    EXPECT_EQ(run_with_late_hold(text, "app.account", "10"), "1 done, 1 held");
    EXPECT_EQ(run(text), "0 planned, 0 done");
    EXPECT_EQ(value("select string_agg(id::text, ',') from app.account"), "10");
}

// Sent by somebody on hold to somebody who is due: it is wanted, whoever it would go with. No hold can name a row without a key, and yet it is the
// own of whoever sent it.
TEST_F(Hold, OnTheSenderKeepsTheMessageAndItsRecipient) {
    for (const auto* key : {"primary key", ""}) {
        SCOPED_TRACE(key);
        exec("create table app.person (id int primary key, ended_on date);"
             "create table app.letter (id int " + std::string(key) + ", from_id int references app.person, to_id int references app.person);"
             "create index on app.letter (from_id); create index on app.letter (to_id);"
             "insert into app.person select n, '2000-01-01' from generate_series(1, 4) n;"
             "insert into app.letter values (1, 2, 1), (2, 3, 4), (3, 2, null), (4, null, 3)");
        const auto text = policy("app.person", "    app.person: delete\n    app.letter via from_id: delete\n    app.letter via to_id: delete\n");
        EXPECT_EQ(run_with_late_hold(text, "app.person", "2"), "2 done, 2 held");
        EXPECT_EQ(value("select string_agg(id::text, ',' order by id) from app.letter"), "1,3");
        EXPECT_EQ(value("select string_agg(id::text, ',' order by id) from app.person"), "1,2");
        EXPECT_EQ(run(text), "0 planned, 0 done");
        exec("drop table app.letter, app.person; truncate retentiond.hold, retentiond.batch, retentiond.run, retentiond.marker cascade");
    }
}

// A line that takes what is in a row says whose it is as one that deletes it does; one that only cuts somebody off says it is another's.
TEST_F(Hold, OnTheSenderKeepsAMessageThatTheirOwnLineWouldChange) {
    exec("create table app.person (id int primary key, ended_on date);"
         "create table app.letter (id int primary key, from_id int references app.person, to_id int references app.person, typed_by int references app.person, body text);"
         "create index on app.letter (from_id); create index on app.letter (to_id); create index on app.letter (typed_by);"
         "insert into app.person select n, '2000-01-01' from generate_series(1, 5) n;"
         "insert into app.letter values (1, 2, 1, null, 'a'), (2, 3, 2, null, 'b'), (3, 4, 5, 2, 'c')");
    const auto text = policy("app.person", "    app.person: delete\n    app.letter via from_id: { from_id: null, body: null, \"*\": keep }\n"
                                           "    app.letter via to_id: delete\n    app.letter via typed_by: { typed_by: null, \"*\": keep }\n");
    EXPECT_EQ(run_with_late_hold(text, "app.person", "2"), "2 done, 3 held");
    EXPECT_EQ(value("select string_agg(id || body, ',' order by id) from app.letter"), "1a,2b");
    EXPECT_EQ(value("select string_agg(id::text, ',' order by id) from app.person"), "1,2,3");
}

// Where a link reads a document, whoever empties the document takes more than the key.
TEST_F(Hold, OnTheSenderKeepsADocumentThatALinkReads) {
    exec("create table app.person (id int primary key, mail text, ended_on date);"
         "create table app.letter (id int primary key, from_id int references app.person, about jsonb, copy_to text);"
         "create index on app.letter (from_id); create index on app.letter ((about ->> 'person')); create index on app.letter (copy_to);"
         "insert into app.person select n, 'p' || n, '2000-01-01' from generate_series(1, 4) n;"
         "insert into app.letter values (1, 2, '{\"person\": \"1\"}', null), (2, 2, null, 'p3'), (3, 4, '{\"person\": \"4\"}', 'p4')");
    const auto text = policy("app.person", "    app.person: delete\n    app.letter via from_id: delete\n    app.letter via about: { about: null, \"*\": keep }\n"
                                           "    app.letter via copy_to: { copy_to: redact, \"*\": keep }\n",
                       "UTC", "links:\n  app.letter:\n    - { column: \"about ->> 'person'\", to: app.person.id }\n"
                             "    - { column: copy_to, to: app.person.mail }\n");
    EXPECT_EQ(run_with_late_hold(text, "app.person", "2"), "1 done, 3 held");
    EXPECT_EQ(value("select string_agg(id || coalesce(about ->> 'person', '') || coalesce(copy_to, ''), ',' order by id) from app.letter"), "11,2p3");
}

TEST_F(Hold, OnAReplyDeepInAThreadBindsWhoBeganIt) {
    exec("create table app.person (id int primary key, ended_on date);"
         "create table app.message (id int primary key, person_id int references app.person, up int references app.message);"
         "create table app.mark (id int primary key, message_id int references app.message);"
         "insert into app.person values (1, '2000-01-01'), (2, '2000-01-01'), (3, null);"
         "insert into app.message values (10, 1, null), (11, 3, 10), (12, 3, 11), (20, 2, null), (21, 3, 20);"
         "insert into app.mark values (100, 12), (200, 21)");
    const auto text = policy("app.person", "    app.person: delete\n    app.message via person_id: delete\n    app.message via up: delete\n"
                                           "    app.mark: delete\n");
    hold("app.message", "12");
    EXPECT_EQ(run(text), "1 planned, 1 done");
    exec("update retentiond.hold set removed_by = 'test', removed_at = now()");
    EXPECT_EQ(run_with_late_hold(text, "app.mark", "100"), "0 done, 1 held");
    EXPECT_EQ(count("app.message"), 3);
}

TEST_F(Hold, OnThePersonBindsAPolicyAboutHerMessages) {
    exec("create table app.person (id int primary key, name text);"
         "create table app.box (id int primary key, person_id int references app.person);"
         "create table app.message (id int primary key, box_id int references app.box, ended_on date);"
         "insert into app.person values (1, 'a'), (2, 'b'); insert into app.box values (5, 1), (6, 2);"
         "insert into app.message values (10, 5, '2000-01-01'), (20, 6, '2000-01-01'), (30, null, '2000-01-01')");
    const auto text = policy("app.message", "    app.message: delete\n");
    EXPECT_EQ(run_with_late_hold(text, "app.person", "1"), "2 done, 1 held");
    EXPECT_EQ(value("select string_agg(id::text, ',') from app.message"), "10");
}

TEST_F(Hold, OnARowThatWouldBeCutOffBindsToo) {
    exec("create table app.person (id int primary key, ended_on date, manager_id int references app.person);"
         "create table app.note (id int primary key, person_id int references app.person on delete set null);"
         "insert into app.person values (1, '2000-01-01', null), (2, null, 1), (3, '2000-01-01', null), (4, '2000-01-01', null);"
         "insert into app.note values (30, 3)");
    hold("app.person", "2");
    hold("app.note", "30");
    EXPECT_EQ(run(policy("app.person", "    app.person: delete\n    app.person via manager_id: { manager_id: null }\n    app.note: keep\n")),
              "1 planned, 1 done")
        << "the report would lose its manager, the note its person";
    EXPECT_EQ(count("app.person"), 3);
}

TEST_F(Hold, OnAKeyWithATimeBindsInEveryTimeZone) {
    exec("create table app.person (at timestamptz, id int, ended_on date, primary key (at, id));"
         "insert into app.person values ('2020-06-01 12:00+00', 1, '2000-01-01'), ('2020-06-01 12:00+00', 2, '2000-01-01')");
    // As a policy in UTC names the row; older ones may have a text of another zone.
    hold("app.person", R"(["2020-06-01 12:00:00+00", "1"])", "at, id");
    EXPECT_EQ(run(policy("app.person", "    app.person: delete\n", "Asia/Tokyo")), "1 planned, 1 done");
    EXPECT_EQ(value("select string_agg(id::text, ',') from app.person"), "1");
}

TEST_F(Hold, OnANumberBindsHoweverItIsWritten) {
    exec("create table app.person (id numeric(10) primary key, ended_on date); insert into app.person values (1, '2000-01-01')");
    hold("app.person", "1");
    exec("alter table app.person alter column id type numeric(12, 2)");
    EXPECT_EQ(run(policy("app.person", "    app.person: delete\n")), "0 planned, 0 done");
}

TEST_F(Hold, OnARowOfAPartitionedTableBindsByAKeyOfOnePartition) {
    exec("create table app.person (id int primary key, ended_on date);"
         "create table app.visit (id int, year int, person_id int, primary key (id, year)) partition by list (year);"
         "create table app.visit_1 partition of app.visit for values in (1); create table app.visit_2 partition of app.visit for values in (2);"
         "alter table app.visit_1 add foreign key (person_id) references app.person;"
         "create table app.firm (id int primary key); alter table app.visit_2 add foreign key (person_id) references app.firm;"
         "insert into app.person values (1, '2000-01-01'), (2, '2000-01-01'); insert into app.visit values (10, 1, 1), (11, 1, 2)");
    hold("app.visit", R"(["10", "1"])", "id, year");
    EXPECT_EQ(run(policy("app.person", "    app.person: delete\n    app.visit_1: delete\n")), "1 planned, 1 done");
}

TEST_F(Hold, OnATableThatWasRenamedStopsAllPlans) {
    hold("shop.contact", "1");
    EXPECT_THROW(start_run(compile()), PlanRefused);
    exec("update retentiond.hold set removed_by = 'test', removed_at = now()");
    EXPECT_NO_THROW(start_run(compile()));
}

TEST_F(Hold, ByAnotherPrimaryKeyThanTodaysStopsAllPlans) {
    exec("create table app.person (id int primary key, tenant int not null default 1, ended_on date); insert into app.person values (1, 1, "
         "'2000-01-01')");
    hold("app.person", "1");
    exec("alter table app.person drop constraint person_pkey, add primary key (tenant, id)");
    EXPECT_THROW(start_run(compile(policy("app.person", "    app.person: delete\n"))), PlanRefused);
}

TEST_F(Hold, OnATableThatMayNotBeReadStopsAllPlans) {
    exec("create table app.firm (id int primary key); create table app.person (id int primary key, firm_id int references app.firm, ended_on date);"
         "insert into app.firm values (7); insert into app.person values (1, 7, '2000-01-01');"
         "drop role if exists half_blind; create role half_blind login; grant usage on schema app, retentiond to half_blind;"
         "grant select, update, delete on app.person to half_blind; grant all on all tables in schema retentiond to half_blind;"
         "grant usage on all sequences in schema retentiond to half_blind");
    database::Session session(database::Dsn(cluster().dsn(kDatabase, "half_blind")));
    const auto compiled = compile(policy("app.person", "    app.person: delete\n"));
    hold("app.firm", "7");
    PlanRequest request;
    EXPECT_THROW(Planner(clock_).plan(session, *compiled, request), PlanRefused);
    exec("update retentiond.hold set removed_by = 'test', removed_at = now(); grant select on app.firm to half_blind");
    EXPECT_EQ(Planner(clock_).plan(session, *compiled, request).planned, 1);
}

TEST_F(Hold, OnAFileBelowADeepReplyBindsWhoBeganTheThread) {
    exec("create table app.file (id int primary key); create table app.person (id int primary key, ended_on date);"
         "create table app.message (id int primary key, person_id int references app.person, up int references app.message, file_id int "
         "references app.file);"
         "insert into app.person values (1, '2000-01-01'), (2, '2000-01-01'); insert into app.file values (7), (8);"
         "insert into app.message values (10, 1, null, null), (11, null, 10, null), (12, null, 11, 7), (20, 2, null, 8)");
    hold("app.file", "7");
    EXPECT_EQ(run(policy("app.person", "    app.person: delete\n    app.message via person_id: delete\n    app.message via up: delete\n"
                                       "    app.file via app.message.file_id: delete\n")),
              "1 planned, 1 done");
    EXPECT_EQ(value("select string_agg(id::text, ',') from app.file"), "7");
}

TEST_F(Hold, BelowAThreadThatHangsOnAThreadBindsToo) {
    exec("create table app.person (id int primary key, ended_on date); create table app.message (id int primary key, person_id int references "
         "app.person, up int references app.message); create table app.remark (id int primary key, message_id int references app.message, "
         "up int references app.remark);"
         "insert into app.person values (1, '2000-01-01'), (2, '2000-01-01'); insert into app.message values (1, 1, null), (2, null, 1), "
         "(3, null, 2), (9, 2, null); insert into app.remark values (1, 3, null), (2, null, 1), (3, null, 2), (9, 9, null)");
    hold("app.remark", "3");
    EXPECT_EQ(run(policy("app.person", "    app.person: delete\n    app.message via person_id: delete\n    app.message via up: delete\n"
                                       "    app.remark via message_id: delete\n    app.remark via up: delete\n")),
              "1 planned, 1 done");
    EXPECT_EQ(count("app.remark"), 3);
}

TEST_F(Hold, OnARowThatIsKeptBindsWhatHangsBelowIt) {
    exec("create table app.person (id int primary key, ended_on date); create table app.message (id int primary key, person_id int references "
         "app.person); create table app.attachment (id int primary key, message_id int references app.message);"
         "insert into app.person values (1, '2000-01-01'), (2, '2000-01-01'); insert into app.message values (10, 1), (20, 2);"
         "insert into app.attachment values (100, 10), (200, 20)");
    hold("app.message", "10");
    EXPECT_EQ(run(policy("app.person", "    app.person: keep\n    app.message: keep\n    app.attachment: delete\n")), "1 planned, 1 done");
    EXPECT_EQ(value("select string_agg(id::text, ',') from app.attachment"), "100");
}

TEST_F(Hold, OnSomebodyWhoWasDoneKeepsWhatIsShared) {
    exec("create table app.address (id int primary key, street text); create table app.person (id int primary key, name text, ended_on date, "
         "address_id int references app.address); insert into app.address values (10, 'Mill Lane');"
         "insert into app.person values (1, 'a', null, 10), (2, 'b', '2000-01-01', 10)");
    const auto text = policy("app.person", "    app.person: { name: redact, ended_on: keep }\n    app.address via person.address_id: { street: null }\n");
    run(text);
    hold("app.person", "2");
    exec("update app.person set ended_on = '2000-01-01' where id = 1");
    EXPECT_EQ(run(text), "1 planned, 1 done");
    EXPECT_EQ(value("select street from app.address"), "Mill Lane");
}

TEST_F(Hold, WithoutAnyOfThemManyKeysCostLittle) {
    std::string tables;
    for (int i = 1; i <= 12; ++i) {
        tables += "create table app.a" + std::to_string(i) + " (id int primary key";
        for (int j = 1; j < i; ++j)
            tables += ", a" + std::to_string(j) + " int references app.a" + std::to_string(j);
        tables += ");";
    }
    exec(tables + "create table app.person (id int primary key, ended_on date, a12 int references app.a12, a11 int references app.a11)");
    const auto compiled = compile(policy("app.person", "    app.person: delete\n"));
    EXPECT_LE(policies::ways_to_owners(compiled->binding).size(), 100U);
    EXPECT_EQ(policies::ways_to_owners(compiled->binding).front().size(), 1U) << "the nearest first";
    EXPECT_EQ(start_run(compiled).planned, 0);
}

TEST_F(Hold, IsPlacedBetweenBatches) {
    const auto compiled = compile();
    start_run(compiled);
    Application application(dsn());
    application.exec("select from shop.consent where person_id = 7 for update");
    database::Session session(dsn(), kTimeouts);
    auto batch = std::async(std::launch::async, [&] { return one_batch(session, compiled); });
    EXPECT_TRUE(waits_for_lock(kDatabase, session.backend_pid()));
    database::Session operator_session(dsn(), kTimeouts);
    auto placed = std::async(std::launch::async, [&] {
        database::Transaction transaction(operator_session, database::Transaction::Mode::ReadWrite);
        journal::lock_out_batches(transaction);
        const auto left = transaction.exec_once("look", "select count(*) from shop.person where id = 7").get_int64(0, 0);
        transaction.commit();
        return left;
    });
    EXPECT_TRUE(waits_for_lock(kDatabase, operator_session.backend_pid())) << "the batch has its people, and may have judged";
    application.commit();
    EXPECT_EQ(batch.get(), BatchRunner::Result::Worked);
    EXPECT_EQ(placed.get(), 0) << "and whoever places the hold sees what became of them";
}

} // namespace
} // namespace retention::jobs
