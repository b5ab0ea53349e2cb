// SPDX-License-Identifier: Apache-2.0
//
// The last count of each policy, as the journal keeps it: with it anybody can be told at once who is overdue, and how
// old that is. All functions work in the caller's transaction and throw database::Failure.
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/jobs/census.hpp"
#include "daemon/jobs/compiled_policy.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace retention::jobs {

// What a run had come to at some moment: "done" and the reasons of those who were skipped, each with its number of
// subjects.
using RunTally = std::map<std::string, long long>;

// A count as it is kept.
struct Count {
    std::string as_of; // in the transaction's time zone, as counted_at
    std::string counted_at;
    std::optional<long long> run;  // the policy's last run at as_of
    RunTally tally;                // what that run had come to by then
    nlohmann::json census;         // as to_json(Census)
    bool is_of_this_policy = true; // false: of an earlier text of the policy, or another daemon's
};

// When, and how, a policy was counted last, for deciding when to count again.
struct CountAge {
    std::chrono::milliseconds age{0}; // by the server's clock; below zero when that was set back
    std::chrono::milliseconds took{0};
    bool has_run_ended_since = false;
};

namespace count_record {

// Keeps a count in place of the last one. `run` and `tally` must be of the moment that the census saw.
void store(database::Transaction& transaction, const CompiledPolicy& policy, const Census& census,
           std::chrono::milliseconds took, std::optional<long long> run, const RunTally& tally);

// The last run of `policy` and what it has come to, in the transaction's snapshot; no number when there was none.
std::pair<std::optional<long long>, RunTally> last_run(database::Transaction& transaction, const std::string& policy);

// The last count of this `policy`; one of another text of it when `digest` was never counted; or else that of its last
// plan. An empty digest stands for any: nobody knows the text.
std::optional<Count> find(database::Transaction& transaction, const std::string& policy, const std::string& digest);

// Nothing when it was never counted.
std::optional<CountAge> age(database::Transaction& transaction, const CompiledPolicy& policy);

} // namespace count_record
} // namespace retention::jobs
