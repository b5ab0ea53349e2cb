// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/targets.hpp"
#include "daemon/platform/log.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace retention::jobs {

// Acting on a few people and taking it back. See Operations; safe from any thread.
class RehearsalCommands {
public:
    // Both outlive it.
    RehearsalCommands(const Targets& targets, platform::Log& log) : targets_(targets), log_(log) {}

    // Throws OperationError.
    nlohmann::json rehearse(const std::string& policy, std::optional<long long> subjects, const std::optional<std::string>& key,
                            const std::string& by);

private:
    const Targets& targets_;
    platform::Log& log_;
};

} // namespace retention::jobs
