// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/loader.hpp"
#include "config/policy_test.hpp"
#include "daemon/jobs/compiled_policy.hpp"
#include "daemon/proving/private_server.hpp"
#include "daemon/proving/schema_source.hpp"
#include "daemon/proving/test_result.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace retention::proving {

struct RunnerOptions {
    std::optional<std::filesystem::path> schema;   // instead of those that files name
    std::optional<std::filesystem::path> programs; // of the server; absent: looked for
    std::string filter;                            // only tests whose name has this in it; empty: all

    // The database that a policy is about, for its schema. Throws Obstacle.
    std::function<database::Dsn(const policies::Policy&)> database_of;
};

// Carries the tests of policies out on a private server. A subject's standing is what `explain` says of it; what becomes of rows is
// what the daemon's planner and batches make of them. Policies are checked first, as the daemon does at its start.
//
// A test that only asks how subjects stand puts its rows into a transaction that is rolled back. One that acts has a database of
// its own, a copy of the schema, because batches commit. On one thread.
class TestRunner {
public:
    explicit TestRunner(RunnerOptions options) : options_(std::move(options)) {}

    // What goes wrong is in the result. The server is started when it is first needed.
    FileResult run(const config::PolicyTestFile& file);

private:
    using Policy = std::shared_ptr<const policies::Policy>;
    using Compiled = std::shared_ptr<const jobs::CompiledPolicy>;

    SchemaSource schema_of(const config::PolicyTestFile& file, const policies::Policy& policy) const;
    std::string original_of(const SchemaSource& source);
    std::string copy_of(const std::string& original);
    Compiled compile(const std::string& original, const config::PolicyFile& policy, FileResult& result);
    void run_tests(const config::PolicyTests& tests, const std::string& original, const Compiled& policy, FileResult& result);
    void run_in(database::Session& session, const config::PolicyTests& tests, const config::PolicyTest& test, const Compiled& policy,
                TestResult& result) const;

    bool is_wanted(const config::PolicyTest& test) const { return test.name.find(options_.filter) != std::string::npos; }

    RunnerOptions options_;
    std::unique_ptr<PrivateServer> server_;
    std::optional<std::pair<std::string, std::string>> no_server_; // why there is none, and a hint: it is not tried again
    std::map<std::string, std::string> originals_;                 // databases with a schema and no rows, by what the schema is of
    int databases_ = 0;
};

} // namespace retention::proving
