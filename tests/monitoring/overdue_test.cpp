// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/crash_fixture.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>

namespace retention::test {
namespace {

using nlohmann::json;

class OverdueTest : public CrashTest {
protected:
    // The document of the policy once it says what is wanted, or the last one.
    template <typename Predicate>
    json policy_when(const Predicate& predicate) const {
        json policy;
        EXPECT_TRUE(wait_until(
            [&] {
                const auto status = ask(installation(), {"status"});
                policy = status && !(*status)["policies"].empty() ? (*status)["policies"][0] : json();
                return policy.is_object() && predicate(policy);
            },
            kLongEnough))
            << policy;
        return policy;
    }
    // The daemon counts by itself when a run has ended: with what was there before a test goes on to change something.
    void wait_for_count_after_run() const {
        policy_when([](const json& policy) {
            return policy["counted_at"].is_string() && policy["last_run"]["finished_at"].is_string() &&
                   policy["counted_at"].get<std::string>() > policy["last_run"]["finished_at"].get<std::string>();
        });
    }
    // In place of the other policy one about crm.visitor, whose days are numbers in texts.
    void judge_visitors() const {
        std::filesystem::remove(installation().policy());
        std::ofstream(installation().other_policy()) << R"(policy: visitors
mode: enforce
schedule: { cron: "0 0 1 1 *" }
subject: { table: crm.visitor }
classes: { all: "true" }
rules:
  - { name: unseen, class: all, keep: P1Y, after: to_timestamp(seen::bigint), then: delete }
actions: { delete: { crm.visitor: delete } }
limits: { persons: null, share: null, growth: null }
)";
    }
    json counted() const {
        return policy_when([](const json& policy) { return policy["counted_at"].is_string(); });
    }

    static long long expected_due() {
        return std::stoll(crm().value("select count(*) from expected.outcome(now()) where action is not null"));
    }

    // Those with no due rule, by what stops those whose period has ended: rule by rule an exception first, then a
    // floor, then a hold.
    static std::string expected_stopped() {
        return crm().value(R"(
with stopped as (
    select id, bool_or(due) as is_due, bool_or(expired and not has_exception and not is_floored and is_held) as by_hold,
           bool_or(expired and not has_exception and is_floored) as by_floor
    from expected.rules(now()) group by id)
select count(*) filter (where by_hold) || ' held, ' || count(*) filter (where by_floor and not by_hold) || ' floored' from stopped where not is_due)");
    }

    // The quickest of a few: whatever else the machine does, it leaves one of them alone.
    double quickest_status_ms() const {
        std::vector<double> milliseconds;
        for (int i = 0; i < 5; ++i) {
            const auto began = std::chrono::steady_clock::now();
            EXPECT_TRUE(ask(installation(), {"status"}));
            milliseconds.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count());
        }
        return *std::min_element(milliseconds.begin(), milliseconds.end());
    }

    Outcome command(std::vector<std::string> words) const {
        words.insert(words.begin(), {program("retentionctl").string(), "--socket", installation().socket().string()});
        return run({words, {}, {}, -1});
    }
    int status_of(const std::vector<std::string>& words) const { return *command(words).exit_status; }
    int exit_status() const { return status_of({"status"}); }
};

TEST_F(OverdueTest, IsWhatHandWrittenSqlSaysBeforeAnyPlan) {
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    const auto policy = counted();
    EXPECT_EQ(policy["due"], expected_due());
    EXPECT_EQ(std::to_string(policy["overdue"].value("hold", 0LL)) + " held, " +
                  std::to_string(policy["overdue"].value("floor", 0LL)) + " floored",
              expected_stopped())
        << policy;
    EXPECT_EQ(exit_status(), 0) << "the schedule will take them";
}

TEST_F(OverdueTest, OfARunThatWaitsNeedsAPerson) {
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    ASSERT_TRUE(ask(installation(), {"run", "contacts"}));
    const auto policy = counted();
    EXPECT_EQ(policy["overdue"]["awaiting_approval"], policy["due"]);
    EXPECT_EQ(exit_status(), 3);
}

