// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/jobs/overdue.hpp"
#include "daemon/jobs/policy_book.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace retention::jobs {

// What the journal knows of one policy.
struct JournaledPolicy {
    std::string read_at; // when it was asked; what follows is of that moment
    bool has_been_planned = false;
    std::optional<std::string> paused_at;
    std::optional<std::string> last_success_at; // when the last run that ended as it should did so
    std::optional<nlohmann::json> last_run;
    nlohmann::json requests; // to be erased, that are open: how many, and when the first was made; null when nobody could be asked
    std::optional<Count> count;
};

// Asks for it; times are in the transaction's time zone. `digest`: of the policy in force, empty when there is none.
// Throws database::Failure.
JournaledPolicy read_policy(database::Transaction& transaction, const std::string& policy, const std::string& digest);

// What the daemon itself knows of a policy at this moment.
struct PolicyCircumstances {
    bool is_throttled = false;
    bool is_outside_window = false;
};

// Both together. Pure.
Standing standing_of(const KnownPolicy& known, const PolicyCircumstances& circumstances,
                     const JournaledPolicy& journaled);

// The standing of a policy that is not in force because its file has errors. Pure.
Standing standing_of_broken(const JournaledPolicy& journaled);

// The members of the policy's document in `status` that are of the journal. Pure.
nlohmann::json to_json(const Standing& standing, const JournaledPolicy& journaled);

} // namespace retention::jobs
