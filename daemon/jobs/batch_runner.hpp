// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/session.hpp"
#include "daemon/jobs/compiled_policy.hpp"
#include "daemon/jobs/expired_batch.hpp"
#include "daemon/jobs/journal.hpp"
#include "daemon/jobs/pace.hpp"
#include "daemon/jobs/pseudonym_key.hpp"
#include "daemon/jobs/slow_batches.hpp"
#include "daemon/jobs/work_counts.hpp"
#include "daemon/platform/log.hpp"

#include <map>
#include <memory>
#include <string>

namespace retention::jobs {

// The policies that batches may be done for now, by name.
using CompiledPolicies = std::map<std::string, std::shared_ptr<const CompiledPolicy>>;

// Does batches, one transaction each: claim, lock, judge again, act, prove the effect, record, commit. Whatever happens in
// between, the batch is either done and recorded or pending again.
//
// One for each worker, on the worker's thread.
class BatchRunner {
public:
    enum class Result {
        Idle,      // nothing to claim
        Worked,    // a batch is done, put off, split or set aside
        Unfit,     // put off, or its run superseded: the policy or the schema is another by now, and should be checked again
    };

    // `key` and `counts` outlive it; nullptr: no policy needs one, nobody counts. `database`: its name, for the log.
    BatchRunner(Pace& pace, platform::Log& log, const PseudonymKey* key = nullptr, WorkCounts* counts = nullptr, std::string database = {},
                Present present = Present::Clock)
        : pace_(pace), log_(log), key_(key), counts_(counts), database_(std::move(database)), present_(present) {}

    // Throws database::Failure only when the session is lost or the server can't even take a note.
    Result run_one(database::Session& session, const CompiledPolicies& policies);

private:
    std::optional<ClaimedBatch> claim_in_turn(database::Transaction& transaction, const std::vector<std::string>& names);
    void work(database::Session& session, const CompiledPolicies& policies, std::optional<ClaimedBatch>& batch);
    void supersede(database::Session& session, const ClaimedBatch& batch, const std::string& why);
    bool supersede_outdated(database::Session& session, const CompiledPolicy& policy, const ClaimedBatch& batch);
    void put_off(database::Session& session, const CompiledPolicy& policy, const ClaimedBatch& batch,
                 const database::Failure& failure);
    void narrow_down(database::Session& session, const CompiledPolicy& policy, const ClaimedBatch& batch, const SetAside& why,
                     const std::string& told);
    void halve(database::Transaction& transaction, const ClaimedBatch& batch, int attempts);
    void stop_hopeless_run(database::Session& session, const ClaimedBatch& batch, const std::string& told);

    platform::LogFields fields_of(const ClaimedBatch& batch) const noexcept;

    Pace& pace_;
    platform::Log& log_;
    const PseudonymKey* key_;
    WorkCounts* counts_;
    const std::string database_;
    const Present present_;
    std::size_t turn_ = 0;
    SlowBatches slow_;
};

} // namespace retention::jobs
