// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/batch_runner.hpp"

#include "daemon/jobs/durable.hpp"
#include "daemon/jobs/named_objects.hpp"
#include "daemon/platform/failpoint.hpp"
#include "policies/policy.hpp"
#include "policies/subject_key.hpp"

#include <algorithm>
#include <random>

namespace retention::jobs {

namespace {

using database::Failure;
using database::Session;
using database::Transaction;
using platform::Failpoint;
using std::chrono::milliseconds;

// A subject that somebody keeps editing is left to the next run after so many tries.
constexpr int kAttemptsMax = 6;
// A batch that keeps meeting locks is halved after so many, to get at those that nobody holds.
constexpr int kAttemptsWhole = 2;
// query_canceled: statement_timeout, mostly. Not a lock, which has a limit and a failure of its own.
constexpr const char* kTimedOut = "57014";
// What the server refuses as such is tried again so often, in case somebody puts it right.
constexpr int kAttemptsRefused = 2;
// A row that points to somebody's may have come in that very moment: its transaction is over by now, and the row is seen. Tried again so often.
constexpr const char* kReferenced = "23503";
constexpr int kAttemptsReferenced = 2;
// So many persons set aside, and more than were done: no single record is the cause.
constexpr long long kFailedHopeless = 20;

// Doubles from a fifth of a second to half a minute, with jitter so that workers don't meet again.
milliseconds backoff(int attempts) {
    static thread_local std::minstd_rand jitter{std::random_device{}()};
    const long long base = std::min<long long>(30'000, 200LL << std::min(attempts, 8));
    return milliseconds(base / 2 + static_cast<long long>(jitter()) % base / 2);
}

// Conflicts with the application, which pass; the rest of what is retryable is a server in trouble.
bool is_conflict(const std::string& sqlstate) {
    return sqlstate == "40001" || sqlstate == "40P01" || sqlstate == "55P03" || sqlstate == "57014";
}

// Class 42: a privilege was taken away, a name is not there. No single person is the cause, unless a trigger says so again and again.
bool is_refused_as_such(const std::string& sqlstate) { return sqlstate.starts_with("42"); }

std::string told(const ClaimedBatch& batch) {
    return "batch " + std::to_string(batch.number) + " of run " + std::to_string(batch.run) + " (" + batch.policy + ")";
}

// What an effect that was missing says names its table already.
std::string named_in(const SetAside& why) { return why.sqlstate == kEffectMissing ? "" : named(why); }

constexpr const char* kPolicyChanged = "the policy changed since the plan";

// What the plan was made with does not hold any more.
struct PlanOutdated {
    std::string why;
};

// What the plan was made with that does not hold any more, for people; nothing when all of it does.
std::optional<std::string> what_changed(Transaction& transaction, const CompiledPolicy& policy, const ClaimedBatch& batch) {
    if (policy.digest != batch.policy_digest)
        return kPolicyChanged;
    const auto fingerprint = transaction.exec(policy.fingerprint.name, policy.fingerprint.sql);
    if (fingerprint.is_null(0, 0) || fingerprint.get_text(0, 0) != batch.schema_digest)
        return "the schema changed since the plan";
    return std::nullopt;
}

void require_current(Transaction& transaction, const CompiledPolicy& policy, const ClaimedBatch& batch) {
    if (auto why = what_changed(transaction, policy, batch))
        throw PlanOutdated{std::move(*why)};
}

std::size_t index_of_rule(const CompiledPolicy& policy, const std::string& name) {
    const auto& rules = policy.policy->rules;
    return static_cast<std::size_t>(
        std::find_if(rules.begin(), rules.end(), [&](const auto& rule) { return rule.name == name; }) - rules.begin());
}

} // namespace

platform::LogFields BatchRunner::fields_of(const ClaimedBatch& batch) const noexcept {
    return {.database = database_, .policy = batch.policy, .run = batch.run};
}

BatchRunner::Result BatchRunner::run_one(Session& session, const CompiledPolicies& policies) {
    std::optional<ClaimedBatch> batch;
    const auto policy = [&]() -> const CompiledPolicy& { return *policies.at(batch->policy); };
    try {
        work(session, policies, batch);
        return batch ? Result::Worked : Result::Idle;
    } catch (const PlanOutdated& outdated) {
        supersede(session, *batch, outdated.why);
        return Result::Unfit;
    } catch (const EffectMissing& missing) {
        narrow_down(session, policy(), *batch, {kEffectMissing, {}, missing.table()}, missing.what());
    } catch (const Failure& failure) {
        if (!batch || failure.is_disconnected() || failure.kind() == Failure::Kind::InDoubt)
            throw;
        if (failure.kind() == Failure::Kind::Retryable) {
            put_off(session, policy(), *batch, failure);
        } else if (is_refused_as_such(failure.sqlstate()) && batch->attempts < kAttemptsRefused) {
            put_off(session, policy(), *batch, failure);
            return Result::Unfit;
        } else {
            narrow_down(session, policy(), *batch, {failure.sqlstate(), failure.constraint(), failure.table()}, failure.what());
        }
    } catch (const std::exception&) {
        // A defect of ours. One batch must not block the others; what() may say more than a log should hold.
        if (!batch)
            throw;
        narrow_down(session, policy(), *batch, {kInternalError, {}, {}}, "internal error");
    }
    return Result::Worked;
}

// Policies take turns: the backlog of one, or one that fails again and again, must not hold up the others.
std::optional<ClaimedBatch> BatchRunner::claim_in_turn(Transaction& transaction, const std::vector<std::string>& names) {
    if (names.size() > 1)
        if (auto batch = journal::claim(transaction, {names[turn_++ % names.size()]}))
            return batch;
    return journal::claim(transaction, names);
}

void BatchRunner::work(Session& session, const CompiledPolicies& policies, std::optional<ClaimedBatch>& batch) {
    std::vector<std::string> names;
    for (const auto& [name, policy] : policies)
        names.push_back(name);
    const auto began = std::chrono::steady_clock::now();
    Transaction transaction(session, Transaction::Mode::ReadWrite);
    batch = claim_in_turn(transaction, names);
    if (!batch)
        return;
    platform::failpoint(Failpoint::BatchAfterClaim);

    const CompiledPolicy& policy = *policies.at(batch->policy);
    journal::lock_out_holds(transaction, policy.policy->timezone(),
                            {pace_.statement_patience(batch->keys.size()), pace_.settings().lock_timeout});
    if (policy.digest != batch->policy_digest)
        throw PlanOutdated{kPolicyChanged};
    if (const std::size_t rows = pace_.batch_rows(); batch->keys.size() > rows) {
        const std::span<const SubjectKey> keys = batch->keys;
        journal::add_batch(transaction, *batch, keys.subspan(rows), 0, milliseconds(0));
        journal::shrink(transaction, *batch, keys.first(rows), 0);
        commit_durably(transaction, Failpoint::SplitBeforeCommit, Failpoint::SplitAfterCommit);
        return;
    }

    auto verdict = Judge(present_).judge(transaction, policy, batch->as_of, index_of_rule(policy, batch->rule), batch->keys);
    BatchOutcome outcome;
    outcome.skipped = verdict.skipped;
    outcome.done = static_cast<long long>(verdict.due.keys().size());
    if (!verdict.due.is_empty()) {
        const auto& action = policy.actions.at(batch->action);
        outcome.counts = Eraser(key_).erase(transaction, policy, action, verdict.due);
        const SubjectName subject{policies::to_text(policy.binding.subject->name), policies::key_name(policy.binding)};
        if (action.deletes_subject)
            journal::record_gone(transaction, *batch, subject, verdict.due.keys(), verdict.asked);
        else
            journal::record_acted(transaction, *batch, subject, verdict.due.keys(), verdict.asked);
    }
    // In every batch: a column that was added since the plan would be left out, and a table with ON DELETE CASCADE may have come. Not
    // before: all locks are taken only now, and nobody can add a key, a column or a trigger before the commit.
    require_current(transaction, policy, *batch);
    if (!verdict.busy.empty()) {
        if (batch->attempts + 1 >= kAttemptsMax)
            outcome.skipped["busy"] += static_cast<long long>(verdict.busy.size());
        else
            journal::add_batch(transaction, *batch, verdict.busy, batch->attempts + 1, backoff(batch->attempts));
    }
    outcome.duration = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - began);
    journal::record_done(transaction, *batch, outcome);
    platform::failpoint(Failpoint::BatchAfterRecord);
    transaction.commit();
    platform::failpoint(Failpoint::BatchAfterCommit);

    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began);
    if (counts_)
        counts_->batch_done(batch->policy, batch->action, outcome.done, outcome.skipped, outcome.counts, took);
    long long rows = 0;
    for (const auto& [table, count] : outcome.counts)
        rows += count.deleted + count.updated;
    const auto milliseconds_taken = std::chrono::duration_cast<milliseconds>(took);
    pace_.batch_took(milliseconds_taken, batch->keys.size(), rows);
    if (const auto slow = slow_.note(batch->policy + "/" + batch->action, milliseconds_taken, static_cast<long long>(batch->keys.size()), rows,
                                     pace_.settings().batch_time))
        log_.warning("BATCH_SLOW", told(*batch) + ": " + *slow, fields_of(*batch));
}

