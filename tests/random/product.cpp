// SPDX-License-Identifier: Apache-2.0
#include "tests/random/product.hpp"

#include "config/policy_reader.hpp"
#include "daemon/database/catalog.hpp"
#include "daemon/database/migrations.hpp"
#include "daemon/database/session.hpp"
#include "daemon/jobs/batch_runner.hpp"
#include "daemon/jobs/parts.hpp"
#include "daemon/jobs/planner.hpp"
#include "daemon/jobs/policy_check.hpp"
#include "tests/random/calendar.hpp"

#include <nlohmann/json.hpp>

#include <map>

namespace retention::random {

namespace {

using database::Session;
using database::Transaction;

constexpr database::Timeouts kTimeouts{std::chrono::seconds(60), std::chrono::seconds(20), std::chrono::minutes(1)};

constexpr const char* kClear = R"(
do $$
declare s name;
begin
    set local client_min_messages = warning;
    for s in select nspname from pg_namespace where nspname !~ '^(pg_|information_schema$|public$|retentiond$)' loop
        execute format('drop schema %I cascade', s);
    end loop;
    truncate retentiond.run, retentiond.batch, retentiond.wait, retentiond.marker, retentiond.hold, retentiond.pause, retentiond.event;
end $$;
)";

std::string text_of(const policies::Finding& finding) {
    const char* const severity = finding.severity == policies::Severity::Error ? "error " : "";
    return severity + finding.code + " " + finding.path + ": " + finding.message + "\n";
}

} // namespace

void Product::start() {
    cluster_.create_database(database_);
    exec("create extension citext");
    Session session(database::Dsn(cluster_.dsn(database_)));
    database::migrate(session);
}

void Product::clear() {
    exec(kClear);
}

Checked Product::check(const std::string& yaml) {
    Checked checked;
    policies::Findings findings;
    auto policy = config::read_policy(config::Source("random.yaml", yaml), findings);
    if (policy) {
        Session session(database::Dsn(cluster_.dsn(database_)));
        Transaction reading(session, Transaction::Mode::ReadOnly);
        const auto schema = std::make_shared<const policies::Schema>(database::read_catalog(reading));
        auto result = jobs::check_policy(reading, std::make_shared<const policies::Policy>(std::move(*policy)), schema);
        checked.policy = std::move(result.compiled);
        findings.insert(findings.end(), result.findings.begin(), result.findings.end());
    }
    for (const auto& finding : findings) {
        checked.text += text_of(finding);
        if (finding.severity == policies::Severity::Error)
            checked.errors.push_back(finding.code);
    }
    return checked;
}

std::string Product::count_in_parts(const jobs::CompiledPolicy& policy) {
    Session session(database::Dsn(cluster_.dsn(database_)));
    Transaction reading(session, Transaction::Mode::ReadOnly, policy.policy->timezone());
    const auto at_once = to_json(jobs::take_census(reading, policy, kAsOf), *policy.policy).dump();
    const auto in_parts = to_json(jobs::take_census_in_parts(reading, policy, kAsOf), *policy.policy).dump();
    return at_once == in_parts ? "" : "counted at once: " + at_once + "\nand in parts: " + in_parts + "\n";
}

std::vector<Batch> Product::plan(const jobs::CompiledPolicy& policy, std::size_t batch_rows) {
    Session session(database::Dsn(cluster_.dsn(database_)));
    jobs::PlanRequest request;
    request.as_of = kAsOf;
    request.batch_rows = batch_rows;
    const platform::SystemClock clock;
    const auto planned = jobs::Planner(clock).plan(session, policy, request);
    run_ = planned.run;
    if (planned.state == "awaiting_approval") {
        Transaction transaction(session, Transaction::Mode::ReadWrite);
        jobs::journal::move_run(transaction, run_, jobs::RunState::AwaitingApproval, jobs::RunState::Running, {});
        transaction.commit();
    }
    std::vector<Batch> made;
    for (auto& [number, batch] : pending_batches())
        made.push_back(batch);
    return made;
}

std::map<int, Batch> Product::pending_batches() {
    std::map<int, Batch> batches;
    for (const auto& row : query(
             "select b.number, b.rule, (select string_agg(part, '|' order by place) from jsonb_array_elements_text(k) "
             "with ordinality as parts(part, place)) from retentiond.batch b, jsonb_array_elements(b.keys) k "
             "where b.run = " +
             std::to_string(run_) + " and b.state = 'pending' order by 1")) {
        Batch& batch = batches[std::stoi(*row[0])];
        batch.rule = *row[1];
        batch.keys.push_back(*row[2]);
    }
    return batches;
}

Ending Product::work_off(std::shared_ptr<const jobs::CompiledPolicy> policy) {
    constexpr int kBatchesMax = 2'000;
    const platform::SystemClock clock;
    std::ostringstream log_text;
    platform::Log log(clock, platform::LogLevel::Debug, platform::LogStyle::Plain, log_text);
    jobs::PaceSettings settings;
    settings.batch_time = std::chrono::hours(1); // so that no batch is split but for a failure
    jobs::Pace pace(settings, clock);
    const std::string name = policy->policy->name;
    const jobs::CompiledPolicies policies{{name, std::move(policy)}};
    Session session(database::Dsn(cluster_.dsn(database_)), kTimeouts);
    Ending ending;
    auto pending = pending_batches();
    const auto take = [&] {
        auto now = pending_batches();
        for (const auto& [number, batch] : pending) {
            if (now.count(number) > 0)
                continue;
            const auto state = query("select state from retentiond.batch where run = " + std::to_string(run_) +
                                     " and number = " + std::to_string(number));
            (state.at(0).at(0) == "done" ? ending.done : ending.failed).push_back(batch);
        }
        pending = std::move(now);
    };
    for (int batch = 0; batch < kBatchesMax; ++batch) {
        const auto result = jobs::BatchRunner(pace, log).run_one(session, policies);
        take();
        if (result == jobs::BatchRunner::Result::Worked)
            continue;
        const auto waiting = query("update retentiond.batch set not_before = null where state = 'pending' and "
                                   "not_before is not null returning 1");
        if (waiting.empty())
            break;
    }
    {
        Transaction transaction(session, Transaction::Mode::ReadWrite);
        jobs::journal::finish_runs(transaction, {name});
        transaction.commit();
    }
    const auto row = query("select r.state, coalesce(sum((b.outcomes ->> 'done')::int), 0), string_agg(distinct "
                           "b.sqlstate || ' ' || coalesce(b.constraint_name, '') || ' ' || "
                           "coalesce(b.table_name, ''), ', ') from retentiond.run r left join retentiond.batch b using "
                           "(run) where r.run = " +
                           std::to_string(run_) + " group by 1")
                         .at(0);
    ending.state = *row[0];
    ending.people = std::stoll(*row[1]);
    ending.why = row[2].value_or("") + "\n" +
                 (!ending.failed.empty() || ending.state != "finished" ? log_text.str() : std::string());
    return ending;
}

} // namespace retention::random
