// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/operations.hpp"
#include "daemon/jobs/target.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace retention::jobs {

// What the daemon says of itself in `status`.
struct DaemonFacts {
    std::string version;
    int pid = 0;
    std::string started_at;
    std::string config;
};

// A policy file that could not be read: its policy is not in force, and status says so.
struct BrokenFile {
    std::string policy;   // its name, or the file's
    std::vector<std::string> errors;
};

// The commands of an administrator, carried out on the target databases. Safe from any thread.
class Administration final : public Operations {
public:
    // Loads the configuration anew, checks it and swaps it in; gives the document of `reload`.
    using Reload = std::function<nlohmann::json()>;

    // `targets` and `log` outlive it.
    Administration(DaemonFacts facts, std::vector<Target*> targets, platform::Log& log, Reload reload);

    void set_broken_files(std::vector<BrokenFile> files);

    nlohmann::json status() override;
    nlohmann::json runs(const std::optional<std::string>& policy, int count_max) override;
    nlohmann::json run_show(const Numbered& run) override;
    nlohmann::json plan(const std::string& policy, const std::optional<std::string>& as_of) override;
    nlohmann::json explain(const std::string& policy, const std::string& key,
                           const std::optional<std::string>& as_of) override;
    nlohmann::json run_start(const std::string& policy, const std::optional<std::string>& as_of,
                             const std::string& by) override;
    nlohmann::json run_approve(const Numbered& run, const std::optional<std::string>& digest, const std::string& by) override;
    nlohmann::json run_cancel(const Numbered& run, const std::string& by) override;
    nlohmann::json pause(const std::optional<std::string>& policy, const std::string& by) override;
    nlohmann::json resume(const std::optional<std::string>& policy, const std::string& by) override;
    nlohmann::json reload(const std::string& by) override;
    nlohmann::json hold_add(const std::string& policy, const std::string& key, const std::string& reason,
                            const std::string& by) override;
    nlohmann::json hold_remove(const Numbered& hold, const std::string& by) override;
    nlohmann::json hold_list(const std::optional<std::string>& policy) override;

private:
    Target& target_of(const std::string& policy);
    Target& target_of_number(const Numbered& wanted, const char* what, const char* find);
    Target& target_of_run(const Numbered& run);
    nlohmann::json told(const Target& target, nlohmann::json run) const;
    nlohmann::json status_of(Target& target, nlohmann::json& runs, std::string& trouble);
    nlohmann::json set_paused(const std::optional<std::string>& policy, bool is_paused, const std::string& by);
    bool pause_target(Target& target, const std::string& scope, bool is_paused, const std::string& by);

    const DaemonFacts facts_;
    const std::vector<Target*> targets_;
    platform::Log& log_;
    const Reload reload_;
    std::mutex mutex_;
    std::vector<BrokenFile> broken_files_;
};

} // namespace retention::jobs