// The run's row before those of its batches, as whoever ends a run does: so no batch of ours is locked here. Of workers who come to
// this at once, the second would otherwise wait for the first's run, and the first for the second's batch.
void BatchRunner::supersede(Session& session, const ClaimedBatch& batch, const std::string& why) {
    Transaction transaction(session, Transaction::Mode::ReadWrite);
    for (const auto from : {RunState::Running, RunState::Paused})
        if (journal::move_run(transaction, batch.run, from, RunState::Superseded, why))
            log_.warning("RUN_SUPERSEDED",
                         "run " + std::to_string(batch.run) + " of policy " + batch.policy + " stopped: " + why, fields_of(batch));
    commit_durably(transaction, Failpoint::SupersedeBeforeCommit, Failpoint::SupersedeAfterCommit);
}

// A failure may well come from a change that nobody told us of: then it is the run that ends, not a person who is set aside.
bool BatchRunner::supersede_outdated(Session& session, const CompiledPolicy& policy, const ClaimedBatch& batch) {
    std::optional<std::string> why;
    {
        Transaction reading(session, Transaction::Mode::ReadOnly);
        why = what_changed(reading, policy, batch);
    }
    if (why)
        supersede(session, batch, *why);
    return why.has_value();
}

void BatchRunner::put_off(Session& session, const CompiledPolicy& policy, const ClaimedBatch& batch, const Failure& failure) {
    if (supersede_outdated(session, policy, batch))
        return;
    Transaction transaction(session, Transaction::Mode::ReadWrite);
    if (!journal::reclaim(transaction, batch))
        return;
    if (counts_)
        counts_->batch_put_off(batch.policy, failure.sqlstate());
    if (!is_conflict(failure.sqlstate())) {
        const auto wait = backoff(batch.attempts + 3);
        const auto known = with_known_names(transaction, {failure.sqlstate(), failure.constraint(), failure.table()});
        journal::record_retry(transaction, batch, wait, failure.sqlstate());
        commit_durably(transaction, Failpoint::PutOffBeforeCommit, Failpoint::PutOffAfterCommit);
        log_.warning("BATCH_PUT_OFF", told(batch) + ": " + failure.what() + named_in(known) + ", retrying in " +
                                          std::to_string(wait.count()) + " ms", fields_of(batch));
        return;
    }
    pace_.batch_timed_out();
    const bool is_too_long = failure.sqlstate() == kTimedOut;
    const bool is_set_aside = batch.attempts + 1 >= kAttemptsMax && batch.keys.size() == 1 && is_too_long;
    if (is_set_aside) {
        journal::record_failed(transaction, batch, {failure.sqlstate(), {}, {}});
    } else if (batch.attempts + 1 >= kAttemptsMax && batch.keys.size() == 1) {
        BatchOutcome outcome;
        outcome.skipped["busy"] = 1;
        journal::record_done(transaction, batch, outcome);
    } else if (batch.keys.size() > 1 && (is_too_long || batch.attempts + 1 >= kAttemptsWhole)) {
        halve(transaction, batch, 0);
    } else {
        journal::record_retry(transaction, batch, backoff(batch.attempts), failure.sqlstate());
    }
    commit_durably(transaction, Failpoint::PutOffBeforeCommit, Failpoint::PutOffAfterCommit);
    if (!is_set_aside)
        return log_.debug("BATCH_PUT_OFF", told(batch) + ": " + failure.what(), fields_of(batch));
    if (counts_)
        counts_->subject_set_aside(batch.policy, failure.sqlstate());
    log_.warning("SUBJECT_SET_ASIDE", told(batch) + ": " + failure.what() +
                                          ", to be tried again by the next run. HINT: raise pace.statement_timeout, or look for a missing index",
                 fields_of(batch));
    stop_hopeless_run(session, batch, failure.what());
}

