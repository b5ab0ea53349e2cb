// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/targets.hpp"
#include "daemon/platform/log.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace retention::jobs {

// Taking what a policy reaches by now for right. Safe from any thread.
class DriftCommands {
public:
    // Both outlive it.
    DriftCommands(const Targets& targets, platform::Log& log) : targets_(targets), log_(log) {}

    // One policy, or all. Checks against the schema of this moment; the document tells what was accepted. A policy with other errors
    // than drift is refused, and of all policies left out and told. Throws OperationError.
    nlohmann::json accept(const std::optional<std::string>& policy, const std::string& by);

private:
    nlohmann::json accept_in(Target& target, const std::string& policy, const std::string& by);

    const Targets& targets_;
    platform::Log& log_;
};

} // namespace retention::jobs
