// SPDX-License-Identifier: Apache-2.0
//
// The keeper: one round after the other of what a database needs beside its batches.
#include "daemon/jobs/target_sessions.hpp"

#include "daemon/database/migrations.hpp"
#include "daemon/platform/failpoint.hpp"

#include <algorithm>

namespace retention::jobs {

using database::Failure;
using database::Session;
using database::Transaction;
using namespace std::chrono_literals;

namespace {

constexpr auto kKeeperRound = 500ms;

// Tables of some size with too large a share of dead rows, the worst first. Small ones are vacuumed in no time.
constexpr const char* kDeadRows = R"(
select schemaname || '.' || relname from pg_stat_user_tables
where n_dead_tup > 100000 and schemaname || '.' || relname = any($1::text[])
  and 100.0 * n_dead_tup / (n_dead_tup + n_live_tup) > $2::float8
order by n_dead_tup::float8 / (n_dead_tup + n_live_tup) desc limit 1)";

constexpr const char* kReplicaLag = R"(
select (extract(epoch from max(replay_lag)) * 1000)::bigint from pg_stat_replication)";

} // namespace

void Target::keep() {
    std::unique_ptr<Session> session;
    auto wait = kReconnectMin;
    while (!is_stopping_) {
        try {
            if (!session) {
                session = std::make_unique<Session>(settings_.dsn, kCommandTimeouts);
                database::migrate(*session);
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
            lost("keeper", failure.what());
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

void Target::keep_once(Session& session) {
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
    ask_replica_lag(session);
    ask_dead_rows(session);
    if (follows_schedule_)
        for (const auto& known : book_.all())
            if (!is_stopping_ && known.policy->schedule)
                follow_schedule(session, known);
}

void Target::finish(Session& session) {
    platform::failpoint(platform::Failpoint::RunBeforeFinish);
    Transaction transaction(session, Transaction::Mode::ReadWrite);
    for (const auto run : journal::carry_out_stops(transaction))
        log_.info("RUN_CANCELLED", "run " + std::to_string(run) + " cancelled, as asked before");
    const auto finished = journal::finish_runs(transaction, book_.names());
    transaction.commit();
    if (!finished.empty())
        platform::failpoint(platform::Failpoint::RunAfterFinish);
    for (const auto run : finished)
        log_.info("RUN_FINISHED", "run " + std::to_string(run) + " is finished");
}

void Target::ask_replica_lag(Session& session) {
    if (settings_.pace.replica_lag.count() == 0)
        return;
    Transaction reading(session, Transaction::Mode::ReadOnly);
    const auto lag = reading.exec("replica_lag", kReplicaLag);
    pace_.set_replica_lag(lag.is_null(0, 0) ? std::nullopt : std::optional(std::chrono::milliseconds(lag.get_int64(0, 0))));
}

void Target::ask_dead_rows(Session& session) {
    if (!settings_.pace.dead_rows)
        return;
    std::vector<std::string> tables;
    for (const auto& [name, policy] : book_.workable(clock_.now()))
        for (const auto& [action, program] : policy->actions)
            for (const auto& step : program.steps)
                tables.push_back(step.table);
    if (tables.empty())
        return pace_.set_dead_rows(std::nullopt);
    Transaction reading(session, Transaction::Mode::ReadOnly);
    const auto worst = reading.exec("dead_rows", kDeadRows, {array_of(tables), std::to_string(*settings_.pace.dead_rows)});
    pace_.set_dead_rows(worst.is_empty() ? std::nullopt : std::optional(std::string(worst.get_text(0, 0))));
}

} // namespace retention::jobs
