// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/operations.hpp"
#include "daemon/jobs/targets.hpp"
#include "daemon/platform/log.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace retention::jobs {

// Erasure requests of subjects (GDPR Art. 17). See Operations for each; safe from any thread.
class RequestCommands {
public:
    // Both outlive it.
    RequestCommands(const Targets& targets, platform::Log& log) : targets_(targets), log_(log) {}

    nlohmann::json add(const std::string& policy, const std::string& key, const std::string& reason, const std::string& by);
    nlohmann::json withdraw(const Numbered& wanted, const std::string& by);
    nlohmann::json list(const std::optional<std::string>& policy);

private:
    const Targets& targets_;
    platform::Log& log_;
};

} // namespace retention::jobs
