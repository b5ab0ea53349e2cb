// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/test_runner.hpp"

#include "daemon/database/catalog.hpp"
#include "daemon/database/migrations.hpp"
#include "daemon/jobs/documents.hpp"
#include "daemon/jobs/planner.hpp"
#include "daemon/jobs/policy_check.hpp"
#include "daemon/proving/acting.hpp"
#include "daemon/proving/aftermath.hpp"
#include "daemon/proving/erasure_requests.hpp"
#include "daemon/proving/obstacle.hpp"
#include "daemon/proving/operator_holds.hpp"
#include "daemon/proving/row_writer.hpp"
#include "daemon/proving/server_programs.hpp"
#include "daemon/proving/standing.hpp"
#include "daemon/proving/test_check.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>

namespace retention::proving {

namespace {

using database::Failure;
using database::Session;
using database::Transaction;
using policies::Findings;

// Whom the policy means is tested, not whether it may: a run of a test is one that was approved.
std::shared_ptr<const policies::Policy> enforcing(const policies::Policy& policy) {
    auto copy = policy;
    copy.mode = policies::Mode::Enforce;
    copy.limits = {std::nullopt, std::nullopt, std::nullopt};
    return std::make_shared<const policies::Policy>(std::move(copy));
}

Findings errors_of(const Findings& findings) {
    Findings errors;
    std::copy_if(findings.begin(), findings.end(), std::back_inserter(errors),
                 [](const auto& finding) { return finding.severity == policies::Severity::Error; });
    return errors;
}

// The path of a file that a file of tests names. Throws Trouble where there is none.
std::filesystem::path beside(const config::PolicyTestFile& file, const policies::Text& named, const char* key) {
    const auto path = file.path.parent_path() / named.value;
    if (!std::filesystem::is_regular_file(path))
        throw Trouble(named.place, key, "there is no file \"" + path.string() + "\"", "A path is relative to the file of tests.");
    return path;
}

std::string resolved(Session& session, const policies::Policy& policy, const policies::Text& as_of) {
    try {
        Transaction reading(session, Transaction::Mode::ReadOnly, policy.timezone());
        return jobs::Planner::resolve_as_of(reading, as_of.value, jobs::Planner::Future::Allowed);
    } catch (const jobs::PlanRefused& refused) {
        throw Trouble(as_of.place, "as_of", refused.what());
    }
}

// A dump of a whole database brings the journal along, of whatever version: a test begins with none.
void drop_journal(Session& session) {
    Transaction transaction(session, Transaction::Mode::ReadWrite);
    transaction.exec_script("drop_journal", "drop schema if exists retentiond cascade");
    transaction.commit();
}

void put_rows(Transaction& writing, const jobs::CompiledPolicy& policy, const config::PolicyTests& tests, const config::PolicyTest& test,
              const std::string& as_of) {
    std::vector<const config::TestTable*> tables;
    for (const auto* list : {&tests.tables, &test.tables})
        for (const auto& table : *list)
            tables.push_back(&table);
    RowWriter(writing, policy.binding, as_of).write(tables);
    place_holds(writing, policy.binding, test.holds);
    place_requests(writing, policy.binding, test.requests, as_of);
}

std::optional<nlohmann::json> explain(Transaction& reading, const jobs::CompiledPolicy& policy, const std::string& as_of,
                                      const config::ExpectedSubject& subject) {
    try {
        return jobs::documents::explanation(reading, policy, as_of, jobs::parse_key(subject.key, policy.binding.key.size()));
    } catch (const Failure& failure) {
        if (failure.sqlstate() == "22P02" || failure.sqlstate() == "22003")
            throw Trouble(subject.place, "expect", "\"" + subject.key + "\" is no key of " + policies::to_text(policy.binding.subject->name));
        throw;
    }
}

void append(std::vector<Difference>& differences, std::vector<Difference> more) {
    std::move(more.begin(), more.end(), std::back_inserter(differences));
}

void judge(Transaction& transaction, const jobs::CompiledPolicy& policy, const std::string& as_of, const config::PolicyTest& test,
           TestResult& result) {
    for (const auto& subject : test.subjects)
        append(result.differences, compare_standing(subject, explain(transaction, policy, as_of, subject)));
}

void carry_out(Session& session, const config::PolicyTests& tests, const config::PolicyTest& test,
               const std::shared_ptr<const jobs::CompiledPolicy>& policy, TestResult& result) {
    const auto as_of = resolved(session, *policy->policy, test.as_of);
    Aftermath aftermath(*policy->binding.schema);
    {
        Transaction transaction(session, Transaction::Mode::ReadWrite, policy->policy->timezone());
        put_rows(transaction, *policy, tests, test, as_of);
        judge(transaction, *policy, as_of, test, result);
        if (test.after.empty())
            return; // and with the transaction the rows are gone
        aftermath.remember(transaction, test.after);
        transaction.commit();
    }
    act(session, policy, test);
    Transaction reading(session, Transaction::Mode::ReadOnly, policy->policy->timezone());
    append(result.differences, aftermath.compare(reading, test.after));
}

} // namespace

FileResult TestRunner::run(const config::PolicyTestFile& file) {
    FileResult result;
    result.path = file.path;
    result.source = file.source;
    if (!file.findings.empty())
        result.complaints.push_back({file.source, file.findings});
    if (!file.tests)
        return result;
    for (const auto& test : file.tests->tests)
        if (is_wanted(test))
            result.tests.push_back({test.name, test.place, {}, {}, {}});
    if (result.tests.empty())
        return result;
    try {
        const auto policy = config::load_policy_file(beside(file, file.tests->policy, "policy"));
        if (!policy.policy) {
            result.complaints.push_back({policy.source, errors_of(policy.findings)});
            return result;
        }
        result.policy = policy.policy->name;
        const auto original = original_of(schema_of(file, *policy.policy));
        const auto compiled = compile(original, policy, result);
        if (!compiled)
            return result;
        if (auto found = check_tests(*file.tests, compiled->binding); !found.empty())
            result.complaints.push_back({file.source, std::move(found)});
        else
            run_tests(*file.tests, original, compiled, result);
    } catch (const Trouble& trouble) {
        result.complaints.push_back({file.source, {trouble.to_finding()}});
    } catch (const Obstacle& obstacle) {
        result.obstacle = obstacle.what();
        result.hint = obstacle.hint();
    } catch (const Failure& failure) {
        result.obstacle = std::string("the private server fails: ") + failure.what();
    }
    return result;
}

SchemaSource TestRunner::schema_of(const config::PolicyTestFile& file, const policies::Policy& policy) const {
    if (options_.schema)
        return *options_.schema;
    if (file.tests->schema)
        return beside(file, *file.tests->schema, "schema");
    return options_.database_of(policy);
}

// A database with the schema and our own, which every test's is a copy of.
std::string TestRunner::original_of(const SchemaSource& source) {
    const auto* path = std::get_if<std::filesystem::path>(&source);
    const std::string what = path ? std::filesystem::weakly_canonical(*path).string() : std::get<database::Dsn>(source).reveal();
    if (const auto known = originals_.find(what); known != originals_.end())
        return known->second;
    if (no_server_)
        throw Obstacle(no_server_->first, no_server_->second);
    try {
        if (!server_)
            server_ = std::make_unique<PrivateServer>(find_server_programs(options_.programs));
    } catch (const Obstacle& obstacle) {
        no_server_ = {obstacle.what(), obstacle.hint()};
        throw;
    }
    const std::string name = "schema" + std::to_string(++databases_);
    server_->create_database(name);
    load_schema(*server_, name, source);
    Session session(server_->dsn(name));
    drop_journal(session);
    database::migrate(session);
    originals_[what] = name;
    return name;
}

TestRunner::Compiled TestRunner::compile(const std::string& original, const config::PolicyFile& file, FileResult& result) {
    Session session(server_->dsn(original));
    Transaction reading(session, Transaction::Mode::ReadOnly);
    const auto schema = std::make_shared<const policies::Schema>(database::read_catalog(reading));
    const auto checked = jobs::check_policy(reading, enforcing(*file.policy), schema, jobs::Thoroughness::Texts);
    if (!checked.compiled)
        result.complaints.push_back({file.source, errors_of(checked.findings)});
    return checked.compiled;
}

std::string TestRunner::copy_of(const std::string& original) {
    std::string name = "test" + std::to_string(++databases_);
    server_->create_database(name, original);
    return name;
}

void TestRunner::run_tests(const config::PolicyTests& tests, const std::string& original, const Compiled& policy, FileResult& result) {
    result.tests.clear();
    const auto shared = copy_of(original);
    {
        Session session(server_->dsn(shared));
        for (const auto& test : tests.tests) {
            if (!is_wanted(test))
                continue;
            auto& told = result.tests.emplace_back(TestResult{test.name, test.place, {}, {}, {}});
            const auto began = std::chrono::steady_clock::now();
            if (test.after.empty()) {
                run_in(session, tests, test, policy, told);
            } else {
                const auto own = copy_of(original);
                {
                    Session own_session(server_->dsn(own));
                    run_in(own_session, tests, test, policy, told);
                }
                server_->drop_database(own);
            }
            told.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
        }
    }
    server_->drop_database(shared);
}

void TestRunner::run_in(Session& session, const config::PolicyTests& tests, const config::PolicyTest& test, const Compiled& policy,
                        TestResult& result) const {
    const auto log_size = server_->log_size();
    try {
        carry_out(session, tests, test, policy, result);
    } catch (const Trouble& trouble) {
        result.troubles.push_back(trouble.to_finding());
    } catch (const Failure& failure) {
        result.troubles.push_back(Trouble(test.place, "", failure.what()).to_finding());
    }
    if (result.troubles.empty() || !result.troubles.front().hint.empty())
        return;
    if (const auto words = server_->last_error(log_size); !words.empty())
        result.troubles.front().hint = "The server said: " + words;
}

} // namespace retention::proving
