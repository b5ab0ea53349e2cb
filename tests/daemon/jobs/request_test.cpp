// SPDX-License-Identifier: Apache-2.0
//
// A subject who asked to be erased is due from that day on; what protects others protects them too.
#include "daemon/jobs/administration.hpp"
#include "daemon/jobs/census.hpp"
#include "tests/daemon/jobs/fixture.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {
namespace {

class Request : public ShopTest {
protected:
    void SetUp() override {
        ShopTest::SetUp();
        // Nobody is due by time alone.
        exec("update shop.activity set happened_at = now() - interval '1 month'; update shop.person set ended_on = current_date - 30 "
             "where ended_on is not null");
    }

    // As `erase` records it.
    static void ask(const std::string& key, const std::string& table = "shop.person", const std::string& columns = "id",
                    const std::string& at = "now()", const std::string& policy = "shop") {
        exec("insert into retentiond.request (policy, subject_table, key_columns, key, reason, requested_by, requested_at) values ('" + policy +
             "', '" + table + "', '" + columns + "', '" + key + "', 'ticket', 'test', " + at + ")");
    }

    // Everything that is due is done: "1 planned, 1 done".
    std::string run(const std::shared_ptr<const CompiledPolicy>& policy) {
        const auto planned = start_run(policy);
        EXPECT_EQ(planned.planned > 0 ? work_off(policy, planned.run) : state_of(planned.run), "finished");
        EXPECT_EQ(outcome(planned.run, "failed"), 0);
        return std::to_string(planned.planned) + " planned, " + std::to_string(outcome(planned.run, "done")) + " done";
    }

