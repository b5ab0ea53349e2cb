// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/drafting/draft_fixture.hpp"

#include "config/diagnostics.hpp"
#include "config/policy_reader.hpp"
#include "daemon/database/catalog.hpp"
#include "daemon/database/migrations.hpp"
#include "daemon/jobs/planner.hpp"
#include "daemon/jobs/policy_check.hpp"
#include "daemon/platform/clock.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <regex>

namespace retention::drafting {

namespace {

std::unique_ptr<test::PrivateCluster> running;

// Stops the cluster before main() ends.
class ClusterEnd : public testing::Environment {
    void TearDown() override { running.reset(); }
};

const auto* const kEnd = testing::AddGlobalTestEnvironment(new ClusterEnd);

database::Session session_of(const std::string& database, const std::string& user = "postgres") {
    return database::Session(database::Dsn(cluster().dsn(database, user)));
}

struct Checked {
    std::string errors;
    std::shared_ptr<const jobs::CompiledPolicy> policy;
};

Checked check(const std::string& database, const std::string& yaml) {
    policies::Findings findings;
    Checked checked;
    const config::Source source("draft.yaml", yaml);
    if (auto policy = config::read_policy(source, findings)) {
        auto session = session_of(database);
        database::Transaction reading(session, database::Transaction::Mode::ReadOnly);
        const auto schema = std::make_shared<const policies::Schema>(database::read_catalog(reading));
        auto result = jobs::check_policy(reading, std::make_shared<const policies::Policy>(std::move(*policy)), schema);
        checked.policy = std::move(result.compiled);
        findings.insert(findings.end(), result.findings.begin(), result.findings.end());
    }
    std::erase_if(findings, [](const policies::Finding& finding) { return finding.severity != policies::Severity::Error; });
    checked.errors = config::render(findings, source);
    return checked;
}

} // namespace

test::PrivateCluster& cluster() {
    if (!running)
        running = std::make_unique<test::PrivateCluster>();
    return *running;
}

void make_database(const std::string& name, const std::string& sql) {
    cluster().create_database(name);
    cluster().exec(name, sql);
}

std::string draft(const std::string& database, const DraftRequest& request, const std::string& user) {
    auto session = session_of(database, user);
    return draft_policy(session, request);
}

std::string draft(const std::string& database, const std::string& schema, const std::string& table) {
    return draft(database, DraftRequest{.subject = {schema, table}});
}

std::string refusal(const std::string& database, const std::string& schema, const std::string& table, const std::string& user) {
    try {
        return "there is a draft:\n" + draft(database, DraftRequest{.subject = {schema, table}}, user);
    } catch (const NoDraft& none) {
        return none.what();
    }
}

std::string errors_of(const std::string& database, const std::string& yaml) {
    return check(database, yaml).errors;
}

std::string observe_once(const std::string& database, const std::string& yaml) {
    auto session = session_of(database);
    database::migrate(session);
    const auto checked = check(database, yaml);
    if (!checked.policy)
        return checked.errors;
    const platform::SystemClock clock;
    return jobs::Planner(clock).plan(session, *checked.policy, {}).state;
}

void expect_sound(const std::string& database, const std::string& yaml) {
    EXPECT_EQ(errors_of(database, yaml), "") << yaml;
    EXPECT_EQ(observe_once(database, yaml), "finished") << yaml;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string unwrapped(const std::string& text) {
    return std::regex_replace(text, std::regex("\n +# (?!DECIDE)"), " ");
}

} // namespace retention::drafting
