// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/journal.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs::journal {

using database::Transaction;
using nlohmann::json;

namespace {

constexpr const char* kClaim = R"(
select b.run, b.number, b.rule, b.action, b.keys, b.attempts, r.policy, r.policy_digest, r.schema_digest, r.as_of
from retentiond.batch b join retentiond.run r on r.run = b.run
where b.state = 'pending' and r.state = 'running' and r.policy = any($1::text[])
  and (b.not_before is null or b.not_before <= clock_timestamp())
  and not exists (select from retentiond.pause p where p.scope in ('*', r.policy, 'run:' || r.run))
order by b.run, b.number
limit 1
for update of b skip locked
for share of r skip locked)";

constexpr const char* kReclaim = R"(
select b.number from retentiond.batch b join retentiond.run r on r.run = b.run
where b.run = $1 and b.number = $2 and b.state = 'pending' and r.state in ('running', 'paused') and b.keys = $3::jsonb
for update of b skip locked
for share of r skip locked)";

constexpr const char* kDone = R"(
update retentiond.batch set state = 'done', keys = null, outcomes = $3, counts = $4, duration_ms = $5, not_before = null,
       finished_at = clock_timestamp()
where run = $1 and number = $2)";

// Whoever was acted upon, for whatever reason, needs not be any more because he asked for it; but for those to whom more is to be done. With
// the markers, because each statement costs a journey.
constexpr const char* kActed = R"(
with closed as (
    update retentiond.request set outcome = 'done', run = $7::bigint, key = null, closed_at = clock_timestamp()
    where policy = $1 and subject_table = $2 and key_columns = $3 and key = any($8::text[]) and outcome is null)
insert into retentiond.marker (policy, subject_table, key_columns, key, action, rule, run, acted_at)
select $1, $2, $3, unnest($4::text[]), $5, $6, $7::bigint, clock_timestamp()
on conflict (policy, subject_table, key_columns, key, action) do update
set rule = excluded.rule, run = excluded.run, acted_at = excluded.acted_at, again = false)";

// With the time zone and the limits, because each statement costs a journey: dates are the policy's, a day ends there.
constexpr const char* kBeginBatch = R"(
select set_config('TimeZone', $1, true) is not null, set_config('statement_timeout', $2, true) is not null,
       set_config('lock_timeout', $3, true) is not null, pg_advisory_xact_lock_shared(1917853303, 0) is not null)";
constexpr const char* kLockOutBatches = "select pg_advisory_xact_lock(1917853303, 0) is not null";

// Two workers that split at once must not choose the same number.
constexpr const char* kLockNumbers = "select pg_advisory_xact_lock(1917853302, $1::bigint::int)";

constexpr const char* kAddBatch = R"(
insert into retentiond.batch (run, number, rule, action, keys, subjects, attempts, not_before)
select $1::bigint, max(number) + 1, $2, $3, $4::jsonb, jsonb_array_length($4::jsonb), $5::int,
       clock_timestamp() + $6::bigint * interval '1 millisecond'
from retentiond.batch where run = $1::bigint)";

constexpr const char* kShrink = R"(
update retentiond.batch set keys = $3::jsonb, subjects = jsonb_array_length($3::jsonb), attempts = $4::int, not_before = null
where run = $1 and number = $2)";

constexpr const char* kRetry = R"(
update retentiond.batch set attempts = attempts + 1, not_before = clock_timestamp() + $3::bigint * interval '1 millisecond',
       sqlstate = nullif($4, '')
where run = $1 and number = $2)";

constexpr const char* kFailed = R"(
update retentiond.batch set state = 'failed', keys = null, sqlstate = nullif($3, ''), constraint_name = nullif($4, ''),
       table_name = nullif($5, ''), not_before = null, finished_at = clock_timestamp()
where run = $1 and number = $2)";

constexpr const char* kMove = R"(
update retentiond.run set state = $3, message = coalesce(nullif($4, ''), message),
       started_at = case when $3 = 'running' then coalesce(started_at, clock_timestamp()) else started_at end,
       finished_at = case when $3 in ('finished', 'superseded', 'cancelled', 'failed') then clock_timestamp() end
where run = $1 and state = $2)";

constexpr const char* kAbandon = R"(
update retentiond.batch set state = 'abandoned', keys = null where run = $1 and state = 'pending')";

constexpr const char* kOthers = R"(
select run, state from retentiond.run
where policy = $1 and state in ('awaiting_approval', 'running', 'paused') and policy_digest is distinct from $2)";

constexpr const char* kOutdated = R"(
select run, state from retentiond.run
where policy = $1 and state in ('awaiting_approval', 'running', 'paused') and schema_digest is distinct from $2)";

