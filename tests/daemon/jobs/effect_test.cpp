// SPDX-License-Identifier: Apache-2.0
//
// Databases in which a DELETE or an UPDATE succeeds and does nothing. Nobody may be half erased, and nothing may be
// told as done that was not.
#include "tests/daemon/jobs/fixture.hpp"

namespace retention::jobs {
namespace {

class Effect : public ShopTest {
protected:
    // Makes `function` a trigger, as `create trigger t <when> ... execute function`, and works a run off.
    void run_with_trigger(const std::string& body, const std::string& when) {
        exec("create function shop.f() returns trigger language plpgsql as $$ begin " + body + " end $$;" + "create " +
             when + " execute function shop.f()");
        const auto policy = compile();
        run_ = start_run(policy, 20).run;
        state_ = work_off(policy, run_);
    }

    void expect_set_aside(long long persons, const std::string& table) {
        EXPECT_EQ(outcome(run_, "failed"), persons);
        EXPECT_EQ(
            value("select string_agg(distinct sqlstate || ' ' || table_name, ', ') from retentiond.batch where state = "
                  "'failed'"),
            "RT001 " + table);
        expect_sound(run_);
    }

    long long run_ = 0;
    std::string state_;
};

TEST_F(Effect, ATriggerThatForbidsADeleteQuietlyIsFound) {
    run_with_trigger("if old.id = 7 then return null; end if; return old;",
                     "trigger t before delete on shop.person for each row");
    EXPECT_EQ(state_, "finished");
    expect_set_aside(1, "shop.person");
    EXPECT_EQ(outcome(run_, "done"), 39);
    EXPECT_EQ(count("shop.person where id < 100"), 1);
}

TEST_F(Effect, ATriggerThatForbidsTheDeleteOfAChildIsFound) {
    run_with_trigger("if old.person_id = 7 then return null; end if; return old;",
                     "trigger t before delete on shop.activity for each row");
    expect_set_aside(1, "shop.activity");
    EXPECT_EQ(outcome(run_, "done"), 39);
    EXPECT_EQ(count("shop.activity a join shop.attachment t on t.activity_id = a.id where person_id = 7"), 2)
        << "what was deleted before is back";
}

TEST_F(Effect, ATriggerThatInsertsThePersonAgainIsFound) {
    run_with_trigger("if old.id = 7 then insert into shop.person select old.*; end if; return null;",
                     "trigger t after delete on shop.person for each row");
    expect_set_aside(1, "shop.person");
    EXPECT_EQ(outcome(run_, "done"), 39);
}

TEST_F(Effect, ATriggerThatRestoresTheOldValueIsFound) {
    run_with_trigger("if old.id = 107 then new.email := old.email; end if; return new;",
                     "trigger t before update on shop.person for each row");
    expect_set_aside(1, "shop.person");
    EXPECT_EQ(outcome(run_, "done"), 39);
    EXPECT_EQ(value("select email from shop.person where id = 107"), "person.107@example.com");
    EXPECT_EQ(value("select name from shop.person where id = 107"), "Person 107");
}

TEST_F(Effect, ATriggerThatForbidsAnUpdateQuietlyIsFound) {
    run_with_trigger("if old.id = 107 then return null; end if; return new;",
                     "trigger t before update on shop.person for each row");
    expect_set_aside(1, "shop.person");
    EXPECT_EQ(outcome(run_, "done"), 39);
}

TEST_F(Effect, ATriggerThatWaitsForTheCommitToRestoreThePersonIsFound) {
    run_with_trigger("if old.id = 7 then insert into shop.person select old.*; end if; return null;",
                     "constraint trigger t after delete on shop.person deferrable initially deferred for each row");
    expect_set_aside(1, "shop.person");
    EXPECT_EQ(outcome(run_, "done"), 39);
}

TEST_F(Effect, ATriggerThatWaitsForTheCommitToRestoreAValueIsFound) {
    run_with_trigger("if old.id = 107 and old.email like 'person%' and new.email <> old.email then "
                     "update shop.person set email = old.email where id = old.id; end if; return null;",
                     "constraint trigger t after update on shop.person deferrable initially deferred for each row");
    EXPECT_EQ(outcome(run_, "failed"), 1);
    EXPECT_EQ(outcome(run_, "done"), 39);
    EXPECT_EQ(value("select email from shop.person where id = 107"), "person.107@example.com");
    expect_sound(run_);
}

TEST_F(Effect, ATriggerThatCopiesAPersonBackIntoAChildIsFound) {
    run_with_trigger(
        "if old.id = 107 then update shop.activity set body = 'was ' || old.email where person_id = 107; end if; "
        "return null;",
        "trigger t after update on shop.person for each row");
    // Whatever the order of the statements: afterwards no text may hold the old address.
    EXPECT_EQ(
        count("shop.person p join shop.activity a on a.person_id = p.id where p.email like '%@anonymized.invalid' and "
              "a.body is not null"),
        0);
}

TEST_F(Effect, ARuleThatCameAfterTheCheckStopsTheRunBeforeAnythingIsTouched) {
    const auto policy = compile();
    const auto planned = start_run(policy);
    exec("create rule keep as on delete to shop.person do instead nothing");
    EXPECT_EQ(work_off(policy, planned.run), "superseded");
    EXPECT_EQ(count("audit.change where by_us"), 0);
}

TEST_F(Effect, ARuleInPlaceOfADeleteIsRefusedByTheCheck) {
    exec("create rule keep as on delete to shop.person do instead nothing");
    EXPECT_THROW(compile(), std::runtime_error);
}

} // namespace
} // namespace retention::jobs
