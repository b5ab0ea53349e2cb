// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/targets.hpp"
#include "daemon/platform/log.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace retention::jobs {

// Lets whom the census finds undone be due again; whoever can't be judged is left out (jobs/parts). How many they are. Throws
// database::Failure. Dates are in the transaction's time zone, which must be the policy's.
long long send_undone_again(database::Transaction& transaction, const CompiledPolicy& policy);

// Those who were done and are so no longer (policies/undone.hpp): told by the census, and due again only when somebody says so. For
// who brought the values back is not known: a backup, or a person who had a reason. Safe from any thread.
class RedoCommands {
public:
    // Both outlive it.
    RedoCommands(const Targets& targets, platform::Log& log) : targets_(targets), log_(log) {}

    // Erases nobody: the next run takes them, with its limits and its approval. Repeating finds nobody. Throws OperationError.
    nlohmann::json redo(const std::string& policy, const std::string& by);

private:
    const Targets& targets_;
    platform::Log& log_;
};

} // namespace retention::jobs