TEST_F(OverdueTest, IsNobodyAfterARunAndIsCountedAnewByThen) {
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    const auto before = counted()["counted_at"];
    const auto run = ask(installation(), {"run", "contacts"});
    ASSERT_TRUE(run);
    const auto planned = policy_when([&](const json& policy) { return policy["counted_at"] != before; })["counted_at"];
    // On a busy machine it took so long that the next one would be put off for a minute.
    crm().cluster().exec(Crm::kDatabase, "update retentiond.count set duration_ms = 0");
    ASSERT_TRUE(ask(installation(), {"approve", (*run)["run"].dump()}));
    ASSERT_TRUE(wait_for_state(installation(), "finished"));
    EXPECT_EQ(counted()["due"], 0);
    EXPECT_EQ(policy_when([&](const json& policy) { return policy["counted_at"] != planned; })["due"], 0)
        << "and so says the count after it";
    EXPECT_EQ(exit_status(), 0);
}

// As after a restore of the application's tables alone: the journal still has their markers.
TEST_F(OverdueTest, AreThoseWhoWereDoneAndHaveTheirValuesAgain) {
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    start_approved_run(installation());
    ASSERT_TRUE(wait_for_state(installation(), "finished"));
    wait_for_count_after_run();
    crm().cluster().exec(Crm::kDatabase, R"(
create table proof.restored as select key::bigint as id from retentiond.marker order by 1 limit 3;
update crm.person set phone = '+47 22 00 00 00' where id in (select id from proof.restored);
delete from retentiond.count)");
    const auto policy = policy_when([](const json& each) { return each["overdue"].contains("undone"); });
    EXPECT_EQ(policy["overdue"]["undone"], 3) << policy;
    EXPECT_EQ(policy["due"], 0) << "nobody is erased a second time before somebody says so";
    EXPECT_EQ(exit_status(), 3);

    EXPECT_EQ((*ask(installation(), {"redo", "contacts"}))["subjects"], 3);
    EXPECT_EQ((*ask(installation(), {"redo", "contacts"}))["subjects"], 0) << "they are sent already";
    start_approved_run(installation());
    ASSERT_TRUE(wait_for_state(installation(), "finished"));
    EXPECT_EQ(crm().value("select count(*) from crm.person where phone is not null and id in (select id from proof.restored)"), "0");
    EXPECT_FALSE(policy_when([](const json& each) { return each["overdue"].empty() || !each["overdue"].contains("undone"); }).is_null());
    EXPECT_EQ(crm().value("select count(*) from retentiond.command where what = 'redo'"), "2") << "and it is on record";
}

TEST_F(OverdueTest, OfAPausedPolicyNeedsAPerson) {
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    counted();
    ASSERT_TRUE(ask(installation(), {"pause", "contacts"}));
    EXPECT_EQ(counted()["overdue"]["paused"], counted()["due"]);
    EXPECT_EQ(exit_status(), 3);
}

