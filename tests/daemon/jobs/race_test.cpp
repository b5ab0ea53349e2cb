// SPDX-License-Identifier: Apache-2.0
//
// An application that changes a person at the moment of the batch: its commit comes while the batch waits, or after it.
#include "tests/daemon/jobs/fixture.hpp"

#include <future>

namespace retention::jobs {
namespace {

class Race : public ShopTest {
protected:
    void SetUp() override {
        ShopTest::SetUp();
        policy_ = compile();
        planned_ = start_run(policy_);
    }

    // The application does `statement` and commits only when the batch waits for it, or has gone round its person. Then
    // all is worked off.
    void application_commits_while_the_batch_waits(const std::string& statement, bool batch_waits) {
        Application application(dsn());
        application.exec(statement);
        database::Session session(dsn(), kTimeouts);
        const int pid = session.backend_pid();
        auto batch = std::async(std::launch::async, [&] { return one_batch(session, policy_); });
        if (batch_waits) {
            EXPECT_TRUE(waits_for_lock(kDatabase, pid)) << "the batch must notice: " << statement;
            application.commit();
        }
        EXPECT_EQ(batch.get(), BatchRunner::Result::Worked);
        // The same with the batches of the other rule.
        auto other = std::async(std::launch::async, [&] { return one_batch(session, policy_); });
        EXPECT_EQ(other.get(), BatchRunner::Result::Worked);
        if (!batch_waits)
            application.commit();
        EXPECT_EQ(work_off(policy_, planned_.run), "finished");
        expect_sound(planned_.run);
    }

    static bool is_untouched(int id) {
        return count(
                   "shop.person p join audit.before b using (id) where md5(p::text) = b.row and b.activities = (select "
                   "md5(string_agg(a::text, '' order by id)) from shop.activity a where a.person_id = p.id) and id = " +
                   std::to_string(id)) == 1;
    }

