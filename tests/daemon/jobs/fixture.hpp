// SPDX-License-Identifier: Apache-2.0
//
// A small database with people who are due, and the classes that plan and erase, without the threads around them: what
// happens, happens because the test says so.
#pragma once

#include "daemon/database/session.hpp"
#include "daemon/jobs/batch_runner.hpp"
#include "daemon/jobs/planner.hpp"
#include "tests/support/cluster.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>

namespace retention::jobs {

test::PrivateCluster& cluster();

// The shop: persons 1 to 20 are silent prospects, due for deletion; 101 to 120 are former customers, due for
// anonymization; 201 to 210 are neither. Each has two activities with an attachment and a consent that was withdrawn;
// persons 201 to 210 have valid ones. A trigger on every table writes each changed row into audit.change.
class ShopTest : public testing::Test {
protected:
    static constexpr const char* kDatabase = "retentiond_jobs_test";

    void SetUp() override;
    void TearDown() override;

    static void exec(const std::string& sql) { cluster().exec(kDatabase, sql); }
    static std::string value(const std::string& sql) { return cluster().value(kDatabase, sql); }
    static long long count(const std::string& sql) { return std::stoll(value("select count(*) from " + sql)); }

    // The policy of the shop; lines of `more` are put at its end (limits, for example).
    static std::string policy_text(const std::string& more = "limits: { persons: null, share: null, growth: null }\n");

    // Checked against the database as it is; fails the test when it does not fit.
    // `beside`: texts of the other policies of the database.
    std::shared_ptr<const CompiledPolicy> compile(const std::string& text = policy_text(), const std::vector<std::string>& beside = {});

    database::Dsn dsn() const { return database::Dsn(cluster().dsn(kDatabase)); }
    // Like those of batches, but patient with locks: tests decide how long they last.
    static constexpr database::Timeouts kTimeouts{std::chrono::seconds(30), std::chrono::seconds(20),
                                                  std::chrono::minutes(1)};

    // What a batch's own statements are limited to. Else a batch has all the time there is: what becomes smaller does so for the
    // reason that the test gives, whatever else this machine does.
    static PaceSettings with(const database::Timeouts& timeouts) {
        PaceSettings pace;
        pace.batch_time = std::chrono::minutes(1);
        pace.statement_timeout = timeouts.statement;
        pace.lock_timeout = timeouts.lock;
        return pace;
    }

    // Plans and releases a run with batches of `rows`.
    PlannedRun start_run(const std::shared_ptr<const CompiledPolicy>& policy, std::size_t rows = 250);
    // Does one batch with `session`, or with one of our own.
    BatchRunner::Result one_batch(database::Session& session, const std::shared_ptr<const CompiledPolicy>& policy);
    BatchRunner::Result one_batch(const std::shared_ptr<const CompiledPolicy>& policy);
    // Does batches until none is pending, waits of batches cut short, and finishes the run. Gives its state.
    std::string work_off(const std::shared_ptr<const CompiledPolicy>& policy, long long run);

    static std::string state_of(long long run) {
        return value("select state from retentiond.run where run = " + std::to_string(run));
    }
    // How many subjects ended so: "done", "busy", "unless" ..., or "failed".
    static long long outcome(long long run, const std::string& what);

    // What must hold whatever happened: rows in the journal are rows that changed, outcomes add up to what was planned,
    // nobody is half erased, nobody who was not due is touched, no key is kept for what is done.
    static void expect_sound(long long run);

    platform::SystemClock clock_;
    std::ostringstream log_text_;
    platform::Log log_{clock_, platform::LogLevel::Debug, platform::LogStyle::Plain, log_text_};
    Pace pace_{with(kTimeouts), clock_};
};

// An application's transaction, open as long as the test wants.
class Application {
public:
    explicit Application(const database::Dsn& dsn)
        : session_(dsn, {std::chrono::seconds(60), std::chrono::seconds(60), std::chrono::minutes(5)}),
          transaction_(session_, database::Transaction::Mode::ReadWrite) {
        exec("set application_name = 'application'");
    }

    void exec(const std::string& sql) { transaction_.exec_script("application", sql); }
    void commit() { transaction_.commit(); }

private:
    database::Session session_;
    database::Transaction transaction_;
};

// Waits until the server process `pid` waits for a lock that somebody else holds. False when it does not within
// seconds.
[[nodiscard]] bool waits_for_lock(const std::string& database, int pid);

} // namespace retention::jobs
