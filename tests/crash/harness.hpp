// SPDX-License-Identifier: Apache-2.0
//
// The real programs on a private PostgreSQL with the sample CRM.
#pragma once

#include "tests/support/cluster.hpp"
#include "tests/support/process.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

namespace retention::test {

// A cluster of its own with the database `crm`: 600 persons, the oracle tests/crm/expected.sql and the proof of
// proof.sql.
class Crm {
public:
    static constexpr const char* kDatabase = "crm";

    Crm();

    // As it was at first, without a journal. Ends all sessions.
    void reset();
    // Every person takes a twentieth of a second, a run five: so that it can be met in its middle, also by those who are slow to come.
    void slow_down();
    // As fast as ever again, from the next person on; nothing happens where it is.
    void speed_up();

    PrivateCluster& cluster() noexcept { return cluster_; }
    std::string value(const std::string& sql) const { return cluster_.value(kDatabase, sql); }
    // Lines of a function of proof.sql, or nothing.
    std::string complaints(const std::string& function) const;

private:
    PrivateCluster cluster_;
};

// A folder with settings and the shipped example as policy `contacts`, enforcing, without window and limits.
class Installation {
public:
    explicit Installation(const PrivateCluster& cluster);

    const std::filesystem::path& folder() const noexcept { return folder_.path(); }
    std::filesystem::path settings() const { return folder() / "retentiond.yaml"; }
    std::filesystem::path policy() const { return folder() / "policies.d" / "contacts.yaml"; }
    std::filesystem::path socket() const { return folder() / "control.sock"; }

    void write_settings(const std::string& connection, const std::string& more = "") const;
    void write_settings_with_pace(const std::string& connection, const std::string& pace, const std::string& more = "") const;

    // For a while without the policy: it is put away, and another one, which only observes, stands in for it.
    std::filesystem::path policy_put_away() const { return folder() / "away.yaml"; }
    std::filesystem::path other_policy() const { return folder() / "policies.d" / "others.yaml"; }
    std::string text_of_another_policy() const;
    void restore_policy() const;

    static void write(const std::filesystem::path& path, const std::string& text);
    static std::string read(const std::filesystem::path& path);

private:
    TemporaryFolder folder_;
};

// The daemon as a child. The destructor kills it.
class Daemon {
public:
    // `failpoint`: RETENTIOND_FAILPOINT, or empty. Does not wait.
    explicit Daemon(const Installation& installation, const std::string& failpoint = "");

    Process& process() noexcept { return process_; }
    // Until it answers, or has died; false when neither within ten seconds.
    [[nodiscard]] bool wait_until_up();

private:
    Installation const& installation_;
    Process process_;
};

std::filesystem::path program(const std::string& name);

// retentionctl with --json. Nothing when it fails; a status of 3 (something waits for a person) is an answer.
std::optional<nlohmann::json> ask(const Installation& installation, std::vector<std::string> arguments);

// The last run of the policy: {"run": ..., "state": ...}; nothing when there is none, or no answer.
std::optional<nlohmann::json> last_run(const Installation& installation);

// Does what an administrator would: starts a run where there is none, or the last came to a bad end, and approves what waits. Does
// not mind a daemon that is dead. True when a run is finished.
bool help_on(const Installation& installation);

// Starts a run and approves it. Gives its number.
long long start_approved_run(const Installation& installation);

// Waits until the last run is in `state`, for at most half a minute.
[[nodiscard]] bool wait_for_state(const Installation& installation, const std::string& state);

} // namespace retention::test
