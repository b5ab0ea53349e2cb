// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/policy_standing.hpp"
#include "daemon/jobs/targets.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace retention::jobs {

// What `status` says of one database.
struct StatusOfTarget {
    nlohmann::json policies;   // an array
    nlohmann::json runs;       // those that are not over
    nlohmann::json journal;    // what the journal adds up to, by what it is: runs by state, holds and the doubt about them; null when it was never read
    std::string trouble;       // why the database can't be asked; empty: it was
};

// What is going on, as the daemon knows it without judging anybody. Of a database that can't be asked it tells what it was told
// last, with the time of that. Safe from any thread.
class StatusReport {
public:
    // `targets` outlives it.
    explicit StatusReport(const Targets& targets) : targets_(targets) {}

    // Takes a few seconds at most: a database that gives no answer by then is told as unreachable.
    StatusOfTarget of(Target& target);

    // What the journal of one of the databases says of a policy that is not in force because its file has errors. To be asked after
    // of() was, for all targets.
    nlohmann::json of_broken(const std::string& policy) const;

private:
    struct Journaled;

    std::shared_ptr<const Journaled> ask(database::Session& session, Target& target) const;
    nlohmann::json active_runs(database::Transaction& reading, Target& target,
                               const std::map<std::string, JournaledPolicy>& policies) const;
    static const JournaledPolicy* find(const Journaled& journaled, const std::string& policy);

    const Targets& targets_;
    mutable std::mutex mutex_;
    std::map<const Target*, std::shared_ptr<const Journaled>> last_;
};

} // namespace retention::jobs
