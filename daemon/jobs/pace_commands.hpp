// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/targets.hpp"
#include "daemon/platform/log.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace retention::jobs {

// How fast is worked, shown and set by hand until a restart or a reload. Safe from any thread.
class PaceCommands {
public:
    // Both outlive it.
    PaceCommands(const Targets& targets, platform::Log& log) : targets_(targets), log_(log) {}

    // All settings of the database, or of all. Throws OperationError.
    nlohmann::json show(const std::optional<std::string>& database) const;

    // `changes`: "pace.batch_time=100ms". All or none; also while the database can't be reached. Throws OperationError.
    nlohmann::json set(const std::vector<std::string>& changes, const std::optional<std::string>& database, const std::string& by);

private:
    std::vector<Target*> concerned(const std::optional<std::string>& database) const;
    void record(Target& target, const std::string& told, const std::string& by);

    const Targets& targets_;
    platform::Log& log_;
};

// The settings that were set by hand, as their file would have them: {"batch_time": "100ms"}.
nlohmann::json set_by_hand(const Target& target);

} // namespace retention::jobs
