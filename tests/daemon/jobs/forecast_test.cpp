// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/forecast.hpp"

#include "daemon/jobs/operations.hpp"
#include "daemon/jobs/target.hpp"
#include "daemon/jobs/what_if.hpp"
#include "policies/judgement.hpp"
#include "tests/daemon/jobs/fixture.hpp"
#include "tests/support/process.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <set>
#include <thread>

namespace retention::jobs {
namespace {

using database::Session;
using database::Transaction;
using policies::RuleState;

// Two actions that leave the subject, one that deletes it, a floor under that, and holds.
constexpr const char* kRules = R"(policy: shop
mode: enforce
subject: { table: shop.person }
schedule: { cron: "15 2 * * *", timezone: Europe/Amsterdam }
facts: { last_activity: { max: shop.activity.happened_at } }
consent:
  table: shop.consent
  columns: { purpose: purpose, legal_basis: legal_basis, granted: granted_at, expires: expires_at, withdrawn: withdrawn_at }
  purposes: { marketing: {} }
classes: { former: status = 'former', prospect: status = 'prospect' }
rules:
  - { name: quiet, class: [prospect, former], keep: P1Y, after: last_activity, then: trim }
  - { name: ended, class: prospect, keep: P30D, after: consent_marketing_ended, then: trim }
  - { name: lost, class: former, keep: P2Y, after: ended_on, unless: consent_marketing, then: anonymize }
  - { name: silent, class: prospect, keep: P2Y, after: last_activity, unless: consent_marketing, then: delete }
  - { name: gone, class: former, keep: P3Y, after: ended_on, from: end_of_month, then: delete }
floors:
  - { name: books, where: id % 3 = 0, keep: P4Y, after: ended_on, blocks: [delete] }
  - { name: archive, where: id % 2 = 0, keep: P5Y, after: ended_on, blocks: [anonymize] }
holds: [ { name: court, where: id % 7 = 0 } ]
actions:
  delete: { shop.person: delete, shop.consent: delete, shop.activity: delete, shop.attachment: delete }
  trim: { shop.person: keep, shop.consent: keep, shop.activity: { body: null, happened_at: keep }, shop.attachment: delete }
  anonymize:
    shop.person: { name: { fake: last_name }, email: null, status: keep, created_at: keep, ended_on: keep }
    shop.consent: keep
    shop.activity: keep
limits: { persons: null, share: null, growth: null }
)";

class ForecastTest : public ShopTest {
protected:
    // Everybody's dates somewhere within the last four years, consents that end in the two to come.
    static void scatter(int seed) {
        exec("select setseed(0." + std::to_string(seed) + ");"
             "update shop.activity a set happened_at = now() - random() * interval '4 years' from shop.person p where p.id = a.person_id;"
             "update shop.person set ended_on = current_date - (random() * 1400)::int where status = 'former';"
             "update shop.consent set withdrawn_at = null, expires_at = now() + (random() - 0.3) * interval '2 years';"
             "update shop.person set status = 'friend' where random() < 0.1;");
    }

    Forecast forecast(const CompiledPolicy& policy, int months) {
        Session session(dsn());
        Transaction reading(session, Transaction::Mode::ReadOnly, policy.policy->timezone());
        return take_forecast(reading, policy.binding, Planner::resolve_as_of(reading, {}, Planner::Future::Allowed), months);
    }

    // One subject's rule states at one instant.
    using States = std::map<std::string, std::vector<int>>;
    static States judged(Transaction& reading, const CompiledPolicy& policy, const std::string& as_of) {
        const auto rows = reading.exec_once("judged", policies::judgement(policy.binding), {as_of});
        std::map<std::string, int> columns;
        for (int column = 0; column < rows.columns(); ++column)
            columns[rows.column_name(column)] = column;
        States states;
        for (int row = 0; row < rows.rows(); ++row)
            for (std::size_t i = 0; i < policy.policy->rules.size(); ++i)
                states[std::string(rows.get_text(row, columns.at("k1")))].push_back(
                    static_cast<int>(rows.get_int64(row, columns.at("r" + std::to_string(i) + "_state"))));
        return states;
    }

    // Month by month, as a diligent person would do it: plan by the month's last day, note whom each rule takes.
    struct Walk {
        const CompiledPolicy& policy;
        std::set<std::string> gone;
        std::map<std::string, std::set<std::string>> taken;   // by subject: actions