// Nobody can say whether the third visitor is due: that must not look sound, and stops nobody else.
TEST_F(OverdueTest, OneWhoCanNotBeJudgedIsToldByEverySignal) {
    crm().cluster().exec(Crm::kDatabase, R"(
create table crm.visitor (id integer primary key, seen text);
insert into crm.visitor values (1, '1400000000'), (2, '1400000000'), (3, 'never');)");
    judge_visitors();
    const std::vector<std::string> once{program("retentiond").string(), "--once", "--config", installation().settings().string()};
    EXPECT_EQ(run({once, {}, {}, -1}).exit_status, 3) << "the first run waits for an approval";
    crm().cluster().exec(Crm::kDatabase, "update retentiond.run set state = 'running'");
    const auto daemon_once = run({once, {}, {}, -1});
    EXPECT_EQ(daemon_once.exit_status, 1) << daemon_once.errors;
    EXPECT_EQ(crm().cluster().value(Crm::kDatabase, "select string_agg(id::text, ',') from crm.visitor"), "3");

    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    const auto planned = ask(installation(), {"run", "visitors"});
    ASSERT_TRUE(planned);
    EXPECT_EQ((*planned)["unjudged"], 1) << *planned;
    const auto policy = policy_when([](const json& each) { return each["overdue"].contains("unjudged"); });
    EXPECT_EQ(policy["overdue"], (json{{"unjudged", 1}}));
    EXPECT_EQ(exit_status(), 3);
    const auto metrics = command({"metrics"}).output;
    EXPECT_NE(metrics.find("policy=\"visitors\",reason=\"unjudged\"} 1\n"), std::string::npos) << metrics;
    EXPECT_EQ(status_of({"await", "checked", "--timeout", "0"}), 0);
    EXPECT_EQ(status_of({"await", "done", "--timeout", "0"}), 3);
    EXPECT_NE(command({"plan", "visitors"}).output.find("1 can't be judged, and stay as they are: rules.unseen.after can't be worked out for them "
                                                        "(SQLSTATE 22P02)"), std::string::npos);
    EXPECT_NE(command({"plan", "visitors", "--subjects"}).output.find("SUBJECT  SQLSTATE\n3        22P02\n"), std::string::npos);
    const auto explained = command({"explain", "visitors", "3"});
    EXPECT_NE(explained.errors.find("rules.unseen.after can't be worked out for this subject: SQLSTATE 22P02"), std::string::npos) << explained.errors;
    EXPECT_EQ(explained.errors.find("never"), std::string::npos) << "no value of a row is told";

    crm().cluster().exec(Crm::kDatabase, "update crm.visitor set seen = '1400000000' where id = 3");
    ASSERT_TRUE(ask(installation(), {"run", "visitors"}));
    EXPECT_EQ(policy_when([](const json& each) { return each["overdue"].empty() && each["subjects"] == 0; })["state"], "ok");
}

// Nobody can be judged, so nobody is due by any number: that must not look sound either.
TEST_F(OverdueTest, AnExpressionThatDoesNotFitIsToldByEverySignal) {
    crm().cluster().exec(Crm::kDatabase, R"(
create table crm.visitor (id integer primary key, seen text);
insert into crm.visitor select n, 'never' from generate_series(1, 1001) n;)");
    judge_visitors();
    const auto daemon_once = run({{program("retentiond").string(), "--once", "--config", installation().settings().string()}, {}, {}, -1});
    EXPECT_EQ(daemon_once.exit_status, 1) << daemon_once.errors;
    EXPECT_NE(daemon_once.errors.find("error PLAN_REFUSED policy visitors: rules.unseen.after can't be worked out for some row"), std::string::npos)
        << daemon_once.errors;

    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    const auto policy = policy_when([](const json& each) { return each["state"] == "refused"; });
    EXPECT_NE(policy["errors"].dump().find("22P02"), std::string::npos) << policy;
    EXPECT_EQ(policy["errors"].dump().find("never"), std::string::npos) << "no value of a row is told";
    EXPECT_EQ(exit_status(), 3);
    const auto metrics = command({"metrics"}).output;
    EXPECT_NE(metrics.find("policy=\"visitors\",state=\"refused\"} 1\n"), std::string::npos) << metrics;
    for (const auto* goal : {"checked", "done"})
        EXPECT_EQ(status_of({"await", goal, "--timeout", "0"}), 3) << goal;

    crm().cluster().exec(Crm::kDatabase, "update crm.visitor set seen = '1400000000'");
    ASSERT_TRUE(ask(installation(), {"run", "visitors"}));
    EXPECT_EQ(policy_when([](const json& each) { return each["state"] == "ok"; })["errors"], json::array());
}

TEST_F(OverdueTest, OfADriftedPolicyIsCountedAllTheSame) {
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    counted();
    crm().cluster().exec(Crm::kDatabase, "create trigger new_one before update on crm.person for each row execute "
                                         "function suppress_redundant_updates_trigger()");
    const auto policy = policy_when([](const json& each) { return each["state"] == "drifted"; });
    EXPECT_EQ(policy["overdue"]["drifted"], policy["due"]) << policy;
    crm().cluster().exec(Crm::kDatabase, "delete from retentiond.count");
    EXPECT_EQ(counted()["overdue"]["drifted"], expected_due()) << "and anew";
    EXPECT_EQ(exit_status(), 3);
}

