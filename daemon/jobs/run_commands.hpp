// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/approval_rules.hpp"
#include "daemon/jobs/operations.hpp"
#include "daemon/jobs/targets.hpp"
#include "daemon/platform/log.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace retention::jobs {

// Runs: shown, started, approved, cancelled. See Operations for each; safe from any thread.
class RunCommands {
public:
    // Both outlive it.
    RunCommands(const Targets& targets, platform::Log& log) : targets_(targets), log_(log) {}

    nlohmann::json list(const std::optional<std::string>& policy, int count_max);
    nlohmann::json failures(const std::optional<std::string>& policy);
    nlohmann::json show(const Numbered& run);
    nlohmann::json start(const std::string& policy, const std::optional<std::string>& as_of, const Person& by, ApprovalRules rules);
    nlohmann::json approve(const Numbered& wanted, const std::optional<std::string>& digest, const Person& by);
    nlohmann::json cancel(const Numbered& wanted, const std::string& by);

private:
    const Targets& targets_;
    platform::Log& log_;
};

} // namespace retention::jobs