void BatchRunner::narrow_down(Session& session, const CompiledPolicy& policy, const ClaimedBatch& batch, const SetAside& why,
                              const std::string& cause) {
    if (supersede_outdated(session, policy, batch))
        return;
    Transaction transaction(session, Transaction::Mode::ReadWrite);
    if (!journal::reclaim(transaction, batch))
        return;
    if (batch.keys.size() > 1) {
        halve(transaction, batch, batch.attempts);   // what was tried in vain is not tried again for each half
        commit_durably(transaction, Failpoint::HalveBeforeCommit, Failpoint::HalveAfterCommit);
        if (counts_)
            counts_->batch_halved(batch.policy, why.sqlstate);
        log_.debug("BATCH_HALVED", told(batch) + ": " + cause, fields_of(batch));
        return;
    }
    if (why.sqlstate == kReferenced && batch.attempts < kAttemptsReferenced) {
        journal::record_retry(transaction, batch, backoff(batch.attempts), why.sqlstate);
        commit_durably(transaction, Failpoint::PutOffBeforeCommit, Failpoint::PutOffAfterCommit);
        log_.debug("BATCH_PUT_OFF", told(batch) + ": " + cause, fields_of(batch));
        return;
    }
    const auto known = with_known_names(transaction, why);
    journal::record_failed(transaction, batch, known);
    commit_durably(transaction, Failpoint::SetAsideBeforeCommit, Failpoint::SetAsideAfterCommit);
    if (counts_)
        counts_->subject_set_aside(batch.policy, why.sqlstate);
    log_.warning("SUBJECT_SET_ASIDE", told(batch) + ": " + cause + named_in(known) + ", to be tried again by the next run", fields_of(batch));
    stop_hopeless_run(session, batch, cause + named_in(known));
}

