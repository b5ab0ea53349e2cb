// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/datasets/running_daemon.hpp"
#include "tests/support/cluster.hpp"

#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace retention::test {

// Subjects' keys.
using Keys = std::set<std::string>;

// A fresh copy of a public sample database, with the oracle beside it (oracle.sql) that knows who is due and sees what
// happens, and the daemon that works on it under a role with no more privileges than it needs.
//
// Skips the test when the data is not there.
class DatasetTest : public testing::Test {
protected:
    struct Sample {
        std::string name;   // of its data, database and role
        std::string file;   // of the policy, in the source tree
        std::string policy; // the policy's name
        std::string oracle; // the file of this folder that says who is due by it
        std::string as_of;
        std::string grants; // what the role needs; SQL
    };

    explicit DatasetTest(Sample sample) : sample_(std::move(sample)) {}

    void SetUp() override;
    void TearDown() override;

    // Asks the oracle who is due, lets it note everything, and starts the daemon. What a test adds to the data comes
    // before.
    void begin();
    // Loads a file of this folder.
    void load(const std::string& file, const std::map<std::string, std::string>& variables = {});

    // Starts a run: its document.
    nlohmann::json start();
    // Approves the run where it waits for that, and waits for the end: its document.
    nlohmann::json approve(const nlohmann::json& started);
    nlohmann::json run_to_the_end() { return approve(start()); }
    nlohmann::json plan() { return daemon_->ask({"plan", sample_.policy, "--as-of", sample_.as_of}); }
    nlohmann::json explain(const std::string& key) {
        return daemon_->ask({"explain", sample_.policy, key, "--as-of", sample_.as_of});
    }

    // The plan agrees with itself and with the oracle.
    void expect_sound_plan(const nlohmann::json& plan);
    // The run did all that was due, exactly that, left nothing behind, and its journal counts what the triggers saw.
    void expect_sound_outcome(const nlohmann::json& outcome);
    // A second run has nothing to do.
    void expect_nothing_more_is_due();

    // Takes the role all it was given, and gives it what `retentiond --grants` prints instead: that.
    std::string take_printed_grants();

    void exec(const std::string& sql);
    std::string value(const std::string& sql);
    long long number(const std::string& sql) { return std::stoll(value(sql)); }
    std::vector<std::string> list(const std::string& sql);
    Keys due(const std::string& action);
    // "column: rows" for the columns of `table` that have another value now.
    std::vector<std::string> changed_columns(const std::string& table, const std::string& key);

private:
    std::string database() const { return "datasets_" + sample_.name; }

    Sample sample_;
    std::optional<RunningDaemon> daemon_;
};

} // namespace retention::test
