// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/session.hpp"
#include "daemon/jobs/activity.hpp"
#include "daemon/jobs/asker.hpp"
#include "daemon/jobs/batch_runner.hpp"
#include "daemon/jobs/pace.hpp"
#include "daemon/jobs/planner.hpp"
#include "daemon/jobs/policy_book.hpp"
#include "daemon/jobs/scheduled_plans.hpp"
#include "daemon/platform/clock.hpp"
#include "daemon/jobs/wait_record.hpp"
#include "daemon/platform/log.hpp"
#include "daemon/platform/progress.hpp"
#include "daemon/platform/stop_file.hpp"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace retention::jobs {

struct TargetSettings {
    std::string name;                                   // as in the settings: crm
    database::Dsn dsn;
    config::Pace pace;
    int workers = 1;
    std::shared_ptr<const PseudonymKey> pseudonym_key = nullptr;
    std::shared_ptr<const platform::StopFile> stop_file = nullptr;   // nullptr: nothing stops all work
};

// One database that is worked on: a keeper thread that connects, migrates, checks policies, plans what the schedule asks for
// and ends runs that are through, and worker threads that do batches. Each thread has its own session and makes a new one
// when it is lost. Public members are safe from any thread.
class Target {
public:
    // `clock` and `log` outlive it. Does not connect yet.
    Target(TargetSettings settings, const platform::Clock& clock, platform::Log& log);
    ~Target();

    // Starts the threads; with `follows_schedule` false, nothing is planned but by plan().
    void start(bool follows_schedule);

    // Lets batches in progress come to their end, for at most `patience`, then cancels their statements; returns when all
    // threads have ended.
    void stop(std::chrono::milliseconds patience);

    const std::string& name() const noexcept { return settings_.name; }
    std::string described() const { return settings_.dsn.to_text(); }
    PolicyBook& book() noexcept { return book_; }
    const platform::Clock& clock() const noexcept { return clock_; }
    const WorkCounts& work_counts() const noexcept { return work_counts_; }
    std::size_t batch_rows() const { return pace_.batch_rows(); }   // subjects that the next batch may have
    const PseudonymKey* pseudonym_key() const noexcept { return settings_.pseudonym_key.get(); }

    // Puts `loaded` in place of all policies and has them checked; what was planned with others is superseded.
    void replace_policies(const std::vector<std::shared_ptr<const policies::Policy>>& loaded);

    // Plans every policy and waits until nothing runs any more, for `--once`. Gives the exit status: 0 done, 1 something
    // failed, 3 something waits for a person. Call after start(false).
    int do_once();

    // Something may be there to do.
    void wake();

    // Why the database can't be worked on, for people; empty: it can.
    std::string trouble() const;

    // Why no batch of `policy` may start now, whatever is pending; nothing: one may.
    std::optional<Wait> why_wait(const std::string& policy) const;

    // The same for all policies: windows left out of account.
    std::optional<Wait> why_wait() const;

    // Why nothing at all may start, for people; nothing: something may.
    std::optional<std::string> why_stopped() const;

    // The pace as it is, and which of its settings were set by hand since the start or the last reload.
    config::Pace pace() const;
    std::vector<std::string> set_by_hand() const;

    // Other settings from the next batch on. `by_hand`: the keys that were set; a reload has none.
    void retune(const config::Pace& pace, const std::vector<std::string>& by_hand);

    // So many batches at the same time, soon: those in progress come to their end.
    void set_workers(int workers);

    // What it does now, as the keeper saw it some seconds ago. Waits for nothing: also for the io thread.
    Activity activity() const;

    // Whether keeper, workers and guard get on with their work.
    const platform::Progress& progress() const noexcept { return progress_; }

    // Runs `task` with a session for commands, on the calling thread. Throws database::Failure; also when the task takes longer
    // than `patience`, where one is given: the connection is cut then, and when `asker` leaves.
    void with_session(const std::function<void(database::Session&)>& task,
                      std::optional<std::chrono::milliseconds> patience = std::nullopt,
                      const std::shared_ptr<const Asker>& asker = nullptr);

    // Checks the policy against the schema as it is now, and plans a run. Throws PlanRefused, database::Failure.
    PlannedRun plan(const std::string& policy, PlanRequest request);

    // Throws PlanRefused while all work is stopped.
    void refuse_when_stopped() const;
    void tell_unjudged(const std::string& policy, const PlannedRun& planned) const;

    // The policy, checked against the schema as it is now. Throws PlanRefused when it does not fit, database::Failure.
    std::shared_ptr<const CompiledPolicy> checked(database::Session& session, const std::string& policy);