        ForecastMonth next(const States& states) {
            ForecastMonth month;
            month.taken.resize(policy.policy->rules.size());
            for (const auto& [key, rules] : states)
                if (!gone.count(key)) {
                    act(key, rules, month);
                    if (!gone.count(key))
                        count_stopped(key, rules, month);
                }
            return month;
        }

        void act(const std::string& key, const std::vector<int>& states, ForecastMonth& month) {
            for (const auto rule : policies::by_strength(policy.binding)) {
                const auto& action = policy.policy->rules[rule].then.value;
                if (states[rule] != static_cast<int>(RuleState::Due) || !taken[key].insert(action).second)
                    continue;
                ++month.taken[rule];
                ++month.due;
                if (!policy.binding.find_action(action)->deletes_subject())
                    continue;
                gone.insert(key);
                return;
            }
        }

        void count_stopped(const std::string& key, const std::vector<int>& states, ForecastMonth& month) {
            bool floor = false;
            bool hold = false;
            for (std::size_t rule = 0; rule < states.size(); ++rule) {
                if (taken[key].count(policy.policy->rules[rule].then.value))
                    continue;
                floor = floor || (states[rule] >= 1000 && states[rule] < 2000);
                hold = hold || (states[rule] >= 2000 && states[rule] < 9999);
            }
            month.hold += hold ? 1 : 0;
            month.floor += floor && !hold ? 1 : 0;
        }
    };
};

std::string told(const ForecastMonth& month) {
    std::string text;
    for (const auto taken : month.taken)
        text += std::to_string(taken) + " ";
    return text + "| " + std::to_string(month.due) + " floor " + std::to_string(month.floor) + " hold " + std::to_string(month.hold);
}

TEST_F(ForecastTest, EachMonthIsWhatPlansByItsLastDayWouldFindNew) {
    constexpr int kMonths = 30;
    for (int seed = 1; seed <= 5; ++seed) {
        scatter(seed);
        const auto policy = compile(kRules);
        const auto found = forecast(*policy, kMonths);
        Session session(dsn());
        Transaction reading(session, Transaction::Mode::ReadOnly, policy->policy->timezone());
        Walk walk{*policy, {}, {}};
        long long later = 0;
        for (int month = 0; month <= kMonths; ++month) {
            const std::string instant(
                reading.exec_once("instant", "select case when $2::int = 0 then $1::timestamptz else (date_trunc('month', $1::timestamptz)::date + "
                                             "make_interval(months => $2::int) - interval '1 second')::timestamptz end::text",
                                  {found.as_of, std::to_string(month)})
                    .get_text(0, 0));
            const auto expected = walk.next(judged(reading, *policy, instant));
            EXPECT_EQ(told(found.months.at(static_cast<std::size_t>(month))), told(expected)) << "seed " << seed << " " << instant;
            later += month == 0 ? 0 : expected.due;
        }
        EXPECT_GT(later, 10) << "otherwise nothing was tested";
        std::size_t people = 0;
        for (const auto& [key, actions] : walk.taken)
            people += actions.empty() ? 0 : 1;
        EXPECT_EQ(found.due, static_cast<long long>(people));
    }
}

TEST_F(ForecastTest, NowIsWhoIsDueAlready) {
    const auto policy = compile();
    const auto found = forecast(*policy, 2);
    Session session(dsn());
    const auto census = Planner(clock_).count(session, *policy, std::nullopt);
    EXPECT_EQ(found.months.at(0).name, "now");
    EXPECT_EQ(found.months.at(0).due, census.due);
    EXPECT_EQ(found.subjects, census.subjects);
    EXPECT_EQ(found.months.at(0).taken.at(0), census.rules.at(0).takes);
}

TEST_F(ForecastTest, MonthsAreCalledByTheCalendarFromThisOneOn) {
    const auto found = forecast(*compile(), 14);
    ASSERT_EQ(found.months.size(), 15U);
    const auto month = [](int ahead) {
        return value("select to_char(now() at time zone 'Europe/Amsterdam' + interval '" + std::to_string(ahead) + " months', 'YYYY-MM')");
    };
    EXPECT_EQ(found.months.at(1).name, month(0));
    EXPECT_EQ(found.months.at(14).name, month(13));
}

TEST_F(ForecastTest, AConsentThatRunsOutLetsGo) {
    exec("update shop.consent set expires_at = date_trunc('month', now()) + interval '2 months 3 days' where person_id between 201 and 210");
    const auto found = forecast(*compile(), 4);
    EXPECT_EQ(found.months.at(2).due, 0);
    EXPECT_EQ(found.months.at(3).taken.at(0), 10);
}

TEST_F(ForecastTest, IsOfNobodyWhereNobodyIs) {
    exec("truncate shop.person cascade");
    const auto found = forecast(*compile(), 60);
    EXPECT_EQ(found.subjects, 0);
    EXPECT_EQ(found.due, 0);
    EXPECT_EQ(found.months.size(), 61U);
}

TEST_F(ForecastTest, AnswersWhatIf) {
    scatter(3);
    const auto policy = compile(kRules);
    Session session(dsn());
    const auto changed = what_if(session, *policy->policy, {"rules.silent.keep=P6M", "floors.1.keep=P1D"});
    std::string edited = kRules;
    edited.replace(edited.find("keep: P2Y, after: last_activity"), 9, "keep: P6M");
    edited.replace(edited.find("keep: P4Y"), 9, "keep: P1D");
    const auto expected = forecast(*compile(edited), 24);
    const auto found = forecast(*changed, 24);
    for (std::size_t month = 0; month <= 24; ++month)
        EXPECT_EQ(told(found.months.at(month)), told(expected.months.at(month)));
    EXPECT_NE(told(found.months.at(0)), told(forecast(*policy, 24).months.at(0)));
    const auto free = forecast(*what_if(session, *policy->policy, {"floors.books=null", "floors.archive=null"}), 3);
    EXPECT_EQ(free.months.at(3).floor, 0);
    EXPECT_GT(forecast(*policy, 3).months.at(3).floor, 0);
}

TEST_F(ForecastTest, WhatMakesNoSenseIsSaidOfTheSetting) {
    const auto policy = compile(kRules);
    Session session(dsn());
    const auto complaint = [&](const std::string& set) {
        try {
            what_if(session, *policy->policy, {set});
            return std::string("accepted");
        } catch (const OperationError& error) {
            return std::string(error.what()) + " / " + error.hint();
        }
    };
    EXPECT_EQ(complaint("rules.silent.after=last_activty"),
              "--set rules.silent.after: column \"last_activty\" does not exist / Did you mean \"last_activity\"?");
    EXPECT_EQ(complaint("rules.silent.unless=name"), "--set rules.silent.unless: gives text, not boolean / Compare it with something.");
    EXPECT_EQ(complaint("rules.silnt.keep=P1Y"), "--set rules.silnt.keep: there is no \"silnt\" / Did you mean \"silent\"?");
    EXPECT_EQ(complaint("P1Y").substr(0, 22), "\"P1Y\" is no PATH=VALUE");
    EXPECT_EQ(complaint("classes.former=null").find("shop.yaml:"), 0U) << complaint("classes.former=null");
}

TEST_F(ForecastTest, ASlowStatementEndsWhenItsAskerLeaves) {
    TargetSettings settings{"shop", dsn(), {}, 1};
    Target target(std::move(settings), clock_, log_);
    target.start(false);
    ASSERT_TRUE(target.wait_until_checked(test::kLongEnough));
    const auto asker = std::make_shared<Asker>();
    std::thread leaving([&] {
        EXPECT_TRUE(test::wait_until([] { return value("select count(*) from pg_stat_activity where wait_event = 'PgSleep'") == "1"; },
                                     test::kLongEnough));
        asker->leave();
    });
    bool is_cut = false;
    int backend = 0;
    try {
        target.with_session(
            [&](Session& session) {
                backend = session.backend_pid();
                Transaction(session, Transaction::Mode::ReadOnly).exec("wait", "select pg_sleep(600)");
            },
            std::nullopt, asker);
    } catch (const database::Failure& failure) {
        is_cut = failure.is_disconnected();
    }
    leaving.join();
    EXPECT_TRUE(is_cut);
    const auto is_gone = [&] { return count("pg_stat_activity where pid = " + std::to_string(backend)) == 0; };
    EXPECT_TRUE(test::wait_until(is_gone, test::kLongEnough)) << "the server goes on for nobody";
    target.stop(std::chrono::seconds(5));
}

} // namespace
} // namespace retention::jobs
