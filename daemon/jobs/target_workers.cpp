// SPDX-License-Identifier: Apache-2.0
//
// The workers: one batch after the other.
#include "daemon/jobs/target_sessions.hpp"

#include "daemon/jobs/pulse.hpp"

#include <algorithm>

namespace retention::jobs {

using database::Failure;
using database::Session;

void Target::work(std::size_t index) {
    const std::string who = "worker " + std::to_string(index + 1);
    Pulse pulse(progress_, who + " of database " + settings_.name);
    std::unique_ptr<Session> session;
    BatchRunner runner(pace_, log_, settings_.pseudonym_key.get(), &work_counts_, settings_.name);
    auto wait = kReconnectMin;
    while (!is_stopping_) {
        pulse.beat();
        try {
            // The keeper migrates first; before that there is nothing to claim from.
            if (!trouble().empty() || static_cast<int>(index) >= workers_wanted_) {
                session.reset();
                pause_thread(kIdle);
                continue;
            }
            if (!session) {
                session = std::make_unique<Session>(settings_.dsn, batch_timeouts(), &pulse);
                session->use_generic_plans();
            }
            if (!work_once(*session, runner))
                pause_thread(std::min<std::chrono::milliseconds>(kIdle, pace_.pause().value_or(kIdle)));
            wait = kReconnectMin;
            continue;
        } catch (const Failure& failure) {
            if (failure.kind() == Failure::Kind::InDoubt)
                log_.warning("COMMIT_IN_DOUBT", "database " + settings_.name + ": " + failure.what() +
                                                    "; the batch's own row tells what became of it",
                             {.database = settings_.name});
            else if (!is_stopping_)
                log_.warning("WORKER_RECONNECTS", "database " + settings_.name + " (" + who + "): " + failure.what() +
                                                      ", retrying in " + std::to_string(wait.count()) + " ms",
                             {.database = settings_.name});
            if (failure.is_disconnected() || failure.kind() == Failure::Kind::InDoubt)
                session.reset();
        } catch (const std::exception&) {
            log_.error("WORKER_FAILED", "database " + settings_.name + " (" + who + "): internal error, retrying", {.database = settings_.name});
            session.reset();
        }
        pause_thread(wait);
        wait = std::min(wait * 2, kReconnectMax);
    }
}

database::Timeouts Target::batch_timeouts() const {
    const auto pace = pace_.settings();
    return {pace.statement_timeout, pace.lock_timeout};
}

// Does one batch; false when there is nothing to do at present.
bool Target::work_once(Session& session, BatchRunner& runner) {
    if (halts_ > 0 || why_stopped() || pace_.wait())
        return false;
    const auto policies = book_.workable(clock_.now());
    if (policies.empty())
        return false;
    const Connected connected(*this, session);
    const auto result = runner.run_one(session, policies);
    if (result == BatchRunner::Result::Unfit)
        must_recheck_ = true;
    return result != BatchRunner::Result::Idle;
}

} // namespace retention::jobs