    std::shared_ptr<const CompiledPolicy> policy_;
    PlannedRun planned_;
};

TEST_F(Race, ConsentRenewedByUpdateKeepsAPersonFromDeletion) {
    application_commits_while_the_batch_waits("update shop.consent set withdrawn_at = null where person_id = 7", true);
    EXPECT_TRUE(is_untouched(7));
    EXPECT_EQ(outcome(planned_.run, "unless"), 1);
    EXPECT_EQ(outcome(planned_.run, "done"), 39);
}

TEST_F(Race, ConsentRenewedByInsertKeepsAPersonFromDeletion) {
    application_commits_while_the_batch_waits("insert into shop.consent (person_id, purpose, legal_basis, granted_at) "
                                              "values (7, 'marketing', 'consent', now())",
                                              false);
    EXPECT_TRUE(is_untouched(7));
    EXPECT_EQ(outcome(planned_.run, "unless"), 1);
    EXPECT_EQ(outcome(planned_.run, "done"), 39);
}

TEST_F(Race, ConsentRenewedByInsertKeepsAPersonFromAnonymization) {
    application_commits_while_the_batch_waits("insert into shop.consent (person_id, purpose, legal_basis, granted_at) "
                                              "values (107, 'marketing', 'consent', now())",
                                              false);
    EXPECT_TRUE(is_untouched(107));
    EXPECT_EQ(outcome(planned_.run, "unless"), 1);
}

TEST_F(Race, ConsentRenewedByUpdateKeepsAPersonFromAnonymization) {
    // Deletions first, so that the batch that waits is the one that anonymizes.
    EXPECT_EQ(one_batch(policy_), BatchRunner::Result::Worked);
    Application application(dsn());
    application.exec("update shop.consent set withdrawn_at = null where person_id = 107");
    database::Session session(dsn(), kTimeouts);
    auto batch = std::async(std::launch::async, [&] { return one_batch(session, policy_); });
    EXPECT_TRUE(waits_for_lock(kDatabase, session.backend_pid()));
    application.commit();
    EXPECT_EQ(batch.get(), BatchRunner::Result::Worked);
    EXPECT_EQ(work_off(policy_, planned_.run), "finished");
    EXPECT_TRUE(is_untouched(107));
    EXPECT_EQ(outcome(planned_.run, "unless"), 1);
    EXPECT_EQ(outcome(planned_.run, "done"), 39);
    expect_sound(planned_.run);
}

TEST_F(Race, ConsentMovedFromAnotherPersonKeepsAPerson) {
    application_commits_while_the_batch_waits("update shop.consent set person_id = 7 where person_id = 201", false);
    EXPECT_TRUE(is_untouched(7));
    EXPECT_EQ(outcome(planned_.run, "unless"), 1);
}

TEST_F(Race, ActivityInsertedMeanwhileKeepsAPerson) {
    application_commits_while_the_batch_waits(
        "insert into shop.activity (person_id, happened_at, body) values (7, now(), 'wants to know more')", false);
    EXPECT_EQ(count("shop.activity where person_id = 7"), 3);
    EXPECT_EQ(outcome(planned_.run, "not_expired"), 1);
}

TEST_F(Race, WhomAnotherRunHasDoneMeanwhileIsNotCountedAsDoneByThisOne) {
    exec("insert into retentiond.marker (policy, subject_table, key_columns, key, action, rule, run, acted_at) "
         "values ('shop', 'shop.person', 'id', '107', 'anonymize', 'lost', 1, now())");
    EXPECT_EQ(work_off(policy_, planned_.run), "finished");
    EXPECT_TRUE(is_untouched(107));
    EXPECT_EQ(outcome(planned_.run, "already_done"), 1);
    EXPECT_EQ(outcome(planned_.run, "done"), 39);
}

TEST_F(Race, ActivityMovedToTodayKeepsAPerson) {
    application_commits_while_the_batch_waits("update shop.activity set happened_at = now() where id = (select min(id) "
                                              "from shop.activity where person_id = 7)",
                                              true);
    EXPECT_EQ(count("shop.person where id = 7"), 1);
    EXPECT_EQ(outcome(planned_.run, "not_expired"), 1);
}

TEST_F(Race, APersonWhoIsBeingEditedGoesToALaterBatch) {
    Application application(dsn());
    application.exec("update shop.person set status = status where id = 7");
    EXPECT_EQ(one_batch(policy_), BatchRunner::Result::Worked);
    EXPECT_EQ(outcome(planned_.run, "done"), 19);
    EXPECT_EQ(count("retentiond.batch where state = 'pending' and subjects = 1 and attempts = 1 "
                    "and not_before > (select max(finished_at) from retentiond.batch)"),
              1);
    application.commit();
    EXPECT_EQ(work_off(policy_, planned_.run), "finished");
    EXPECT_EQ(outcome(planned_.run, "done"), 40);
    expect_sound(planned_.run);
}

TEST_F(Race, APersonWhoIsBeingEditedAllTheTimeIsToldAsBusy) {
    Application application(dsn());
    application.exec("update shop.person set status = status where id = 7");
    EXPECT_EQ(work_off(policy_, planned_.run), "finished");
    application.commit();
    EXPECT_EQ(outcome(planned_.run, "busy"), 1);
    EXPECT_EQ(outcome(planned_.run, "done"), 39);
    EXPECT_TRUE(is_untouched(7));
    expect_sound(planned_.run);
}

TEST_F(Race, APersonWhoIsDeletedMeanwhileIsToldAsGone) {
    exec("delete from shop.attachment where activity_id in (select id from shop.activity where person_id = 7);"
         "delete from shop.activity where person_id = 7; delete from shop.consent where person_id = 7;"
         "delete from shop.person where id = 7");
    EXPECT_EQ(work_off(policy_, planned_.run), "finished");
    EXPECT_EQ(outcome(planned_.run, "gone"), 1);
    EXPECT_EQ(outcome(planned_.run, "done"), 39);
}

TEST_F(Race, APersonOfAnotherClassByNowIsKept) {
    exec("update shop.person set status = 'customer' where id = 7");
    EXPECT_EQ(work_off(policy_, planned_.run), "finished");
    EXPECT_EQ(count("shop.person where id = 7"), 1);
    EXPECT_EQ(outcome(planned_.run, "not_in_class"), 1);
}

TEST_F(Race, AHoldPlacedSinceThePlanKeepsAPerson) {
    exec("insert into retentiond.hold (subject_table, key_columns, key, reason, placed_by) values ('shop.person', 'id', '7', 'court', "
         "'dpo')");
    EXPECT_EQ(work_off(policy_, planned_.run), "finished");
    EXPECT_TRUE(is_untouched(7));
    EXPECT_EQ(outcome(planned_.run, "hold"), 1);
    expect_sound(planned_.run);
}

TEST_F(Race, AHoldBeingPlacedAtTheMomentOfTheBatchKeepsAPerson) {
    // As an operator's command does: the subject's row first.
    application_commits_while_the_batch_waits("select from shop.person where id = 7 for update;"
                                              "insert into retentiond.hold (subject_table, key_columns, key, reason, placed_by) "
                                              "values ('shop.person', 'id', '7', 'court', 'dpo')",
                                              false);
    EXPECT_TRUE(is_untouched(7));
    EXPECT_EQ(outcome(planned_.run, "hold"), 1);
}

TEST_F(Race, AHoldThatWasRemovedKeepsNobody) {
    exec("insert into retentiond.hold (subject_table, key_columns, key, reason, placed_by, removed_by, removed_at) "
         "values ('shop.person', 'id', '7', 'court', 'dpo', 'dpo', now())");
    EXPECT_EQ(work_off(policy_, planned_.run), "finished");
    EXPECT_EQ(outcome(planned_.run, "done"), 40);
}

class RaceIntoAPart : public ShopTest {};

// Where a part of the table has no foreign key the server lets a row in whose person is being deleted: it would belong to nobody.
TEST_F(RaceIntoAPart, ARowThatComesIntoAChildWithoutTheKeyIsNotLeftBehind) {
    exec("create schema app; create table app.person (id int primary key, ended_on date);"
         "create table app.activity (id int primary key, person_id int references app.person);"
         "create table app.activity_new (primary key (id)) inherits (app.activity);"
         "create table app.doc (id int primary key, person_id int references app.person);"
         "insert into app.person values (1, '2000-01-01'); insert into app.activity values (1, 1); insert into app.doc values (1, 1)");
    const auto policy = compile("policy: p\nmode: enforce\nsubject: { table: app.person }\nclasses: { former: ended_on is not null }\n"
                                "rules: [{ name: r, class: former, keep: P1Y, after: ended_on, then: act }]\n"
                                "actions: { act: { app.person: delete, app.activity: delete, app.doc: delete } }\n"
                                "limits: { persons: null, share: null, growth: null }\n");
    const auto planned = start_run(policy);
    Application application(dsn());
    application.exec("select from app.doc where id = 1 for update");
    database::Session session(dsn(), kTimeouts);
    auto batch = std::async(std::launch::async, [&] { return one_batch(session, policy); });
    EXPECT_TRUE(waits_for_lock(kDatabase, session.backend_pid()));
    exec("insert into app.activity_new values (2, 1)");
    application.commit();
    EXPECT_EQ(batch.get(), BatchRunner::Result::Worked);
    EXPECT_EQ(work_off(policy, planned.run), "finished");
    EXPECT_EQ(outcome(planned.run, "done"), 1) << "the new row is found by the question at the end, and goes with the rest";
    EXPECT_EQ(count("app.activity") + count("app.person"), 0);
}

} // namespace
} // namespace retention::jobs
