// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace retention::test {

// The real retentiond of this build with one policy on one database, and retentionctl to talk to it.
//
// The constructor starts it in a temporary folder and waits until it answers; the destructor kills it and removes the
// folder. Operations throw std::runtime_error with what the programs wrote.
class RunningDaemon {
public:
    RunningDaemon(const std::string& dsn, const std::filesystem::path& policy);

    // What `retentionctl --json` prints for these arguments, which must succeed.
    nlohmann::json ask(std::vector<std::string> arguments) const;

    // `run show`, once the run has come to an end.
    nlohmann::json outcome_of(long long run) const;

    // What the daemon wrote to its log so far.
    std::string log() const { return process_->errors(); }

private:
    Outcome call(std::vector<std::string> arguments) const;

    TemporaryFolder folder_;
    std::optional<Process> process_;
};

} // namespace retention::test
