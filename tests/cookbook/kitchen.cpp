// SPDX-License-Identifier: Apache-2.0
#include "tests/cookbook/kitchen.hpp"

#include "config/diagnostics.hpp"
#include "config/policy_reader.hpp"
#include "daemon/database/catalog.hpp"
#include "daemon/database/migrations.hpp"
#include "daemon/database/session.hpp"
#include "daemon/jobs/batch_runner.hpp"
#include "daemon/jobs/planner.hpp"
#include "daemon/jobs/policy_check.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace retention::cookbook {

namespace {

using database::Session;
using database::Transaction;

std::unique_ptr<test::PrivateCluster> running;

// Stops the cluster before main() ends.
class ClusterEnd : public testing::Environment {
    void TearDown() override { running.reset(); }
};

const auto* const kEnd = testing::AddGlobalTestEnvironment(new ClusterEnd);

constexpr const char* kEmptyKitchen = "cookbook_empty";

// The journal is made once, and copied for each recipe.
test::PrivateCluster& cluster() {
    if (!running) {
        running = std::make_unique<test::PrivateCluster>();
        running->create_database(kEmptyKitchen);
        Session session(database::Dsn(running->dsn(kEmptyKitchen)));
        database::migrate(session);
    }
    return *running;
}

Session session_of(const std::string& database) {
    return Session(database::Dsn(cluster().dsn(database)));
}

const char* word(policies::Severity severity) {
    return severity == policies::Severity::Error     ? "error"
           : severity == policies::Severity::Warning ? "warning"
                                                     : "note";
}

} // namespace

Kitchen::Kitchen(const std::string& name, const std::filesystem::path& tables) : database_("cookbook_" + name) {
    cluster().create_database(database_, kEmptyKitchen);
    cluster().load_file(database_, tables);
}

Kitchen::~Kitchen() {
    if (running)
        running->drop_database(database_);
}

Checked Kitchen::check(const std::string& yaml) const {
    Checked checked;
    policies::Findings findings;
    const config::Source source("recipe.yaml", yaml);
    if (auto policy = config::read_policy(source, findings)) {
        auto session = session_of(database_);
        Transaction reading(session, Transaction::Mode::ReadOnly);
        const auto schema = std::make_shared<const policies::Schema>(database::read_catalog(reading));
        auto result = jobs::check_policy(reading, std::make_shared<const policies::Policy>(std::move(*policy)), schema);
        checked.policy = std::move(result.compiled);
        findings.insert(findings.end(), result.findings.begin(), result.findings.end());
    }
    for (const auto& finding : findings)
        checked.findings += std::string(word(finding.severity)) + " " + finding.code + " " + finding.path + "\n";
    checked.text = config::render(findings, source);
    return checked;
}

Kitchen::Tally Kitchen::tally() const {
    Tally values;
    for (const auto& row : cluster().query(database_, "select what, value from tally"))
        values.emplace_back(row.at(0).value_or(""), row.at(1).value_or("nothing"));
    return values;
}

std::string Kitchen::run(const std::shared_ptr<const jobs::CompiledPolicy>& policy) const {
    const auto number = std::to_string(plan(*policy));
    const auto why = work_off(policy);
    const auto row =
        cluster().query(database_,
                        "select r.state, coalesce(sum((b.outcomes ->> 'done')::int), 0) from retentiond.run r "
                        "left join retentiond.batch b using (run) where r.run = $1 group by 1",
                        {number});
    return *row.at(0).at(0) + ", " + *row.at(0).at(1) + " done" + why;
}

long long Kitchen::plan(const jobs::CompiledPolicy& policy) const {
    auto session = session_of(database_);
    jobs::PlanRequest request;
    request.as_of = kAsOf;
    const platform::SystemClock clock;
    const auto planned = jobs::Planner(clock).plan(session, policy, request);
    if (planned.state == "awaiting_approval") {
        Transaction transaction(session, Transaction::Mode::ReadWrite);
        jobs::journal::move_run(transaction, planned.run, jobs::RunState::AwaitingApproval, jobs::RunState::Running,
                                {});
        transaction.commit();
    }
    return planned.run;
}

// Gives what the log says when a batch could not be done.
std::string Kitchen::work_off(const std::shared_ptr<const jobs::CompiledPolicy>& policy) const {
    const platform::SystemClock clock;
    std::ostringstream told;
    platform::Log log(clock, platform::LogLevel::Warning, platform::LogStyle::Plain, told);
    jobs::Pace pace(jobs::PaceSettings(), clock);
    const jobs::PseudonymKey key("a key of at least thirty-two bytes, for recipes");
    auto session = session_of(database_);
    while (jobs::BatchRunner(pace, log, &key).run_one(session, {{policy->policy->name, policy}}) ==
           jobs::BatchRunner::Result::Worked) {
    }
    Transaction transaction(session, Transaction::Mode::ReadWrite);
    jobs::journal::finish_runs(transaction, {policy->policy->name});
    transaction.commit();
    return told.str().empty() ? "" : "\n" + told.str();
}

} // namespace retention::cookbook