constexpr const char* kExhausted = R"(
select r.run from retentiond.run r
where r.policy = any($1::text[]) and r.state = 'running'
  and not exists (select from retentiond.batch b where b.run = r.run and b.state = 'pending')
for update of r skip locked)";

constexpr const char* kTally = R"(
select coalesce(sum(subjects) filter (where state = 'failed'), 0), coalesce(sum((outcomes ->> 'done')::bigint), 0)
from retentiond.batch where run = $1)";

constexpr const char* kEvent = R"(
insert into retentiond.event (what, policy, run, by) values ($1, $2, $3, $4))";

constexpr const char* kEventInDetail = R"(
insert into retentiond.event (what, policy, by, detail) values ($1, $2, $3, $4))";

constexpr const char* kGone = R"(
with closed as (
    update retentiond.request set outcome = case when policy = $4 then 'done' else 'gone' end,
           run = case when policy = $4 then $5::bigint end, key = null, closed_at = clock_timestamp()
    where subject_table = $1 and key_columns = $2 and outcome is null
          and (key = any($3::text[]) or policy = $4 and key = any($6::text[])))
delete from retentiond.marker where subject_table = $1 and key_columns = $2 and key = any($3::text[]))";

std::string text_of(long long number) { return std::to_string(number); }

std::vector<std::string> texts_of(std::span<const SubjectKey> keys) {
    std::vector<std::string> texts;
    texts.reserve(keys.size());
    for (const auto& key : keys)
        texts.push_back(to_text(key));
    return texts;
}

bool is_end(RunState state) {
    return state == RunState::Finished || state == RunState::Superseded || state == RunState::Cancelled ||
           state == RunState::Failed;
}

} // namespace

std::optional<ClaimedBatch> claim(Transaction& transaction, const std::vector<std::string>& policies) {
    const auto result = transaction.exec("claim", kClaim, {array_of(policies)});
    if (result.is_empty())
        return std::nullopt;
    ClaimedBatch batch;
    batch.run = result.get_int64(0, 0);
    batch.number = static_cast<int>(result.get_int64(0, 1));
    batch.rule = result.get_text(0, 2);
    batch.action = result.get_text(0, 3);
    batch.keys = keys_from_json(result.get_text(0, 4));
    batch.attempts = static_cast<int>(result.get_int64(0, 5));
    batch.policy = result.get_text(0, 6);
    batch.policy_digest = result.get_text(0, 7);
    batch.schema_digest = result.get_text(0, 8);
    batch.as_of = result.get_text(0, 9);
    return batch;
}

bool reclaim(Transaction& transaction, const ClaimedBatch& batch) {
    return !transaction.exec("reclaim", kReclaim, {text_of(batch.run), text_of(batch.number), keys_to_json(batch.keys)}).is_empty();
}

void record_done(Transaction& transaction, const ClaimedBatch& batch, const BatchOutcome& outcome) {
    json outcomes = outcome.skipped;
    if (outcome.done > 0)
        outcomes["done"] = outcome.done;
    json counts = json::object();
    for (const auto& [table, count] : outcome.counts)
        counts[table] = {{"deleted", count.deleted}, {"updated", count.updated}, {"shared", count.shared}};
    transaction.exec("record_done", kDone,
                     {text_of(batch.run), text_of(batch.number), outcomes.dump(), counts.dump(),
                      text_of(outcome.duration.count())});
}

void record_acted(Transaction& transaction, const ClaimedBatch& batch, const SubjectName& subject, std::span<const SubjectKey> keys,
                  std::span<const std::string> asked) {
    transaction.exec("record_acted", kActed,
                     {batch.policy, subject.table, subject.key_columns, array_of(texts_of(keys)), batch.action, batch.rule,
                      text_of(batch.run), array_of(asked)});
}

void record_gone(Transaction& transaction, const ClaimedBatch& batch, const SubjectName& subject, std::span<const SubjectKey> keys,
                 std::span<const std::string> asked) {
    transaction.exec("record_gone", kGone,
                     {subject.table, subject.key_columns, array_of(texts_of(keys)), batch.policy, text_of(batch.run), array_of(asked)});
}

void add_batch(Transaction& transaction, const ClaimedBatch& batch, std::span<const SubjectKey> keys, int attempts,
               std::chrono::milliseconds wait) {
    transaction.exec("lock_numbers", kLockNumbers, {text_of(batch.run % 2147483647)});
    transaction.exec("add_batch", kAddBatch,
                     {text_of(batch.run), batch.rule, batch.action, keys_to_json(keys), text_of(attempts),
                      text_of(wait.count())});
}