void BatchRunner::halve(Transaction& transaction, const ClaimedBatch& batch, int attempts) {
    const std::span<const SubjectKey> keys = batch.keys;
    const std::size_t half = keys.size() / 2;
    journal::add_batch(transaction, batch, keys.subspan(half), attempts, milliseconds(0));
    journal::shrink(transaction, batch, keys.first(half), attempts);
}

// Also in a transaction of its own, which holds no batch.
void BatchRunner::stop_hopeless_run(Session& session, const ClaimedBatch& batch, const std::string& cause) {
    Transaction transaction(session, Transaction::Mode::ReadWrite);
    const auto tally = journal::tally(transaction, batch.run);
    if (tally.failed < kFailedHopeless || tally.failed <= tally.done)
        return;
    const bool was_moved =
        journal::move_run(transaction, batch.run, RunState::Running, RunState::Failed,
                          std::to_string(tally.failed) + " subjects failed, " + std::to_string(tally.done) + " were done; last: " + cause);
    commit_durably(transaction, Failpoint::RunFailedBeforeCommit, Failpoint::RunFailedAfterCommit);
    if (was_moved)
        log_.error("RUN_FAILED", "run " + std::to_string(batch.run) + " of policy " + batch.policy +
                                     " stopped, most subjects failed; last: " + cause, fields_of(batch));
}

} // namespace retention::jobs
