// SPDX-License-Identifier: Apache-2.0
//
// The keeper: one round after the other of what a database needs beside its batches.
#include "daemon/jobs/target_sessions.hpp"

#include "daemon/database/migrations.hpp"
#include "daemon/jobs/durable.hpp"
#include "daemon/jobs/next_step.hpp"
#include "daemon/jobs/pulse.hpp"
#include "daemon/jobs/role_check.hpp"
#include "daemon/platform/failpoint.hpp"

#include <algorithm>

namespace retention::jobs {

using database::Failure;
using database::Session;
using database::Transaction;
using namespace std::chrono_literals;

namespace {

constexpr auto kKeeperRound = 500ms;
constexpr auto kLookAtRuns = 5s;   // for the status line

// Tables of some size with too large a share of dead rows, the worst first. Small ones are vacuumed in no time, and for what is never
// vacuumed nobody need wait.
constexpr const char* kDeadRows = R"(
select schemaname || '.' || relname from pg_stat_user_tables
where current_setting('autovacuum', true) is distinct from 'off'
  and not exists (select from pg_class c where c.oid = relid and c.reloptions && '{autovacuum_enabled=false,autovacuum_enabled=off}')
  and n_dead_tup > 100000 and schemaname || '.' || relname = any($1::text[])
  and 100.0 * n_dead_tup / (n_dead_tup + n_live_tup) > $2::float8
order by n_dead_tup::float8 / (n_dead_tup + n_live_tup) desc limit 1)";

// Runs with something left to do, whether they are paused, and, where every batch waits to be tried again, why.
constexpr const char* kUnfinished = R"(
select r.run, r.policy, r.state = 'paused',
       case when not exists (select from retentiond.batch b where b.run = r.run and b.state = 'pending'
                             and (b.not_before is null or b.not_before <= clock_timestamp()))
            then (select max(b.sqlstate) from retentiond.batch b where b.run = r.run and b.state = 'pending') end
from retentiond.run r
where r.policy = any($1::text[]) and r.state in ('running', 'paused')
  and exists (select from retentiond.batch b where b.run = r.run and b.state = 'pending')
order by r.run)";

// Lag in milliseconds, WAL in bytes, sessions of others at work, whether the role may see those of others at all, standbys. What is asked on
// a standby has no WAL position of its own.
constexpr const char* kMeasure = R"(
select (select (extract(epoch from max(replay_lag)) * 1000)::bigint from pg_stat_replication),
       case when not pg_is_in_recovery() then pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint end,
       (select count(*) from pg_stat_activity
        where state = 'active' and backend_type = 'client backend' and application_name not like 'retentiond%' and pid <> pg_backend_pid()),
       pg_has_role('pg_read_all_stats', 'usage'), (select count(*) from pg_stat_replication))";

} // namespace

void Target::keep() {
    Pulse pulse(progress_, "the keeper of database " + settings_.name);
    std::unique_ptr<Session> session;
    auto wait = kReconnectMin;
    while (!is_stopping_) {
        pulse.beat();
        try {
            if (!session) {
                session = std::make_unique<Session>(settings_.dsn, kCommandTimeouts, &pulse);
                platform::failpoint(platform::Failpoint::MigrationBefore);
                database::migrate(*session);
                platform::failpoint(platform::Failpoint::MigrationAfter);
                tell_of_role(*session);
                waits_ = WaitRecord(clock_);   // what it had told last may not have been committed
                must_recheck_ = true;
            }
            {
                const Connected connected(*this, *session);
                keep_once(*session);
            }
            found();
            wait = kReconnectMin;
            pause_thread(kKeeperRound);
            continue;
        } catch (const Failure& failure) {
            lost("keeper", with_next_step(failure));
        } catch (const database::MigrationError& error) {
            lost("keeper", std::string(error.what()) + " HINT: " + error.hint());
        } catch (const std::exception&) {
            // Not what(): whatever it is, it is a defect of ours, and may say more than a log should hold.
            lost("keeper", "internal error");
        }
        session.reset();
        {
            const std::lock_guard lock(mutex_);
            was_checked_ = true;
            woken_.notify_all();
        }
        pause_thread(wait);
        wait = std::min(wait * 2, kReconnectMax);
    }
}

// A role that may do more than it needs turns a mistake of ours into more than a failed batch.
void Target::tell_of_role(Session& session) {
    Transaction reading(session, Transaction::Mode::ReadOnly);
    for (const auto& excess : excess_of_role(reading))
        log_.warning("ROLE_TOO_STRONG", "database " + settings_.name + ": the role may do more than it needs: " + excess,
                     {.database = settings_.name});
}

void Target::keep_once(Session& session) {
    database::require_known_version(session);   // a newer daemon may have begun to work beside this one
    if (must_recheck_.exchange(false)) {
        try {
            supersede_removed(session);
            check_all(session);
        } catch (...) {
            must_recheck_ = true;
            throw;
        }
        const std::lock_guard lock(mutex_);
        was_checked_ = true;
        woken_.notify_all();
    }
    look_at_schema(session);
    finish(session);
    measure(session);
    note_stop(session);
    note_waits(session);
    look_at_runs(session);
    if (follows_schedule_)
        for (const auto& known : book_.all())
            if (!is_stopping_ && known.policy->schedule)
                follow_schedule(session, known);
}

