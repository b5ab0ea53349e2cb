// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/jobs/fixture.hpp"

#include <future>

namespace retention::jobs {
namespace {

using namespace std::chrono_literals;

class PlannerTest : public ShopTest {
protected:
    PlannedRun plan(const std::string& more, PlanRequest request = {}) {
        const auto policy = compile(policy_text(more));
        database::Session session(dsn());
        return Planner(clock_).plan(session, *policy, request);
    }

    // Runs that were, so that it is not the first.
    static void pretend_runs(const std::string& planned) {
        exec("insert into retentiond.run (policy, state, mode, as_of, planned) select 'shop', 'finished', 'enforce', "
             "now(), n "
             "from unnest(array[" +
             planned + "]) n");
    }

    std::string refusal(const PlanRequest& request, const platform::Clock& clock) {
        const auto policy = compile();
        database::Session session(dsn());
        try {
            Planner(clock).plan(session, *policy, request);
        } catch (const PlanRefused& refused) {
            return refused.what();
        }
        return "";
    }
};

constexpr const char* kNoLimits = "limits: { persons: null, share: null, growth: null }\n";

TEST_F(PlannerTest, TheFirstEnforcingRunWaits) {
    const auto planned = plan(kNoLimits);
    EXPECT_EQ(planned.state, "awaiting_approval");
    EXPECT_EQ(planned.reasons, std::vector<std::string>{"it is the policy's first enforcing run"});
    EXPECT_EQ(planned.planned, 40);
}

TEST_F(PlannerTest, WithinTheLimitsALaterRunBegins) {
    pretend_runs("38, 40, 42");
    EXPECT_EQ(plan(kNoLimits).state, "running");
}

TEST_F(PlannerTest, RunsThatFoundNobodyOrWereRefusedAreNoPrecedent) {
    pretend_runs("0, 0");
    exec("insert into retentiond.run (policy, state, mode, as_of, planned) values ('shop', 'cancelled', 'enforce', "
         "now(), 40)");
    exec("insert into retentiond.run (policy, state, mode, as_of, planned) values ('other', 'finished', 'enforce', "
         "now(), 40)");
    EXPECT_EQ(plan(kNoLimits).state, "awaiting_approval");
}

TEST_F(PlannerTest, TheLimitOfPersonsIsTheLastThatPasses) {
    pretend_runs("40");
    EXPECT_EQ(plan("limits: { persons: 40, share: null, growth: null }\n").state, "running");
}

TEST_F(PlannerTest, MorePersonsThanTheLimitWait) {
    pretend_runs("40");
    const auto planned = plan("limits: { persons: 39, share: null, growth: null }\n");
    EXPECT_EQ(planned.state, "awaiting_approval");
    EXPECT_EQ(planned.reasons, std::vector<std::string>{"40 subjects are due, more than limits.persons (39)"});
}

TEST_F(PlannerTest, LargeNumbersAreToldAsPeopleReadThem) {
    exec("insert into shop.person (id, name, email, status, created_at, ended_on) "
         "select n, 'Person', n || '@example.com', 'former', now() - interval '9 years', current_date - 2600 from "
         "generate_series(1001, 2200) n");
    pretend_runs("100, 100, 100");
    EXPECT_EQ(plan("limits: { persons: 1000, share: null, growth: 2 }\n").reasons,
              (std::vector<std::string>{
                  "1,240 subjects are due, more than limits.persons (1,000)",
                  "1,240 subjects are due, more than limits.growth times the median of the last runs (100)"}));
}

TEST_F(PlannerTest, TheLimitOfTheShareIsTheLastThatPasses) {
    pretend_runs("40");
    EXPECT_EQ(plan("limits: { persons: null, share: 80%, growth: null }\n").state, "running");
}

TEST_F(PlannerTest, QuietDaysMakeNoPolicyNew) {
    pretend_runs("40");
    pretend_runs("0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0");
    EXPECT_EQ(plan(kNoLimits).state, "running");
}

TEST_F(PlannerTest, ARunThatWasBrokenOffIsExperienceOnceItHasDoneSomething) {
    const auto policy = compile();
    const auto run = start_run(policy, 5).run;
    exec("update retentiond.run set state = 'superseded'");
    EXPECT_EQ(plan(kNoLimits).reasons, std::vector<std::string>{"it is the policy's first enforcing run"});
    exec("update retentiond.run set state = 'cancelled' where run <> " + std::to_string(run));
    exec("update retentiond.batch set state = 'done', keys = null where number = 1");
    EXPECT_EQ(plan(kNoLimits).state, "running");
}

TEST_F(PlannerTest, APolicyOfTheSameNameAboutOtherPeopleIsNew) {
    const auto run = start_run(compile(), 5).run;
    EXPECT_EQ(value("select subject_table from retentiond.run"), "shop.person");
    exec("update retentiond.run set state = 'finished', finished_at = now()");
    EXPECT_EQ(plan(kNoLimits).state, "running");
    exec("update retentiond.run set state = 'cancelled' where run <> " + std::to_string(run) + "; update retentiond.run set subject_table = 'shop.lead'");
    EXPECT_EQ(plan(kNoLimits).reasons, std::vector<std::string>{"it is the policy's first enforcing run"});
}

TEST_F(PlannerTest, ALargerShareThanTheLimitWaits) {
    pretend_runs("40");
    EXPECT_EQ(plan("limits: { persons: null, share: 79%, growth: null }\n").reasons,
              std::vector<std::string>{"80 % of all subjects are due, more than limits.share (79 %)"});
}

TEST_F(PlannerTest, GrowthIsMeasuredAgainstTheMedianOfTheLastRuns) {
    pretend_runs("1, 4, 100");
    EXPECT_EQ(plan("limits: { persons: null, share: null, growth: 10 }\n").state, "running");
}

TEST_F(PlannerTest, MoreGrowthThanTheLimitWaits) {
    pretend_runs("1, 4, 100");
    EXPECT_EQ(plan("limits: { persons: null, share: null, growth: 9 }\n").state, "awaiting_approval");
}

TEST_F(PlannerTest, SeveralLimitsAreAllTold) {
    EXPECT_EQ(plan("limits: { persons: 1, share: 1%, growth: 1 }\n").reasons.size(), 3u);
}

TEST_F(PlannerTest, AFutureDateIsRefused) {
    PlanRequest request;
    request.as_of = "2999-01-01";
    EXPECT_NE(refusal(request, clock_), "");
    request.as_of = "infinity";
    EXPECT_NE(refusal(request, clock_), "");
    EXPECT_EQ(count("retentiond.run"), 0);
}

TEST_F(PlannerTest, WhatIsNoDateIsRefused) {
    PlanRequest request;
    request.as_of = "last year";
    EXPECT_EQ(refusal(request, clock_), "as_of is no date: write 2026-01-31 or 2026-01-31T12:00:00Z");
    request.as_of = "01/02/2020";
    EXPECT_EQ(refusal(request, clock_), "as_of is no date: write 2026-01-31 or 2026-01-31T12:00:00Z") << "January to some, February to others";
}

TEST_F(PlannerTest, AnEarlierDateJudgesByThatDate) {
    PlanRequest request;
    request.as_of = value("select (now() - interval '2 years')::date::text");
    EXPECT_EQ(plan(kNoLimits, request).planned, 20) << "formers only: the last activity was not two years ago";
}

TEST_F(PlannerTest, AClockThatDiffersFromTheServersIsRefused) {
    for (const auto skew : {-6min, 6min, 60 * 24 * 366min}) {
        const platform::ManualClock wrong(clock_.now() + skew);
        EXPECT_NE(refusal({}, wrong).find("clocks"), std::string::npos);
    }
    EXPECT_EQ(count("retentiond.run"), 0);
    const platform::ManualClock almost(clock_.now() + 4min);
    EXPECT_EQ(refusal({}, almost), "");
}

TEST_F(PlannerTest, AClockThatWasSetForwardTogetherWithTheServersIsRefusedUntilSomebodyTrustsIt) {
    // Both by a year, while the daemon ran: only the time that has passed tells. Ours stood a year back, so that the server's need not move.
    platform::ManualClock clock(clock_.now() - 24h * 366);
    Planner planner(clock);
    clock.jump(clock_.now());
    const auto policy = compile();
    database::Session session(dsn());
    try {
        planner.plan(session, *policy, {});
        ADD_FAILURE() << "planned";
    } catch (const PlanRefused& refused) {
        EXPECT_NE(std::string(refused.what()).find("moved by 31622400 s since the daemon started"), std::string::npos) << refused.what();
    }
    EXPECT_EQ(count("retentiond.run"), 0);
    planner.trust_clock();
    EXPECT_GT(planner.plan(session, *policy, {}).planned, 0);
}

TEST_F(PlannerTest, TimeThatPassedIsNoJump) {
    platform::ManualClock clock(clock_.now() - 24h * 366);
    const Planner planner(clock);
    clock.tick(24h * 366);
    const auto policy = compile();
    database::Session session(dsn());
    EXPECT_GT(planner.plan(session, *policy, {}).planned, 0);
}

TEST_F(PlannerTest, AServerClockThatWasSetBackIsRefused) {
    exec("insert into retentiond.run (policy, state, mode, as_of, created_at) values ('shop', 'finished', 'enforce', "
         "now(), "
         "now() + interval '1 hour')");
    EXPECT_NE(refusal({}, clock_).find("set back"), std::string::npos);
}

TEST_F(PlannerTest, OnePolicyHasOneActiveRun) {
    plan(kNoLimits);
    EXPECT_EQ(refusal({}, clock_), "policy \"shop\" has a run that is not over: run 1 waits for an approval");
    exec("update retentiond.run set state = 'running'");
    EXPECT_EQ(refusal({}, clock_), "policy \"shop\" has a run that is not over: run 1 is running");
    EXPECT_EQ(count("retentiond.run"), 1);
}

TEST_F(PlannerTest, OfTwoAtOnceOneWins) {
    const auto policy = compile();
    const auto plan_once = [&] {
        database::Session session(dsn());
        PlanRequest request;
        request.scheduled_for = "2026-01-01T02:15:00Z";
        try {
            Planner(clock_).plan(session, *policy, request);
            return 1;
        } catch (const PlanRefused&) {
            return 0;
        }
    };
    auto other = std::async(std::launch::async, plan_once);
    EXPECT_EQ(plan_once() + other.get(), 1);
    EXPECT_EQ(count("retentiond.run"), 1);
    EXPECT_EQ(value("select sum(subjects) from retentiond.batch"), "40");
}

TEST_F(PlannerTest, AScheduledTimeIsAnsweredOnce) {
    PlanRequest request;
    request.scheduled_for = "2026-01-01T02:15:00Z";
    const auto first = plan(kNoLimits, request);
    exec("update retentiond.run set state = 'cancelled' where run = " + std::to_string(first.run));
    EXPECT_EQ(refusal(request, clock_), "policy \"shop\": run 1 has answered this time of the schedule");
}

TEST_F(PlannerTest, ObservingPlansNoBatch) {
    auto text = policy_text();
    text.replace(text.find("enforce"), 7, "observe");
    const auto policy = compile(text);
    database::Session session(dsn());
    const auto planned = Planner(clock_).plan(session, *policy, {});
    EXPECT_EQ(planned.state, "finished");
    EXPECT_EQ(count("retentiond.batch"), 0);
    EXPECT_EQ(value("select census ->> 'due' from retentiond.run"), "40");
}

TEST_F(PlannerTest, TheDigestIsOverEveryKey) {
    const auto planned = plan(kNoLimits);
    database::Session session(dsn());
    database::Transaction reading(session, database::Transaction::Mode::ReadOnly);
    const auto digests = [&] { return plan_digest(reading, planned.run, "policy", "schema"); };
    const auto before = digests();
    EXPECT_EQ(digests(), before);
    exec("update retentiond.batch set keys = jsonb_set(keys, '{0,0}', '\"201\"') where number = 1");
    database::Session later(dsn());
    database::Transaction again(later, database::Transaction::Mode::ReadOnly);
    EXPECT_NE(plan_digest(again, planned.run, "policy", "schema"), before);
}

} // namespace
} // namespace retention::jobs
