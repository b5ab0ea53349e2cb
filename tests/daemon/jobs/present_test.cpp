// SPDX-License-Identifier: Apache-2.0
//
// Between a plan and its batches lie an approval, a pause, a window: what has begun meanwhile protects, though no row has changed that
// a plan's instant would see.
#include "tests/daemon/jobs/fixture.hpp"

namespace retention::jobs {
namespace {

class PresentTest : public ShopTest {
protected:
    void SetUp() override {
        ShopTest::SetUp();
        exec("create table shop.contract (person_id bigint, valid tstzrange);"
             "create table shop.freeze (person_id bigint, from_at timestamptz)");
    }

    // Whoever has a contract at that instant is a customer, and no prospect; whoever is frozen by then is on hold.
    static std::string text() {
        auto text = policy_text();
        const std::string prospect = "  prospect: status = 'prospect'";
        text.insert(text.find("  former: "), "  customer: exists (select from shop.contract c where c.person_id = person.id and c.valid @> as_of)\n");
        text.insert(text.find("actions:"), "holds: [ { name: court, where: exists (select from shop.freeze f where f.person_id = person.id and "
                                           "f.from_at <= as_of) } ]\n");
        return text;
    }
};

TEST_F(PresentTest, WhoeverSignedAgainSinceThePlanStays) {
    const auto policy = compile(text());
    const auto run = start_run(policy);
    ASSERT_EQ(run.planned, 40);
    exec("insert into shop.contract values (107, tstzrange(now(), null))");
    EXPECT_EQ(work_off(policy, run.run), "finished");
    EXPECT_EQ(outcome(run.run, "done"), 39);
    EXPECT_EQ(outcome(run.run, "not_in_class"), 1);
    EXPECT_EQ(value("select name from shop.person where id = 107"), "Person 107");
    expect_sound(run.run);
}

TEST_F(PresentTest, AHoldThatBeganSinceThePlanHolds) {
    const auto policy = compile(text());
    const auto run = start_run(policy);
    exec("insert into shop.freeze values (7, now())");
    EXPECT_EQ(work_off(policy, run.run), "finished");
    EXPECT_EQ(outcome(run.run, "done"), 39);
    EXPECT_EQ(outcome(run.run, "hold"), 1);
    EXPECT_EQ(count("shop.person where id = 7"), 1);
}

TEST_F(PresentTest, ARunByAnEarlierDateErasesNoCustomerOfToday) {
    const auto policy = compile(text());
    exec("insert into shop.contract values (107, tstzrange(now() - interval '1 month', null))");
    database::Session session(dsn());
    PlanRequest request;
    request.as_of = value("select (now() - interval '2 months')::text");
    const auto run = Planner(clock_).plan(session, *policy, request);
    ASSERT_EQ(run.planned, 40);
    exec("update retentiond.run set state = 'running'");
    EXPECT_EQ(work_off(policy, run.run), "finished");
    EXPECT_EQ(outcome(run.run, "done"), 39);
    EXPECT_EQ(value("select name from shop.person where id = 107"), "Person 107");
}

TEST_F(PresentTest, WhoeverIsDueOnlyByNowIsNotDueByTheRun) {
    const auto policy = compile(text());
    exec("insert into shop.freeze values (7, now() - interval '3 months');"
         "insert into shop.contract values (107, tstzrange(now() - interval '3 months', now() - interval '1 month'))");
    database::Session session(dsn());
    PlanRequest request;
    request.as_of = value("select (now() - interval '2 months')::text");
    const auto run = Planner(clock_).plan(session, *policy, request);
    EXPECT_EQ(run.planned, 38) << "a customer then, and frozen then and now";
}

} // namespace
} // namespace retention::jobs
