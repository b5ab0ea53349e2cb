// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/approval_rules.hpp"
#include "daemon/jobs/command_record.hpp"
#include "daemon/jobs/drift_commands.hpp"
#include "daemon/jobs/hold_commands.hpp"
#include "daemon/jobs/operations.hpp"
#include "daemon/jobs/pace_commands.hpp"
#include "daemon/jobs/pause_commands.hpp"
#include "daemon/jobs/questions.hpp"
#include "daemon/jobs/redo_commands.hpp"
#include "daemon/jobs/rehearsal_commands.hpp"
#include "daemon/jobs/request_commands.hpp"
#include "daemon/jobs/run_commands.hpp"
#include "daemon/jobs/status_report.hpp"
#include "daemon/jobs/targets.hpp"
#include "daemon/platform/clock.hpp"

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace retention::jobs {

// What the daemon says of itself in `status`.
struct DaemonFacts {
    std::string version;
    int pid = 0;
    platform::SystemTime started_at{};
    std::string config;
};

// A policy file that could not be read: its policy is not in force, and status says so.
struct BrokenFile {
    std::string policy;   // its name, or the file's
    std::vector<std::string> errors;
};

// A reload that changed nothing, because what it read has errors.
struct RefusedReload {
    platform::SystemTime at{};
    std::vector<std::string> errors;
};

// The commands of an administrator: each is handed to the class that is about its subject. Safe from any thread.
class Administration final : public Operations {
public:
    // Loads the configuration anew, checks it and swaps it in; gives the document of `reload`.
    using Reload = std::function<nlohmann::json()>;

    // `targets` and `log` outlive it.
    Administration(DaemonFacts facts, std::vector<Target*> targets, platform::Log& log, Reload reload);

    void set_broken_files(std::vector<BrokenFile> files);

    // How the last reload ended: told by status until one is taken.
    void set_refused_reload(std::optional<RefusedReload> refused);

    // From the next command on.
    void set_approval_rules(ApprovalRules rules);

    nlohmann::json status() override;
    nlohmann::json runs(const std::optional<std::string>& policy, int count_max) override;
    nlohmann::json run_show(const Numbered& run) override;
    nlohmann::json failures(const std::optional<std::string>& policy) override;
    nlohmann::json metrics() override;
    nlohmann::json plan(const std::string& policy, const std::optional<std::string>& as_of) override;
    nlohmann::json plan_subjects(const std::string& policy, const std::optional<std::string>& as_of, int limit) override;
    nlohmann::json plan_difference(const std::string& policy, const std::optional<int>& limit) override;
    nlohmann::json forecast(const ForecastQuestion& question) override;
    nlohmann::json explain(const std::string& policy, const std::string& key,
                           const std::optional<std::string>& as_of) override;
    nlohmann::json run_start(const std::string& policy, const std::optional<std::string>& as_of, const Person& by) override;
    nlohmann::json run_approve(const Numbered& run, const std::optional<std::string>& digest, const Person& by) override;
    nlohmann::json run_cancel(const Numbered& run, const std::string& by) override;
    nlohmann::json pause(const std::optional<std::string>& policy, const std::string& by) override;
    nlohmann::json resume(const std::optional<std::string>& policy, const std::string& by) override;
    nlohmann::json reload(const std::string& by) override;
    nlohmann::json pace_show(const std::optional<std::string>& database) override;
    nlohmann::json pace_set(const std::vector<std::string>& changes, const std::optional<std::string>& database,
                            const std::string& by) override;
    nlohmann::json rehearse(const std::string& policy, std::optional<long long> subjects, const std::optional<std::string>& key,
                            const std::string& by) override;
    nlohmann::json redo(const std::string& policy, const std::string& by) override;
    nlohmann::json redo_subject(const std::string& policy, const std::string& key, const std::string& by) override;
    nlohmann::json redo_all(const std::string& policy, const std::string& by) override;
    nlohmann::json drift_accept(const std::optional<std::string>& policy, const std::string& by) override;
    nlohmann::json hold_add(const std::string& policy, const std::string& key, const std::string& reason,
                            const std::string& by) override;
    nlohmann::json hold_remove(const Numbered& hold, const std::string& by) override;
    nlohmann::json hold_list(const std::optional<std::string>& policy) override;
    nlohmann::json erase(const std::string& policy, const std::string& key, const std::string& reason, const std::string& by) override;
    nlohmann::json request_withdraw(const Numbered& request, const std::string& by) override;
    nlohmann::json request_list(const std::optional<std::string>& policy) override;
    RecordedCommand record(const AskedCommand& asked) override;
    void record_end(const RecordedCommand& recorded, const CommandEnd& end) override;
    void record_refused(const AskedCommand& asked, const CommandEnd& end) override;
    nlohmann::json audit(const AuditQuestion& question) override;

private:
    nlohmann::json broken_policies();
    nlohmann::json refused_reload() const;
    ApprovalRules approval_rules() const;

    const DaemonFacts facts_;
    const Targets targets_;
    platform::Log& log_;
    const Reload reload_;
    StatusReport report_;
    Questions questions_;
    RunCommands runs_;
    PauseCommands pauses_;
    PaceCommands paces_;
    HoldCommands holds_;
    DriftCommands drift_;
    RedoCommands redos_;
    RequestCommands requests_;
    RehearsalCommands rehearsals_;
    CommandRecord record_;
    mutable std::mutex mutex_;
    ApprovalRules approval_rules_;
    std::vector<BrokenFile> broken_files_;
    std::optional<RefusedReload> refused_reload_;
};

} // namespace retention::jobs
