// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/jobs/graph_fixture.hpp"

#include "config/policy_reader.hpp"
#include "daemon/database/catalog.hpp"
#include "daemon/jobs/policy_check.hpp"

#include <stdexcept>

namespace retention::jobs {

void GraphTest::SetUp() {
    ShopTest::SetUp();
    exec("create schema app");
}

std::string GraphTest::policy(const std::string& actions, const std::string& middle) {
    return "policy: p\nmode: enforce\nsubject: { table: app.person }\nclasses: { former: ended_on is not null, active: "
           "ended_on is null }\n"
           "rules:\n  - { name: r, class: former, keep: P1Y, after: ended_on, then: act }\n" +
           middle + "actions:\n  act:\n" + actions + "limits: { persons: null, share: null, growth: null }\n";
}

long long GraphTest::run(const std::string& text, std::size_t rows) {
    const auto compiled = compile(text);
    const auto planned = start_run(compiled, rows);
    EXPECT_EQ(work_off(compiled, planned.run), "finished");
    EXPECT_EQ(outcome(planned.run, "failed"), 0) << log_text_.str();
    return planned.run;
}

std::string GraphTest::run_with_failures(const std::string& text) {
    const auto compiled = compile(text);
    const auto planned = start_run(compiled);
    work_off(compiled, planned.run);
    return std::to_string(outcome(planned.run, "done")) + " done, " + std::to_string(outcome(planned.run, "failed")) +
           " failed: " +
           value("select coalesce(string_agg(distinct sqlstate || ' ' || table_name, ', '), '-') from retentiond.batch "
                 "where state = 'failed'");
}

std::string GraphTest::refusal(const std::string& text) {
    try {
        compile(text);
        return {};
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

std::string GraphTest::findings(const std::string& text, const std::vector<std::string>& beside) {
    const auto read = [](const std::string& file) {
        policies::Findings found;
        auto policy = config::read_policy(config::Source("p.yaml", file), found);
        if (!policy)
            throw std::runtime_error("the policy is broken: " + found.front().message);
        return std::make_shared<const policies::Policy>(std::move(*policy));
    };
    policies::Beside others;
    for (const auto& other : beside)
        others.push_back(read(other));
    database::Session session(dsn());
    database::Transaction reading(session, database::Transaction::Mode::ReadOnly);
    const auto schema = std::make_shared<const policies::Schema>(database::read_catalog(reading));
    std::string told;
    for (const auto& finding : check_policy(reading, read(text), schema, Thoroughness::Rows, others).findings)
        told += finding.code + " " + finding.path + "\n";
    return told;
}

long long GraphTest::told(const std::string& table, const std::string& what) {
    return std::stoll(
        value("select coalesce(sum((counts -> '" + table + "' ->> '" + what + "')::bigint), 0) from retentiond.batch"));
}

std::string GraphTest::ids(const std::string& table) {
    return value("select coalesce(string_agg(id::text, ',' order by id), '') from " + table);
}

} // namespace retention::jobs
