// SPDX-License-Identifier: Apache-2.0
//
// A database in which everything that is somebody's has a mark, in which triggers say as much as they can, and the real
// programs on it.
#pragma once

#include "tests/support/cluster.hpp"
#include "tests/support/private_journal.hpp"
#include "tests/support/process.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace retention::test {

// What each column of text holds a piece of; what each person's key holds; the role and its password.
inline constexpr const char* kValueMark = "zq7value";
inline constexpr const char* kKeyMark = "zq7key";
inline constexpr const char* kRole = "zq7role";
inline constexpr const char* kPassword = "zq7password";

class CanaryScene {
public:
    static constexpr const char* kDatabase = "retentiond_canary";

    CanaryScene();

    PrivateCluster& cluster() noexcept { return cluster_; }
    std::string value(const std::string& sql) const { return cluster_.value(kDatabase, sql); }

    const std::filesystem::path& folder() const noexcept { return folder_.path(); }
    std::filesystem::path settings() const { return folder() / "retentiond.yaml"; }
    std::filesystem::path metrics_file() const { return folder() / "retentiond.prom"; }
    // All that the daemon logged: to a journal of our own with all fields, where the machine allows one, else to
    // standard error.
    std::string log() const;
    bool has_journal() const noexcept { return journal_.is_there(); }

    // Another connection string for the same settings, to be wrong with. Absolute paths in it are the caller's.
    std::filesystem::path settings_with(const std::string& name, const std::string& dsn) const;

    // Starts the daemon, and waits until it has looked at the database.
    void start_daemon();
    Process& daemon() { return *daemon_; }
    void stop_daemon();

    // retentionctl, once for people and once with --json. Gives all that both said, also as errors.
    std::string say(const std::vector<std::string>& arguments) const;
    // The document of --json, or null.
    nlohmann::json ask(const std::vector<std::string>& arguments) const;
    // A line as it is to the control socket; gives what came back within a moment.
    std::string send_line(const std::string& line) const;

    // All rows of the journal as text, by table.
    std::string journal(const std::string& table) const;
    std::vector<std::string> journal_tables() const;

    static std::string read(const std::filesystem::path& path);

private:
    std::string settings_text(const std::string& dsn) const;
    void write(const std::filesystem::path& path, const std::string& text) const;

    std::filesystem::path log_file() const { return folder() / "log"; }

    PrivateJournal journal_; // first of all: what is started afterwards sees it
    PrivateCluster cluster_;
    TemporaryFolder folder_;
    std::optional<Process> daemon_;
};

} // namespace retention::test