    static std::string outcomes() { return value("select string_agg(coalesce(outcome, 'open'), ',' order by request) from retentiond.request"); }
};

TEST_F(Request, MakesTheSubjectDueAndNobodyElse) {
    const auto policy = compile();
    EXPECT_EQ(run(policy), "0 planned, 0 done");
    ask("3");
    ask("105");
    EXPECT_EQ(run(policy), "2 planned, 2 done");
    EXPECT_EQ(count("shop.person where id = 3"), 0);
    EXPECT_EQ(count("shop.person where id between 1 and 20"), 19);
    EXPECT_EQ(value("select name like 'Person%' from shop.person where id = 105"), "f");
    EXPECT_EQ(count("shop.person where name like 'Person%'"), 48);
    EXPECT_EQ(outcomes(), "done,done");
    EXPECT_EQ(count("retentiond.request where key is not null"), 0) << "whose they were is forgotten";
    EXPECT_EQ(run(policy), "0 planned, 0 done");
}

TEST_F(Request, OfASubjectWithoutAStartingPointIsCarriedOut) {
    exec("delete from shop.attachment; delete from shop.activity where person_id = 4");
    ask("4");
    EXPECT_EQ(run(compile()), "1 planned, 1 done");
}

TEST_F(Request, StandsWhileSomethingStopsIt) {
    const auto policy = compile(policy_text("limits: { persons: null, share: null, growth: null }\n"
                                            "floors: [{ name: letters, keep: P7Y, after: last_activity, where: id < 10 }]\n"
                                            "holds: [{ name: dispute, where: id = 12 }]\n"));
    ask("3");     // a floor
    ask("12");    // a hold of the policy
    ask("13");    // a hold that an operator placed
    exec("insert into retentiond.hold (subject_table, key_columns, key, policy, reason, placed_by) values ('shop.person', 'id', '13', 'shop', "
         "'court', 'test')");
    EXPECT_EQ(run(policy), "0 planned, 0 done");
    EXPECT_EQ(outcomes(), "open,open,open");
    exec("update retentiond.hold set removed_by = 'test', removed_at = now(), key = null");
    EXPECT_EQ(run(policy), "1 planned, 1 done");
    EXPECT_EQ(outcomes(), "open,open,done");
}

TEST_F(Request, TakesBackAConsent) {
    ask("201");
    EXPECT_EQ(run(compile()), "1 planned, 1 done") << "what `unless` protects is the subject's own interest";
}

TEST_F(Request, PlacedAfterThePlanWaitsForTheNextRun) {
    const auto policy = compile();
    ask("3");
    const auto planned = start_run(policy);
    ask("4");
    EXPECT_EQ(work_off(policy, planned.run), "finished");
    EXPECT_EQ(outcomes(), "done,open");
    EXPECT_EQ(run(policy), "1 planned, 1 done");
}

TEST_F(Request, WithdrawnAfterThePlanIsLeftAlone) {
    const auto policy = compile();
    ask("3");
    const auto planned = start_run(policy);
    exec("update retentiond.request set outcome = 'withdrawn', key = null, closed_at = now()");
    EXPECT_EQ(work_off(policy, planned.run), "finished");
    EXPECT_EQ(outcome(planned.run, "not_expired"), 1);
    EXPECT_EQ(count("shop.person where id = 3"), 1);
}

TEST_F(Request, CountsFromItsDayOn) {
    ask("3", "shop.person", "id", "now() + interval '2 days'");
    EXPECT_EQ(run(compile()), "0 planned, 0 done");
    EXPECT_EQ(outcomes(), "open");
}

TEST_F(Request, OfSomebodyWhoIsDueAnywayIsClosedAsWell) {
    exec("update shop.activity set happened_at = now() - interval '3 years' where person_id = 5");
    ask("5");
    EXPECT_EQ(run(compile()), "1 planned, 1 done");
    EXPECT_EQ(outcomes(), "done");
}

TEST_F(Request, OfSomebodyWhomTheApplicationDeletedIsClosedByTheNextPlan) {
    ask("6");
    exec("delete from shop.attachment where activity_id in (select id from shop.activity where person_id = 6); delete from shop.activity "
         "where person_id = 6; delete from shop.consent where person_id = 6; delete from shop.person where id = 6");
    ask("7", "shop.other");
    ask("8", "shop.person", "id", "now()", "another");
    EXPECT_EQ(run(compile()), "0 planned, 0 done");
    EXPECT_EQ(outcomes(), "gone,open,open") << "others are about other people, whatever their keys";
}

TEST_F(Request, ToOtherPoliciesEndsWhenTheRowIsDeleted) {
    ask("9", "shop.person", "id", "now()", "another");
    ask("9");
    EXPECT_EQ(run(compile()), "1 planned, 1 done");
    EXPECT_EQ(outcomes(), "gone,done");
}

TEST_F(Request, IsCountedWithItsDay) {
    ask("3", "shop.person", "id", "now() - interval '3 days'");
    database::Session session(dsn());
    const auto census = Planner(clock_).count(session, *compile(), std::nullopt);
    EXPECT_EQ(census.due, 1);
    EXPECT_EQ(census.oldest_due_on, value("select (requested_at at time zone 'Europe/Amsterdam')::date from retentiond.request"))
        << "overdue since then";
}

// What came since is no starting point of any rule; the subject wants it gone all the same.
TEST_F(Request, OfSomebodyWhoWasDoneIsCarriedOutAnew) {
    const auto policy = compile();
    ask("105");
    EXPECT_EQ(run(policy), "1 planned, 1 done");
    exec("update shop.person set name = 'Person again' where id = 105");
    EXPECT_EQ(run(policy), "0 planned, 0 done");
    ask("105");
    EXPECT_EQ(run(policy), "1 planned, 1 done");
    EXPECT_EQ(count("shop.person where name = 'Person again'"), 0);
    EXPECT_EQ(outcomes(), "done,done");
}

// A key that is rewritten to an equal one is the same key, however it is written: `was` by the one who asked, `is` by the application since.
struct Rewritten {
    const char* type;
    const char* was;
    const char* is;
};

class RewrittenRequest : public Request {
protected:
    std::shared_ptr<const CompiledPolicy> scene(const Rewritten& key, const std::string& action) {
        exec("drop schema if exists app cascade; create schema app; create extension if not exists citext;"
             "create collation app.ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        exec(std::string("create table app.member (k ") + key.type + " primary key, name text, seen date)");
        exec(std::string("insert into app.member values ('") + key.was + "', 'Anna', current_date)");
        exec("truncate retentiond.request, retentiond.inventory");
        ask(key.was, "app.member", "k", "now()", "p");
        exec(std::string("update app.member set k = '") + key.is + "'");
        return compile("policy: p\nmode: enforce\nsubject: { table: app.member }\nclasses: { all: \"true\" }\n"
                       "rules: [{ name: r, class: all, keep: P1Y, after: seen, then: act }]\nactions: { act: { app.member: " + action + " } }\n"
                       "limits: { persons: null, share: null, growth: null }\n");
    }
};

constexpr Rewritten kRewritten[] = {{"numeric", "4.000", "4"},     {"citext", "D", "d"},       {"text collate app.ci", "D", "d"},
                                    {"interval", "24:00:00", "1 day"}, {"jsonb", "1.00", "1"}, {"char(6)", "a", "a  "}};

TEST_F(RewrittenRequest, OfAnEqualKeyIsCarriedOutAndClosed) {
    for (const auto& key : kRewritten) {
        const auto policy = scene(key, "{ name: null, \"*\": keep }");
        database::Session session(dsn());
        EXPECT_EQ(Planner(clock_).count(session, *policy, std::nullopt).due, 1) << key.type;
        EXPECT_EQ(run(policy), "1 planned, 1 done") << key.type;
        EXPECT_EQ(count("app.member where name is null"), 1) << key.type;
        EXPECT_EQ(outcomes(), "done") << key.type;
        exec("truncate retentiond.batch, retentiond.run cascade; truncate retentiond.marker");
    }
}

TEST_F(RewrittenRequest, OfAnEqualKeyIsClosedWhenTheRowIsDeleted) {
    for (const auto& key : kRewritten) {
        EXPECT_EQ(run(scene(key, "delete")), "1 planned, 1 done") << key.type;
        EXPECT_EQ(count("app.member"), 0) << key.type;
        EXPECT_EQ(outcomes(), "done") << key.type;
        exec("truncate retentiond.batch, retentiond.run cascade");
    }
}

TEST_F(RewrittenRequest, OfAnEqualKeyIsListedWithHowItStandsAndNotRecordedTwice) {
    platform::SystemClock clock;
    std::ostringstream text;
    platform::Log log{clock, platform::LogLevel::Debug, platform::LogStyle::Plain, text};
    for (const auto& key : kRewritten) {
        const auto policy = scene(key, "{ name: null, \"*\": keep }");
        Target target({.name = "shop", .dsn = dsn(), .pace = {}, .workers = 1}, clock, log);
        Administration administration({}, {&target}, log, [] { return nlohmann::json(); });
        target.replace_policies({policy->policy});
        target.start(false);
        const auto listed = administration.request_list(std::nullopt)["requests"];
        ASSERT_EQ(listed.size(), 1U) << key.type;
        EXPECT_EQ(listed[0]["state"], "due") << key.type;
        EXPECT_EQ(administration.erase("p", key.is, "again", "test")["already"], true) << key.type;
        EXPECT_EQ(outcomes(), "open") << key.type;
        target.stop(std::chrono::seconds(5));
    }
}

// One action is taken after the other, the last when the law allows it.
TEST_F(Request, StandsUntilEachActionForTheSubjectIsTaken) {
    exec("create schema app; create table app.member (id int primary key, name text, note text, seen date, ordered date);"
         "insert into app.member values (1, 'Anna', 'x', current_date, current_date), (2, 'Bo', 'y', current_date, current_date)");
    const auto policy = compile(R"(policy: p
mode: enforce
subject: { table: app.member }
classes: { all: "true" }
rules:
  - { name: quiet, class: all, keep: P1Y, after: seen, then: strip }
  - { name: archived, class: all, keep: P3Y, after: seen, then: archive }
  - { name: over, class: all, keep: P10Y, after: seen, then: gone }
floors: [{ name: books, keep: P3Y, after: ordered, blocks: [gone] }]
actions:
  strip: { app.member: { note: null, "*": keep } }
  archive: { app.member: { name: null, "*": keep } }
  gone: { app.member: delete }
limits: { persons: null, share: null, growth: null }
)");
    ask("1", "app.member", "id", "now()", "p");
    EXPECT_EQ(run(policy), "1 planned, 1 done");
    EXPECT_EQ(outcomes(), "open") << "its name is there still";
    EXPECT_EQ(run(policy), "1 planned, 1 done");
    EXPECT_EQ(value("select coalesce(name, '-') || coalesce(note, '-') from app.member where id = 1"), "--");
    EXPECT_EQ(outcomes(), "open") << "the law keeps the rest, and no longer than it must";
    EXPECT_EQ(run(policy), "0 planned, 0 done");
    EXPECT_EQ(outcomes(), "open");
    exec("update app.member set ordered = current_date - interval '4 years'");
    EXPECT_EQ(run(policy), "1 planned, 1 done");
    EXPECT_EQ(value("select string_agg(name || note, ',') from app.member"), "Boy");
    EXPECT_EQ(outcomes(), "done");
}

TEST_F(Request, FindsASubjectByAKeyOfSeveralColumns) {
    exec("create schema app; create table app.member (tenant text, id int, ended_on date, primary key (tenant, id));"
         "insert into app.member values ('a \"q\"', 1, null), ('b', 1, current_date), ('b', 2, current_date)");
    const auto policy = compile("policy: p\nmode: enforce\nsubject: { table: app.member }\nschedule: { cron: '@daily', timezone: UTC }\n"
                                "classes: { all: true }\nrules:\n  - { name: r, class: all, keep: P1Y, after: ended_on, then: gone }\n"
                                "actions: { gone: { app.member: delete } }\nlimits: { persons: null, share: null, growth: null }\n");
    ask(R"(["a \"q\"", "1"])", "app.member", "tenant, id", "now()", "p");
    ask(R"(["b", "2"])", "app.member", "tenant, id", "now()", "p");
    EXPECT_EQ(run(policy), "2 planned, 2 done");
    EXPECT_EQ(value("select string_agg(tenant || id, ',') from app.member"), "b1");
    EXPECT_EQ(outcomes(), "done,done");
}

} // namespace
} // namespace retention::jobs