void Target::finish(Session& session) {
    platform::failpoint(platform::Failpoint::RunBeforeFinish);
    Transaction transaction(session, Transaction::Mode::ReadWrite);
    for (const auto run : journal::carry_out_stops(transaction))
        log_.info("RUN_CANCELLED", "run " + std::to_string(run) + " cancelled, as asked before", {.database = settings_.name, .run = run});
    const auto finished = journal::finish_runs(transaction, book_.names());
    transaction.commit();
    if (!finished.empty())
        platform::failpoint(platform::Failpoint::RunAfterFinish);
    for (const auto run : finished)
        log_.info("RUN_FINISHED", "run " + std::to_string(run) + " is finished", {.database = settings_.name, .run = run});
}

// What the limits of the pace are about, as far as there are any.
void Target::measure(Session& session) {
    const auto limits = pace_.settings();
    if (limits.replica_lag.count() > 0 || limits.wal_per_second > 0 || limits.active_sessions > 0) {
        Transaction reading(session, Transaction::Mode::ReadOnly);
        const auto measured = reading.exec("measure", kMeasure);
        pace_.set_replica_lag(measured.is_null(0, 0) ? std::nullopt : std::optional(std::chrono::milliseconds(measured.get_int64(0, 0))));
        if (!measured.is_null(0, 1))
            pace_.set_wal_position(measured.get_int64(0, 1));
        pace_.set_active_sessions(static_cast<int>(measured.get_int64(0, 2)));
        const bool needs_sight = limits.active_sessions > 0 || (limits.replica_lag.count() > 0 && measured.get_int64(0, 4) > 0);
        if (needs_sight && !measured.get_bool(0, 3) && !is_blind_told_) {
            log_.warning("PACE_BLIND", "database " + settings_.name + ": the daemon's role may not see standbys and sessions of others, so that "
                                       "replica_lag and active_sessions hold nothing up. HINT: grant pg_monitor to it, or set them to null and 0",
                         {.database = settings_.name});
            is_blind_told_ = true;
        }
    }
    ask_dead_rows(session);
}

void Target::note_stop(Session& session) {
    const auto stopped = why_stopped();
    if (stopped.has_value() == is_stop_noted_)
        return;
    Transaction transaction(session, Transaction::Mode::ReadWrite);
    journal::record_event(transaction, stopped ? "stopped" : "went_on", std::nullopt, std::nullopt, std::nullopt);
    commit_durably(transaction, platform::Failpoint::StopBeforeCommit, platform::Failpoint::StopAfterCommit);
    is_stop_noted_ = stopped.has_value();
}

// So that an auditor can tell years later why a run took a week.
void Target::note_waits(Session& session) {
    Transaction transaction(session, Transaction::Mode::ReadWrite);
    std::vector<WaitRecord::Waiting> waiting;
    const auto unfinished = transaction.exec("unfinished", kUnfinished, {array_of(book_.names())});
    for (int row = 0; row < unfinished.rows(); ++row) {
        const long long run = unfinished.get_int64(row, 0);
        const auto why = why_wait(std::string(unfinished.get_text(row, 1)));
        if (unfinished.get_bool(row, 2))
            waiting.push_back({run, {"paused", "a person paused it"}});
        else if (why)
            waiting.push_back({run, *why});
        else if (!unfinished.is_null(row, 3))
            waiting.push_back({run, {"retry", "retrying after SQLSTATE " + std::string(unfinished.get_text(row, 3))}});
        if (gap_)
            waits_.note_gap(transaction, run, *gap_);
    }
    if (waits_.note(transaction, waiting) || gap_)
        commit_durably(transaction, platform::Failpoint::WaitBeforeCommit, platform::Failpoint::WaitAfterCommit);
    gap_.reset();
}

void Target::look_at_runs(Session& session) {
    const auto now = std::chrono::steady_clock::now();
    if (now - looked_at_runs_ < kLookAtRuns)
        return;
    looked_at_runs_ = now;
    Transaction reading(session, Transaction::Mode::ReadOnly);
    board_.set_runs(active_in_brief(reading));
}

void Target::ask_dead_rows(Session& session) {
    const auto limit = pace_.settings().dead_rows;
    if (!limit)
        return;
    std::vector<std::string> tables;
    for (const auto& [name, policy] : book_.workable(clock_.now()))
        for (const auto& [action, program] : policy->actions)
            for (const auto& step : program.steps)
                tables.push_back(step.table);
    if (tables.empty())
        return pace_.set_dead_rows(std::nullopt);
    Transaction reading(session, Transaction::Mode::ReadOnly);
    const auto worst = reading.exec("dead_rows", kDeadRows, {array_of(tables), std::to_string(*limit)});
    pace_.set_dead_rows(worst.is_empty() ? std::nullopt : std::optional(std::string(worst.get_text(0, 0))));
}

} // namespace retention::jobs
