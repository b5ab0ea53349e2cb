// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/targets.hpp"
#include "daemon/platform/log.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace retention::jobs {

// Pausing and resuming, of one policy or of all work. Safe from any thread.
class PauseCommands {
public:
    // Both outlive it.
    PauseCommands(const Targets& targets, platform::Log& log) : targets_(targets), log_(log) {}

    // Throws OperationError.
    nlohmann::json set_paused(const std::optional<std::string>& policy, bool is_paused, const std::string& by);

private:
    bool pause_target(Target& target, const std::string& scope, bool is_paused, const std::string& by);

    const Targets& targets_;
    platform::Log& log_;
};

} // namespace retention::jobs