    // Has all policies checked again, soon.
    void recheck();

    // The policy, bound to the schema as it is now, and checked no further. Throws PlanRefused when not even its subject is
    // found, database::Failure.
    policies::Binding bound(database::Session& session, const std::string& policy);

    // While one of these lives, no batch of this process starts: so that a command that must wait for batches in progress
    // is not overtaken by ever new ones.
    class Halt {
    public:
        explicit Halt(Target& target) : target_(target) { ++target_.halts_; }
        ~Halt() {
            --target_.halts_;
            target_.wake();
        }
        Halt(const Halt&) = delete;
        Halt& operator=(const Halt&) = delete;

    private:
        Target& target_;
    };

    // Waits until the keeper has connected and checked the policies once, or has failed to; at most `patience`.
    bool wait_until_checked(std::chrono::milliseconds patience);

private:
    class Connected;

    void keep();
    void tell_of_role(database::Session& session);
    void keep_once(database::Session& session);
    void check_all(database::Session& session);
    void put_in_force(database::Session& session, const std::shared_ptr<const policies::Policy>& policy, const CheckedPolicy& checked);
    void tell(const std::shared_ptr<const policies::Policy>& policy, const policies::Findings& findings);
    void look_at_schema(database::Session& session);
    void supersede_removed(database::Session& session);
    void follow_schedule(database::Session& session, const KnownPolicy& known);
    void plan_scheduled(const KnownPolicy& known, const std::string& scheduled_for);
    void finish(database::Session& session);
    void measure(database::Session& session);
    void ask_dead_rows(database::Session& session);
    void look_at_runs(database::Session& session);
    void note_stop(database::Session& session);
    void note_waits(database::Session& session);
    void guard();
    void tell_stop();
    bool answers(database::WaitObserver& observer) const;
    void work(std::size_t index);
    bool work_once(database::Session& session, BatchRunner& runner);
    database::Timeouts batch_timeouts() const;
    void pause_thread(std::chrono::milliseconds at_most);
    void lost(const std::string& who, const std::string& why);
    void found();

    const TargetSettings settings_;
    const platform::Clock& clock_;
    platform::Log& log_;
    PolicyBook book_;
    Pace pace_;
    WorkCounts work_counts_;
    Planner planner_;
    platform::Progress progress_;
    ActivityBoard board_;

    std::atomic<bool> is_stopping_{false};
    std::atomic<bool> must_recheck_{true};
    std::atomic<int> halts_{0};
    std::atomic<int> workers_wanted_{0};
    bool follows_schedule_ = true;

    mutable std::mutex mutex_;
    std::condition_variable woken_;
    unsigned long long wakes_ = 0;
    std::string trouble_ = "not connected yet";
    bool was_checked_ = false;
    struct InUse {
        database::Session* session;
        std::chrono::steady_clock::time_point since;
        std::optional<std::chrono::steady_clock::time_point> deadline;
        std::shared_ptr<const Asker> asker;
    };
    std::vector<InUse> in_use_;                           // so that stop() can cancel their statements, and guard() cut them
    std::vector<std::unique_ptr<database::Session>> idle_;   // for commands
    config::Pace tuned_;                                  // the settings of pace_, as a person would write them
    std::set<std::string> by_hand_;
    std::optional<std::chrono::steady_clock::time_point> lost_since_;
    std::vector<std::string> removed_;                    // policies that a reload took away
    ScheduledPlans plans_;

    // Of the keeper's alone: what it has told and done about each policy's last check, so that it does so once.
    struct Told {
        std::shared_ptr<const policies::Policy> policy;
        std::set<std::string> errors;
        std::shared_ptr<const CompiledPolicy> last;   // that was in force
        bool has_stopped = false;                     // its runs, because it is no longer in force
    };
    std::map<std::string, Told> told_;
    std::chrono::steady_clock::time_point looked_at_schema_;
    std::optional<std::chrono::steady_clock::time_point> check_again_at_;   // by when somebody's lock may be gone
    std::chrono::steady_clock::time_point looked_at_runs_;
    std::string accepted_;                                // acceptance_mark() at the last look

    // Of the keeper's alone.
    WaitRecord waits_;
    bool is_stop_noted_ = false;
    bool is_blind_told_ = false;
    bool was_reached_ = false;
    std::optional<std::chrono::milliseconds> gap_;        // for how long the database was out of reach, not yet recorded

    bool is_stop_told_ = false;                           // of the guard's alone

    std::mutex starting_;                                 // of threads
    int workers_started_ = 0;
    std::vector<std::thread> threads_;
};

} // namespace retention::jobs
