// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/targets.hpp"
#include "daemon/platform/log.hpp"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <string>

namespace retention::jobs {

// Lets whom the census finds undone be due again; whoever can't be judged is left out (jobs/parts). How many they are. Throws
// database::Failure. Dates are in the transaction's time zone, which must be the policy's.
long long send_undone_again(database::Transaction& transaction, const CompiledPolicy& policy);

// Those who were done: due again only when somebody says so. Who is so no longer (policies/undone.hpp) is told by the census; but who brought
// the values back is not known: a backup, or a person who had a reason. Safe from any thread.
class RedoCommands {
public:
    // Both outlive it.
    RedoCommands(const Targets& targets, platform::Log& log) : targets_(targets), log_(log) {}

    // Each erases nobody: the next run takes them, with its limits and its approval. Repeating finds nobody. Throws OperationError.
    nlohmann::json redo(const std::string& policy, const std::string& by);

    // This subject, or all, whatever their own rows say: the action takes more by now, or rows of other tables came back. Each is judged as
    // if never done. A subject whom nothing was done for is refused.
    nlohmann::json redo_subject(const std::string& policy, const std::string& key, const std::string& by);
    nlohmann::json redo_all(const std::string& policy, const std::string& by);

private:
    // `send` lets people be due again, and tells how many.
    nlohmann::json send_again(const std::string& policy, const std::string& by,
                              const std::function<long long(database::Transaction&, const CompiledPolicy&)>& send);

    const Targets& targets_;
    platform::Log& log_;
};

} // namespace retention::jobs