TEST_F(OverdueTest, OfABrokenPolicyIsTheLastCount) {
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    const auto due = counted()["due"];
    crm().cluster().exec(Crm::kDatabase, "alter table crm.person rename column phone to telephone");
    const auto policy = policy_when([](const json& each) { return each["state"] == "broken"; });
    EXPECT_EQ(policy["overdue"]["broken"], due) << policy;
    EXPECT_EQ(exit_status(), 3);
}

TEST_F(OverdueTest, OfAPolicyWhoseFileIsBrokenIsTheLastCount) {
    json due;
    {
        Daemon daemon(installation());
        ASSERT_TRUE(daemon.wait_until_up());
        due = counted()["due"];
        daemon.process().signal(SIGTERM);
        ASSERT_TRUE(daemon.process().wait(kLongEnough));
    }
    Installation::write(installation().policy(), Installation::read(installation().policy()) + "nonsense: 1\n");
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    const auto policy = counted();
    EXPECT_EQ(policy["state"], "broken");
    EXPECT_EQ(policy["overdue"]["broken"], due) << policy;
    EXPECT_EQ(exit_status(), 3);
}

TEST_F(OverdueTest, OfADatabaseThatIsGoneIsWhatWasKnown) {
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    const auto before = counted();
    crm().cluster().stop();
    const auto status = ask(installation(), {"status"});
    crm().cluster().start();
    ASSERT_TRUE(status);
    EXPECT_EQ((*status)["databases"][0]["state"], "unreachable");
    EXPECT_EQ((*status)["policies"][0]["due"], before["due"]);
    EXPECT_EQ((*status)["policies"][0]["counted_at"], before["counted_at"]);
    EXPECT_LE((*status)["policies"][0]["read_at"].get<std::string>(),
              (*status)["policies"][0]["next_run"].get<std::string>());
}

// A first run of ten million people, and ten years of nightly runs.
TEST_F(OverdueTest, IsToldAtOnceHoweverLongTheJournal) {
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    counted();
    const double before = quickest_status_ms();
    crm().cluster().exec(Crm::kDatabase, R"(
insert into retentiond.run (policy, state, mode, as_of, planned, created_at, started_at, finished_at)
select 'contacts', 'finished', 'enforce', d, 100, d, d, d from generate_series(now() - interval '10 years', now() - interval '1 day', '1 day') d;
insert into retentiond.batch (run, number, rule, action, state, subjects, outcomes, counts, finished_at, duration_ms)
select run, 1, 'lost-customers', 'anonymize', 'done', 100, '{"done": 100}', '{"crm.person": {"deleted": 0, "updated": 100, "shared": 0}}', finished_at, 50
from retentiond.run where state = 'finished';
insert into retentiond.run (policy, state, mode, as_of, planned, started_at) values ('contacts', 'paused', 'enforce', now(), 10000000, now());
insert into retentiond.batch (run, number, rule, action, state, keys, subjects, outcomes, counts, finished_at, duration_ms)
select (select max(run) from retentiond.run), n, 'lost-customers', 'anonymize', case when n <= 20000 then 'done' else 'pending' end,
       case when n > 20000 then jsonb_build_array(n) end, 250, case when n <= 20000 then '{"done": 249, "unless": 1}'::jsonb end,
       case when n <= 20000 then '{"crm.person": {"deleted": 0, "updated": 249, "shared": 0}}'::jsonb end, now(), 50
from generate_series(1, 40000) n;
insert into retentiond.pause (scope, paused_by) values ('contacts', 'a test');
analyze retentiond.run, retentiond.batch;)");
    double after = 0;
    EXPECT_TRUE(wait_until([&] { return (after = quickest_status_ms()) < before + 100; }, kLongEnough))
        << after << " ms, and " << before << " ms with an empty journal";
    RecordProperty("quickest_ms", static_cast<int>(after));
}

} // namespace
} // namespace retention::test
