// SPDX-License-Identifier: Apache-2.0
//
// Who uses which session, those for commands, and the guard who cuts off what hangs.
#include "daemon/jobs/target_sessions.hpp"

#include "daemon/jobs/pulse.hpp"

namespace retention::jobs {

using database::Failure;
using database::Session;
using database::Transaction;
using namespace std::chrono_literals;

namespace {

constexpr auto kGuardRound = 100ms;
constexpr auto kSlow = 30s;                   // from when on the guard asks whether the server is still there
constexpr std::size_t kIdleSessionsMax = 4;

} // namespace

void Target::with_session(const std::function<void(Session&)>& task, std::optional<std::chrono::milliseconds> patience,
                          const std::shared_ptr<const Asker>& asker) {
    const auto began = std::chrono::steady_clock::now();
    std::unique_ptr<Session> session;
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            session = std::move(idle_.back());
            idle_.pop_back();
        }
    }
    // A session that lay idle may have been lost meanwhile: once more with a new one, before anything was done.
    if (session) {
        try {
            const Connected connected(*this, *session, patience);
            Transaction(*session, Transaction::Mode::ReadOnly).exec("ping", "select 1");
        } catch (const Failure&) {
            if (patience && std::chrono::steady_clock::now() - began >= *patience)
                throw;
            session.reset();
        }
    }
    if (!session)
        session = std::make_unique<Session>(settings_.dsn, kCommandTimeouts);
    {
        const Connected connected(*this, *session, patience, asker);
        task(*session);
    }
    const std::lock_guard lock(mutex_);
    // A what-if has run texts of the asker's, which may have left anything in its session's state.
    if (asker)
        return;
    if (session->is_alive() && idle_.size() < kIdleSessionsMax)
        idle_.push_back(std::move(session));
}

// A server that is there and does not answer (a frozen machine, a dead disk) would hold whoever asks it for ever: libpq waits
// without end, and timeouts of the server's are no help. What takes long is cut off when a new connection gets no answer either.
void Target::guard() {
    Pulse pulse(progress_, "the guard of database " + settings_.name);
    auto asked = std::chrono::steady_clock::now();
    while (!is_stopping_) {
        pulse.beat();
        pause_thread(kGuardRound);
        tell_stop();
        const auto now = std::chrono::steady_clock::now();
        bool is_slow = false;
        {
            const std::lock_guard lock(mutex_);
            for (const auto& in_use : in_use_) {
                // Cut, not cancelled: a cancellation goes over the network, and under this lock everybody would wait for it.
                if ((in_use.deadline && now > *in_use.deadline) || (in_use.asker && in_use.asker->has_left()))
                    in_use.session->cut();
                is_slow = is_slow || now - in_use.since > kSlow;
            }
        }
        if (!is_slow || now - asked < kSlow || is_stopping_)
            continue;
        const bool is_there = answers(pulse);
        asked = std::chrono::steady_clock::now();
        if (is_there)
            continue;
        const std::lock_guard lock(mutex_);
        for (const auto& in_use : in_use_)
            if (asked - in_use.since > kSlow)
                in_use.session->cut();
    }
}

// Here and not in the keeper: it must be told also while no database can be reached.
void Target::tell_stop() {
    const auto stopped = why_stopped();
    if (stopped.has_value() == is_stop_told_)
        return;
    is_stop_told_ = stopped.has_value();
    if (stopped)
        log_.warning("WORK_STOPPED", "database " + settings_.name + ": " + *stopped + "; no batch, plan or rehearsal starts until it is removed",
                     {.database = settings_.name});
    else
        log_.info("WORK_GOES_ON", "database " + settings_.name + ": the stop_file is gone", {.database = settings_.name});
}

bool Target::answers(database::WaitObserver& observer) const {
    try {
        const Session session(settings_.dsn, batch_timeouts(), &observer);   // gives up after connect_timeout
        return true;
    } catch (const Failure& failure) {
        // "FATAL: too many connections" is an answer, too.
        return !failure.is_disconnected() || std::string_view(failure.what()).find("FATAL:") != std::string_view::npos;
    }
}

} // namespace retention::jobs
