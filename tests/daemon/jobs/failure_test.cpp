// SPDX-License-Identifier: Apache-2.0
//
// Persons whom the database refuses to let go, for reasons that no schema shows.
#include "tests/daemon/jobs/fixture.hpp"

namespace retention::jobs {
namespace {

class OneBadPerson : public ShopTest {
protected:
    // More silent prospects, up to number `last`; numbers from 1001.
    static void add_persons(int last) {
        exec("insert into shop.person (id, name, status, created_at) select id, 'Person ' || id, 'prospect', now() - "
             "interval "
             "'9 years' from generate_series(1001, " +
             std::to_string(last) +
             ") id;"
             "insert into shop.consent (person_id, purpose, legal_basis, granted_at, withdrawn_at) select id, "
             "'marketing', "
             "'consent', now() - interval '8 years', now() - interval '7 years' from shop.person where id > 1000;"
             "insert into shop.activity (person_id, happened_at) select id, now() - interval '3 years' from "
             "shop.person where "
             "id > 1000");
    }

    static void forbid(const std::string& condition) {
        exec("create function shop.refuse() returns trigger language plpgsql as $$ begin if " + condition +
             " then raise exception 'person % is needed', old.name using errcode = '23514', constraint = "
             "'still_needed', "
             "table = 'person', schema = 'shop'; end if; return old; end $$;"
             "create trigger refuse before delete on shop.person for each row execute function shop.refuse()");
    }
};

TEST_F(OneBadPerson, AmongAThousandIsFoundAndTheOthersAreDone) {
    add_persons(1980);
    forbid("old.id = 1500");
    const auto policy = compile();
    const auto planned = start_run(policy);
    ASSERT_EQ(planned.planned, 1020);
    EXPECT_EQ(work_off(policy, planned.run), "finished");
    EXPECT_EQ(outcome(planned.run, "done"), 1019);
    EXPECT_EQ(outcome(planned.run, "failed"), 1);
    EXPECT_EQ(value("select sqlstate from retentiond.batch where state = 'failed'"), "23514");
    EXPECT_EQ(value("select string_agg(id::text, ' ') from shop.person where id < 100 or id > 1000"), "1500");
    EXPECT_EQ(log_text_.str().find("Person 1500"), std::string::npos) << "no personal data in logs";
    EXPECT_LT(count("retentiond.batch"), 25) << "found by halving";
    expect_sound(planned.run);

    exec("drop trigger refuse on shop.person");
    const auto again = compile();
    const auto second = start_run(again);
    EXPECT_EQ(second.planned, 1);
    EXPECT_EQ(work_off(again, second.run), "finished");
    EXPECT_EQ(outcome(second.run, "done"), 1);
    expect_sound(second.run);
}

TEST_F(OneBadPerson, WhoseRowsComeBackIsToldWithTheTable) {
    exec("create table shop.ticket (id int primary key, person_id bigint not null references shop.person)");
    exec("insert into shop.ticket values (1, 7)");
    const auto text = policy_text();
    auto with_ticket = text;
    for (const auto* action : {"    shop.attachment: delete\n  anonymize:", "    shop.attachment: delete\nlimits"}) {
        const auto at = with_ticket.find(action);
        ASSERT_NE(at, std::string::npos);
        with_ticket.insert(at, "    shop.ticket: delete\n");
    }
    // Each ticket that goes makes another, up to number 1000: no number of rounds gets through.
    exec("create function shop.hide() returns trigger language plpgsql as $$ begin insert into shop.ticket values "
         "(old.id + 1, "
         "old.person_id); return null; end $$; create trigger hide after delete on shop.ticket for each row when "
         "(old.id < "
         "1000) execute function shop.hide()");
    const auto policy = compile(with_ticket);
    const auto planned = start_run(policy);
    EXPECT_EQ(work_off(policy, planned.run), "finished");
    EXPECT_EQ(outcome(planned.run, "failed"), 1);
    EXPECT_EQ(outcome(planned.run, "done"), 39);
    EXPECT_EQ(value("select table_name from retentiond.batch where state = 'failed'"), "shop.ticket");
    expect_sound(planned.run);
}

TEST_F(OneBadPerson, WhomAConstraintKeepsIsToldWithItsName) {
    exec("alter table shop.person add constraint keeps_email check (id <> 107 or email = 'person.107@example.com')");
    const auto policy = compile();
    const auto planned = start_run(policy);
    EXPECT_EQ(work_off(policy, planned.run), "finished");
    EXPECT_EQ(outcome(planned.run, "done"), 39);
    EXPECT_EQ(value("select concat_ws(' ', subjects, sqlstate, constraint_name, table_name) from retentiond.batch "
                    "where state = "
                    "'failed'"),
              "1 23514 keeps_email person");
    expect_sound(planned.run);
}

TEST_F(OneBadPerson, APrivilegeThatWasTakenAwayIsNobodysFailure) {
    exec("create function shop.deny() returns trigger language plpgsql as $$ begin raise exception 'permission denied for table person' using "
         "errcode = 'insufficient_privilege'; end $$;"
         "create trigger deny before delete on shop.person for each row execute function shop.deny()");
    const auto policy = compile();
    const auto planned = start_run(policy);
    EXPECT_EQ(one_batch(policy), BatchRunner::Result::Unfit);
    EXPECT_EQ(outcome(planned.run, "failed"), 0);
    EXPECT_EQ(value("select sqlstate || ' ' || attempts from retentiond.batch where sqlstate is not null"), "42501 1");
    EXPECT_NE(log_text_.str().find(", table \"person\", retrying in"), std::string::npos) << log_text_.str();
    exec("create or replace function shop.deny() returns trigger language plpgsql as $$ begin if old.id = 7 then raise "
         "insufficient_privilege; end if; return old; end $$");
    EXPECT_EQ(work_off(policy, planned.run), "finished") << "a trigger that goes on saying so of one person blocks nobody else";
    EXPECT_EQ(outcome(planned.run, "done"), 39);
    EXPECT_EQ(outcome(planned.run, "failed"), 1);
    expect_sound(planned.run);
}

// Else the second half of a batch would be left behind, pending and with its keys, in a run that is over.
TEST_F(OneBadPerson, NothingIsHalvedWhileItsRunEnds) {
    const auto policy = compile();
    start_run(policy);
    database::Session session(dsn(), kTimeouts);
    std::optional<ClaimedBatch> batch;
    {
        database::Transaction transaction(session, database::Transaction::Mode::ReadWrite);
        batch = journal::claim(transaction, {"shop"});
    }
    ASSERT_TRUE(batch);
    Application ending(dsn());
    ending.exec("update retentiond.run set state = 'failed'");
    {
        database::Transaction transaction(session, database::Transaction::Mode::ReadWrite);
        EXPECT_FALSE(journal::reclaim(transaction, *batch)) << "the run is being ended";
    }
    ending.exec("rollback");
    database::Transaction transaction(session, database::Transaction::Mode::ReadWrite);
    ASSERT_TRUE(journal::reclaim(transaction, *batch));
    EXPECT_THROW(exec("set lock_timeout = '200ms'; update retentiond.run set state = 'failed'"), std::exception) << "it ends after the batch";
}

// As when a row that refers to theirs is committed in that very moment; a sequence remembers what was rolled back.
TEST_F(OneBadPerson, ToWhomSomethingReferredForAMomentIsTriedAgain) {
    exec("create sequence audit.tries; create function audit.once() returns trigger language plpgsql as $$ begin "
         "if nextval('audit.tries') <= 2 then raise foreign_key_violation; end if; return old; end $$;"
         "create trigger once before delete on shop.person for each row when (old.id = 7) execute function audit.once()");
    const auto policy = compile();
    const auto planned = start_run(policy, 1);
    EXPECT_EQ(work_off(policy, planned.run), "finished");
    EXPECT_EQ(outcome(planned.run, "failed"), 0);
    EXPECT_EQ(outcome(planned.run, "done"), 40);
    EXPECT_EQ(value("select last_value from audit.tries"), "3");

    exec("alter sequence audit.tries restart; insert into shop.person (id, name, status, created_at) values (7, 'x', 'prospect', now() - interval "
         "'9 years'); insert into shop.activity (person_id, happened_at) values (7, now() - interval '8 years');"
         "create or replace function audit.once() returns trigger language plpgsql as $$ begin perform nextval('audit.tries'); "
         "raise foreign_key_violation; end $$");
    const auto next = start_run(policy, 1);
    work_off(policy, next.run);
    EXPECT_EQ(outcome(next.run, "failed"), 1) << "who is always refused is set aside";
    EXPECT_EQ(value("select last_value from audit.tries"), "3");
}

TEST_F(OneBadPerson, ARunInWhichEverybodyFailsEndsEarly) {
    add_persons(1980);
    forbid("true");
    const auto policy = compile();
    const auto planned = start_run(policy);
    EXPECT_EQ(work_off(policy, planned.run), "failed");
    EXPECT_LT(outcome(planned.run, "failed"), 50);
    EXPECT_EQ(outcome(planned.run, "done"), 20) << "the people of the other rule";
    EXPECT_EQ(count("retentiond.batch where state = 'pending'"), 0);
    EXPECT_GT(count("retentiond.batch where state = 'abandoned' and keys is null"), 0);
    EXPECT_EQ(count("audit.change where by_us and operation = 'DELETE' and table_name = 'shop.person'"), 0);
    expect_sound(planned.run);
}

TEST_F(OneBadPerson, ASmallRunInWhichEverybodyFailsDoesNotSayThatAllIsWell) {
    forbid("true");
    exec("delete from shop.attachment where activity_id in (select id from shop.activity where person_id between 101 "
         "and 120);"
         "delete from shop.activity where person_id between 101 and 120;"
         "delete from shop.consent where person_id between 101 and 120");
    exec("alter table shop.person disable trigger refuse; delete from shop.person where id between 101 and 120;"
         "alter table shop.person enable trigger refuse");
    const auto policy = compile();
    const auto planned = start_run(policy);
    work_off(policy, planned.run);
    EXPECT_EQ(outcome(planned.run, "failed"), 20);
    EXPECT_EQ(state_of(planned.run), "failed");
}

} // namespace
} // namespace retention::jobs
