// SPDX-License-Identifier: Apache-2.0
//
// What the daemon writes down in schema `retentiond`, and how it reads it again. Every function works in the caller's
// transaction, so that a change of data and its record commit together, and throws database::Failure.
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/jobs/eraser.hpp"
#include "daemon/jobs/expired_batch.hpp"
#include "daemon/jobs/run_state.hpp"
#include "daemon/jobs/subject_key.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace retention::jobs {

// A batch whose row this transaction holds locked: nobody else works on it, and if we vanish it is pending again.
struct ClaimedBatch {
    long long run = 0;
    int number = 0;
    std::string rule;
    std::string action;
    std::vector<SubjectKey> keys;
    int attempts = 0;
    std::string policy;
    std::string policy_digest;
    std::string schema_digest;
    std::string as_of;
};

// What came of a batch.
struct BatchOutcome {
    long long done = 0;
    Skipped skipped;
    TableCounts counts;
    std::chrono::milliseconds duration{0};
};

// Why a subject was set aside. No values: what the server names, or SQLSTATE RT001 for an effect that was missing.
struct SetAside {
    std::string sqlstate;
    std::string constraint;
    std::string table;
};
inline constexpr const char* kEffectMissing = "RT001";
inline constexpr const char* kInternalError = "XX000";

// What a marker's key is a key of.
struct SubjectName {
    std::string table;         // crm.person
    std::string key_columns;   // "id", or "tenant_id, id"
};

namespace journal {

// Claims the next pending batch of a running run of one of `policies`. The run's row is locked as well, so that whoever
// cancels or pauses waits for us and can then be sure that nothing follows.
std::optional<ClaimedBatch> claim(database::Transaction& transaction, const std::vector<std::string>& policies);

// Claims this very batch again, after its transaction was rolled back; false when somebody else has done, split or shrunk it.
bool reclaim(database::Transaction& transaction, const ClaimedBatch& batch);

void record_done(database::Transaction& transaction, const ClaimedBatch& batch, const BatchOutcome& outcome);

// The subjects are still there: remember that, and when, the action was taken. Closes the policy's erasure requests by the keys `asked`.
void record_acted(database::Transaction& transaction, const ClaimedBatch& batch, const SubjectName& subject,
                  std::span<const SubjectKey> keys, std::span<const std::string> asked);

// The subjects are gone: what the journal knows of them, by this key, goes too. Closes their erasure requests, and those of the policy by the
// keys `asked`.
void record_gone(database::Transaction& transaction, const ClaimedBatch& batch, const SubjectName& subject,
                 std::span<const SubjectKey> keys, std::span<const std::string> asked);

// Puts `keys` into a new pending batch of the same run and rule.
void add_batch(database::Transaction& transaction, const ClaimedBatch& batch, std::span<const SubjectKey> keys,
               int attempts, std::chrono::milliseconds wait);

// Leaves only `keys` in the batch itself.
void shrink(database::Transaction& transaction, const ClaimedBatch& batch, std::span<const SubjectKey> keys, int attempts);

// To be tried again after `wait`; `sqlstate` says why.
void record_retry(database::Transaction& transaction, const ClaimedBatch& batch, std::chrono::milliseconds wait,
                  const std::string& sqlstate);

void record_failed(database::Transaction& transaction, const ClaimedBatch& batch, const SetAside& why);

// Moves a run; false when it was not in `from` any more. Ending a run abandons what is pending and forgets its keys.
bool move_run(database::Transaction& transaction, long long run, RunState from, RunState to, const std::string& message);

// Moves every active run of `policy` whose policy digest is not `digest` to superseded. Gives their numbers.
std::vector<long long> supersede_others(database::Transaction& transaction, const std::string& policy,
                                        const std::string& digest, const std::string& message);

// Moves every active run of `policy` that was planned against another schema than `schema_digest` to superseded, likewise.
std::vector<long long> supersede_outdated(database::Transaction& transaction, const std::string& policy,
                                          const std::string& schema_digest, const std::string& message);

// Finishes runs of `policies` that have no pending batch left. Gives their numbers.
std::vector<long long> finish_runs(database::Transaction& transaction, const std::vector<std::string>& policies);

// Whether work on `policy`, or all work, is paused.
bool is_paused(database::Transaction& transaction, const std::string& policy);

// How long the statements of this one batch may take, and wait for a lock.
struct BatchLimits {
    std::chrono::milliseconds statement;
    std::chrono::milliseconds lock;
};

// Holds and batches: a hold is placed between batches, never while one has judged and not yet committed. Both last until the
// end of the transaction. A batch asks for its lock in the claim's next statement, so that the judgement's snapshot is younger.
void lock_out_holds(database::Transaction& transaction, const std::string& time_zone, const BatchLimits& limits);
void lock_out_batches(database::Transaction& transaction);

// Asks every daemon to start no batch of `run` any more, committed before the run itself is touched: each batch takes only
// moments, but workers of other daemons could follow each other so closely that the run's row is never free.
std::string stop_scope(long long run);

// Cancels runs whose cancelling was asked for and never carried out, because whoever did so was cut off. Gives their numbers.
std::vector<long long> carry_out_stops(database::Transaction& transaction);

// Subjects of the run that were set aside, and acted upon.
struct Tally {
    long long failed = 0;
    long long done = 0;
};
Tally tally(database::Transaction& transaction, long long run);

void record_event(database::Transaction& transaction, const std::string& what, const std::optional<std::string>& policy,
                  std::optional<long long> run, const std::optional<std::string>& by);

// The same with more to tell: a JSON document without personal data.
void record_event_in_detail(database::Transaction& transaction, const std::string& what, const std::optional<std::string>& policy,
                            const std::string& by, const std::string& detail);

} // namespace journal
} // namespace retention::jobs