void shrink(Transaction& transaction, const ClaimedBatch& batch, std::span<const SubjectKey> keys, int attempts) {
    transaction.exec("shrink", kShrink, {text_of(batch.run), text_of(batch.number), keys_to_json(keys), text_of(attempts)});
}

void record_retry(Transaction& transaction, const ClaimedBatch& batch, std::chrono::milliseconds wait, const std::string& sqlstate) {
    transaction.exec("record_retry", kRetry, {text_of(batch.run), text_of(batch.number), text_of(wait.count()), sqlstate});
}

void record_failed(Transaction& transaction, const ClaimedBatch& batch, const SetAside& why) {
    transaction.exec("record_failed", kFailed,
                     {text_of(batch.run), text_of(batch.number), why.sqlstate, why.constraint, why.table});
}

bool move_run(Transaction& transaction, long long run, RunState from, RunState to, const std::string& message) {
    const auto moved = transaction.exec(
        "move_run", kMove, {text_of(run), std::string(to_text(from)), std::string(to_text(to)), message});
    if (moved.affected_rows() == 0)
        return false;
    if (is_end(to))
        transaction.exec("abandon", kAbandon, {text_of(run)});
    return true;
}

namespace {

std::vector<long long> supersede(Transaction& transaction, const database::Result& active, const std::string& message) {
    std::vector<long long> moved;
    for (int row = 0; row < active.rows(); ++row)
        if (move_run(transaction, active.get_int64(row, 0), active_state(active.get_text(row, 1)).value(), RunState::Superseded, message))
            moved.push_back(active.get_int64(row, 0));
    return moved;
}

} // namespace

std::vector<long long> supersede_others(Transaction& transaction, const std::string& policy, const std::string& digest,
                                        const std::string& message) {
    return supersede(transaction, transaction.exec("find_others", kOthers, {policy, digest}), message);
}

std::vector<long long> supersede_outdated(Transaction& transaction, const std::string& policy, const std::string& schema_digest,
                                          const std::string& message) {
    return supersede(transaction, transaction.exec("find_outdated", kOutdated, {policy, schema_digest}), message);
}

std::vector<long long> finish_runs(Transaction& transaction, const std::vector<std::string>& policies) {
    std::vector<long long> finished;
    const auto exhausted = transaction.exec("find_exhausted", kExhausted, {array_of(policies)});
    for (int row = 0; row < exhausted.rows(); ++row)
        if (move_run(transaction, exhausted.get_int64(row, 0), RunState::Running, RunState::Finished, {}))
            finished.push_back(exhausted.get_int64(row, 0));
    return finished;
}

bool is_paused(Transaction& transaction, const std::string& policy) {
    return transaction.exec("is_paused", "select exists (select from retentiond.pause where scope in ('*', $1))", {policy})
        .get_bool(0, 0);
}

void lock_out_holds(Transaction& transaction, const std::string& time_zone, const BatchLimits& limits) {
    transaction.exec("begin_batch", kBeginBatch, {time_zone, text_of(limits.statement.count()), text_of(limits.lock.count())});
}

void lock_out_batches(Transaction& transaction) { transaction.exec("lock_out_batches", kLockOutBatches); }

std::vector<long long> carry_out_stops(Transaction& transaction) {
    const auto asked = transaction.exec(
        "find_stops", "delete from retentiond.pause where scope like 'run:%' and paused_at < clock_timestamp() - interval '15 seconds' "
                      "returning substr(scope, 5)::bigint, paused_by");
    std::vector<long long> stopped;
    for (int row = 0; row < asked.rows(); ++row)
        for (const auto from : {RunState::AwaitingApproval, RunState::Running, RunState::Paused})
            if (move_run(transaction, asked.get_int64(row, 0), from, RunState::Cancelled,
                         "cancelled by " + std::string(asked.get_text(row, 1))))
                stopped.push_back(asked.get_int64(row, 0));
    return stopped;
}

std::string stop_scope(long long run) { return "run:" + text_of(run); }

Tally tally(Transaction& transaction, long long run) {
    const auto result = transaction.exec("tally", kTally, {text_of(run)});
    return {result.get_int64(0, 0), result.get_int64(0, 1)};
}

void record_event(Transaction& transaction, const std::string& what, const std::optional<std::string>& policy,
                  std::optional<long long> run, const std::optional<std::string>& by) {
    transaction.exec("record_event", kEvent,
                     {what, policy, run ? database::Parameter(text_of(*run)) : database::Parameter(), by});
}

void record_event_in_detail(Transaction& transaction, const std::string& what, const std::optional<std::string>& policy,
                            const std::string& by, const std::string& detail) {
    transaction.exec("record_event_in_detail", kEventInDetail, {what, policy, by, detail});
}

} // namespace retention::jobs::journal
