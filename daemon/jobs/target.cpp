// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/target.hpp"

#include "daemon/database/catalog.hpp"
#include "daemon/database/migrations.hpp"
#include "daemon/jobs/inventory_record.hpp"
#include "daemon/jobs/policy_check.hpp"
#include "daemon/jobs/pulse.hpp"
#include "daemon/jobs/role_check.hpp"
#include "daemon/jobs/scheduler.hpp"
#include "daemon/platform/failpoint.hpp"
#include "daemon/platform/zones.hpp"
#include "policies/drift.hpp"

#include <algorithm>

namespace retention::jobs {

namespace {

using database::Failure;
using database::Session;
using database::Transaction;
using namespace std::chrono_literals;

constexpr auto kIdle = 250ms;                 // between looks for work that another daemon may have left
constexpr auto kKeeperRound = 500ms;
constexpr auto kReconnectMin = 200ms;
constexpr auto kReconnectMax = 5'000ms;
constexpr auto kGuardRound = 100ms;
constexpr auto kSlow = 30s;                   // from when on the guard asks whether the server is still there
constexpr auto kPlanAgain = 60s;              // after a plan that failed
constexpr auto kLookAtRuns = 5s;              // for the status line
constexpr auto kLookAtSchema = 5s;            // between looks whether it is still the one that policies were checked against
constexpr std::size_t kIdleSessionsMax = 4;

// Commands and plans may look at everybody; batches may not take long.
constexpr database::Timeouts kCommandTimeouts{1h, 5s, 10min};

constexpr const char* kAnswered = R"(
select (extract(epoch from greatest(
    (select max(scheduled_for) from retentiond.run where policy = $1),
    (select min(at) from retentiond.event where what = 'policy_seen' and policy = $1))) * 1000000)::bigint)";

// Tables of some size with too large a share of dead rows, the worst first. Small ones are vacuumed in no time.
constexpr const char* kDeadRows = R"(
select schemaname || '.' || relname from pg_stat_user_tables
where n_dead_tup > 100000 and schemaname || '.' || relname = any($1::text[])
  and 100.0 * n_dead_tup / (n_dead_tup + n_live_tup) > $2::float8
order by n_dead_tup::float8 / (n_dead_tup + n_live_tup) desc limit 1)";

constexpr const char* kReplicaLag = R"(
select (extract(epoch from max(replay_lag)) * 1000)::bigint from pg_stat_replication)";

} // namespace

// Registers a session for as long as it may run statements that stop() should cancel, or that guard() may have to cut off.
class Target::Connected {
public:
    Connected(Target& target, Session& session, std::optional<std::chrono::milliseconds> patience = std::nullopt,
              std::shared_ptr<const Asker> asker = nullptr)
        : target_(target), session_(&session) {
        const auto now = std::chrono::steady_clock::now();
        const std::lock_guard lock(target_.mutex_);
        target_.in_use_.push_back({session_, now, patience ? std::optional(now + *patience) : std::nullopt, std::move(asker)});
    }
    ~Connected() {
        const std::lock_guard lock(target_.mutex_);
        std::erase_if(target_.in_use_, [this](const InUse& in_use) { return in_use.session == session_; });
    }
    Connected(const Connected&) = delete;
    Connected& operator=(const Connected&) = delete;

private:
    Target& target_;
    Session* session_;
};

Target::Target(TargetSettings settings, const platform::Clock& clock, platform::Log& log)
    : settings_(std::move(settings)), clock_(clock), log_(log), pace_(settings_.pace, clock), planner_(clock), progress_(clock) {}

Target::~Target() { stop(0ms); }

void Target::start(bool follows_schedule) {
    follows_schedule_ = follows_schedule;
    threads_.emplace_back([this] { keep(); });
    threads_.emplace_back([this] { guard(); });
    for (int i = 0; i < settings_.workers; ++i)
        threads_.emplace_back([this, i] { work(static_cast<std::size_t>(i)); });
}

void Target::stop(std::chrono::milliseconds patience) {
    is_stopping_ = true;
    wake();
    const auto deadline = std::chrono::steady_clock::now() + patience;
    {
        std::unique_lock lock(mutex_);
        while (!in_use_.empty() && std::chrono::steady_clock::now() < deadline)
            woken_.wait_for(lock, 20ms);
        for (const auto& in_use : in_use_)
            in_use.session->cancel();
    }
    for (auto& thread : threads_)
        if (thread.joinable())
            thread.join();
    threads_.clear();
}

void Target::replace_policies(const std::vector<std::shared_ptr<const policies::Policy>>& loaded) {
    const auto before = book_.names();
    book_.replace(loaded);
    {
        const std::lock_guard lock(mutex_);
        for (const auto& name : before)
            if (!book_.find(name))
                removed_.push_back(name);
    }
    recheck();
}

int Target::do_once() {
    constexpr auto kPatience = 30s;
    wait_until_checked(kPatience);
    int status = 0;
    for (const auto& name : book_.names()) {
        try {
            plan(name, {});
        } catch (const PlanRefused& refused) {
            const auto known = book_.find(name);
            // An active run is carried on, and drift waits for a person; anything else is a failure.
            if (known && known->waiting)
                status = std::max(status, 3);
            else if (!known || !known->compiled)
                status = std::max(status, 1);
            log_.warning("PLAN_REFUSED", "policy " + name + ": " + refused.what(), {.database = settings_.name, .policy = name});
        } catch (const Failure& failure) {
            status = 1;
            log_.error("PLAN_FAILED", "policy " + name + ": " + failure.what(), {.database = settings_.name, .policy = name});
        }
    }
    // Which of the policies' last runs are still at work, wait for a person, or have failed.
    constexpr const char* kStanding = R"(
select count(*) filter (where r.state = 'running'), count(*) filter (where r.state in ('awaiting_approval', 'paused')),
       count(*) filter (where r.state in ('failed', 'superseded') or exists (
           select from retentiond.batch b where b.run = r.run and b.state = 'failed'))
from unnest($1::text[]) p(policy), lateral (select * from retentiond.run where policy = p.policy order by run desc limit 1) r)";
    while (!is_stopping_) {
        try {
            bool is_through = false;
            with_session([&](Session& session) {
                Transaction reading(session, Transaction::Mode::ReadOnly);
                const auto standing = reading.exec("standing", kStanding, {array_of(book_.names())});
                is_through = standing.get_int64(0, 0) == 0;
                if (is_through && standing.get_int64(0, 2) > 0)
                    status = std::max(status, 1);
                if (is_through && standing.get_int64(0, 1) > 0)
                    status = 3;
            });
            if (is_through)
                return status;
        } catch (const Failure& failure) {
            if (status == 1)
                return status;   // it could not even be planned
            log_.warning("DATABASE_UNREACHABLE", "database " + settings_.name + ": " + failure.what() + ", retrying",
                         {.database = settings_.name});
        }
        pause_thread(kIdle);
    }
    return status;
}

void Target::wake() {
    {
        const std::lock_guard lock(mutex_);
        ++wakes_;
    }
    woken_.notify_all();
}

std::string Target::trouble() const {
    const std::lock_guard lock(mutex_);
    return trouble_;
}

std::string Target::why_wait() const { return pace_.why_wait().value_or(""); }

Activity Target::activity() const { return board_.read(settings_.name, why_wait(), book_.all()); }

bool Target::wait_until_checked(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return woken_.wait_for(lock, patience, [this] { return was_checked_; });
}

void Target::pause_thread(std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    const auto seen = wakes_;
    woken_.wait_for(lock, at_most, [&] { return is_stopping_ || wakes_ != seen; });
}

void Target::lost(const std::string& who, const std::string& why) {
    const std::lock_guard lock(mutex_);
    if (trouble_ != why)
        log_.error("DATABASE_UNREACHABLE", "database " + settings_.name + " (" + who + "): " + why + ", retrying", {.database = settings_.name});
    trouble_ = why;
    board_.set_trouble(why);
}

void Target::found() {
    const std::lock_guard lock(mutex_);
    if (!trouble_.empty())
        log_.info("DATABASE_REACHED", "database " + settings_.name + " is ready", {.database = settings_.name});
    trouble_.clear();
    board_.set_trouble({});
}

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
    if (asker && asker->has_left())
        return;   // a cancellation may still be on its way to this session
    if (session->is_alive() && idle_.size() < kIdleSessionsMax)
        idle_.push_back(std::move(session));
}

// ---- the keeper

void Target::keep() {
    Pulse pulse(progress_, "the keeper of database " + settings_.name);
    std::unique_ptr<Session> session;
    auto wait = kReconnectMin;
    while (!is_stopping_) {
        pulse.beat();
        try {
            if (!session) {
                session = std::make_unique<Session>(settings_.dsn, kCommandTimeouts, &pulse);
                database::migrate(*session);
                tell_of_role(*session);
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

// A role that may do more than it needs turns a mistake of ours into more than a failed batch.
void Target::tell_of_role(Session& session) {
    Transaction reading(session, Transaction::Mode::ReadOnly);
    for (const auto& excess : excess_of_role(reading))
        log_.warning("ROLE_TOO_STRONG", "database " + settings_.name + ": the role may do more than it needs: " + excess);
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
    look_at_runs(session);
    if (follows_schedule_)
        for (const auto& known : book_.all())
            if (!is_stopping_ && known.policy->schedule)
                follow_schedule(session, known);
}

void Target::check_all(Session& session) {
    for (const auto& known : book_.all()) {
        CheckedPolicy checked;
        {
            Transaction reading(session, Transaction::Mode::ReadOnly);
            const auto schema = std::make_shared<const policies::Schema>(database::read_catalog(reading));
            checked = check_policy(reading, known.policy, schema);
        }
        tell(known.policy, checked.findings);
        book_.set_checked(known.policy, checked);
        put_in_force(session, known.policy, checked);
    }
}

void Target::tell(const std::shared_ptr<const policies::Policy>& policy, const policies::Findings& findings) {
    std::set<std::string> errors;
    Told& told = told_[policy->name];
    if (told.policy != policy)
        told = {policy, {}, told.last, false};
    for (const auto& finding : findings) {
        if (finding.severity != policies::Severity::Error)
            continue;
        const auto text = "policy " + policy->name + ": " + finding.path + ": " + finding.message;
        if (!errors.insert(text).second || told.errors.count(text))
            continue;
        if (policies::is_drift(finding))
            log_.error("POLICY_DRIFTED", text, {.database = settings_.name, .policy = policy->name});
        else
            log_.error("POLICY_BROKEN", text, {.database = settings_.name, .policy = policy->name});
    }
    told.errors = std::move(errors);
}

// What follows from a check in the journal: runs of another policy or schema stop, and what is right by now is what the next check
// compares with. A policy that is not in force any more stops its runs once: whatever another daemon plans later, it has judged by
// its own text.
void Target::put_in_force(Session& session, const std::shared_ptr<const policies::Policy>& policy, const CheckedPolicy& checked) {
    const auto& name = policy->name;
    Told& told = told_[name];
    Transaction transaction(session, Transaction::Mode::ReadWrite);
    std::string why = "the policy changed since the plan";
    std::vector<long long> stopped;
    if (checked.compiled) {
        stopped = journal::supersede_others(transaction, name, checked.compiled->digest, why);
        if (!checked.is_recorded)
            record_accepted(transaction, *policy, checked.inventory, std::nullopt);
    } else if (const auto& last = checked.waiting ? checked.waiting : told.last; last && !told.has_stopped) {
        why = "the schema changed since the plan";
        const auto fingerprint = transaction.exec(last->fingerprint.name, last->fingerprint.sql);
        stopped = journal::supersede_outdated(transaction, name, std::string(fingerprint.get_text(0, 0)), why);
    }
    transaction.exec("note_policy",
                     "insert into retentiond.event (what, policy) select 'policy_seen', $1 "
                     "where not exists (select from retentiond.event where what = 'policy_seen' and policy = $1)",
                     {name});
    transaction.commit();
    for (const auto run : stopped)
        log_.warning("RUN_SUPERSEDED", "run " + std::to_string(run) + " of policy " + name + " stopped: " + why,
                     {.database = settings_.name, .policy = name, .run = run});
    told.has_stopped = !checked.compiled;
    if (checked.compiled)
        told.last = checked.compiled;
}

// So that a change is told when it happens, not by the run that would have met it; and what somebody accepted through another daemon,
// or undid in the schema, is noticed here.
void Target::look_at_schema(Session& session) {
    const auto now = std::chrono::steady_clock::now();
    if (now - looked_at_schema_ < kLookAtSchema)
        return;
    looked_at_schema_ = now;
    Transaction reading(session, Transaction::Mode::ReadOnly);
    std::vector<std::string> waiting;
    for (const auto& known : book_.all()) {
        const auto& last = known.compiled ? known.compiled : known.waiting;
        if (known.waiting)
            waiting.push_back(known.policy->name);
        if (last && reading.exec(last->fingerprint.name, last->fingerprint.sql).get_text(0, 0) != last->schema_digest)
            must_recheck_ = true;
    }
    const auto mark = waiting.empty() ? std::string() : acceptance_mark(reading, waiting);
    if (mark != accepted_ && !waiting.empty())
        must_recheck_ = true;
    accepted_ = mark;
}

// A run whose policy was taken away would otherwise wait for ever.
void Target::supersede_removed(Session& session) {
    std::vector<std::string> removed;
    {
        const std::lock_guard lock(mutex_);
        removed.swap(removed_);
    }
    for (const auto& name : removed) {
        Transaction transaction(session, Transaction::Mode::ReadWrite);
        for (const auto run : journal::supersede_others(transaction, name, {}, "the policy was removed"))
            log_.warning("RUN_SUPERSEDED", "run " + std::to_string(run) + " of policy " + name + " stopped: the policy was removed",
                         {.database = settings_.name, .policy = name, .run = run});
        transaction.commit();
    }
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

void Target::look_at_runs(Session& session) {
    const auto now = std::chrono::steady_clock::now();
    if (now - looked_at_runs_ < kLookAtRuns)
        return;
    looked_at_runs_ = now;
    Transaction reading(session, Transaction::Mode::ReadOnly);
    board_.set_runs(active_in_brief(reading));
}

void Target::follow_schedule(Session& session, const KnownPolicy& known) {
    const auto& name = known.policy->name;
    const auto now = clock_.now();
    if (known.next_run && *known.next_run > now && !not_before_.count(name))
        return;
    if (const auto held = not_before_.find(name); held != not_before_.end() && held->second > now)
        return;
    platform::SystemTime answered;
    {
        Transaction reading(session, Transaction::Mode::ReadOnly);
        const auto last = reading.exec("answered", kAnswered, {name});
        answered = last.is_null(0, 0) ? now : platform::SystemTime(std::chrono::microseconds(last.get_int64(0, 0)));
        const auto paused = reading.exec("paused", "select exists (select from retentiond.pause where scope in ('*', $1))", {name});
        if (paused.get_bool(0, 0)) {
            not_before_[name] = now + kKeeperRound;
            return;
        }
    }
    const auto wanted = appointment(*known.policy->schedule, answered, now);
    book_.set_next_run(name, wanted.next);
    not_before_.erase(name);
    if (!wanted.due)
        return;
    try {
        PlanRequest request;
        request.scheduled_for = platform::format_in_zone(*wanted.due, known.policy->timezone());
        request.batch_rows = settings_.pace.batch_rows;
        const auto compiled = checked(session, name);
        const auto planned = planner_.plan(session, *compiled, request);
        log_.info("RUN_PLANNED", "run " + std::to_string(planned.run) + " of policy " + name + ": " +
                                     std::to_string(planned.planned) + " subjects, " + planned.state,
                  {.database = settings_.name, .policy = name, .run = planned.run});
        wake();
    } catch (const PlanRefused& refused) {
        const bool is_told = known.trouble == refused.what();
        book_.set_trouble(name, refused.what());
        not_before_[name] = now + kPlanAgain;
        const auto text = "policy " + name + ": " + std::string(refused.what()) + ", retrying in 60 s";
        const platform::LogFields fields{.database = settings_.name, .policy = name};
        is_told ? log_.debug("PLAN_REFUSED", text, fields) : log_.warning("PLAN_REFUSED", text, fields);
    } catch (const Failure& failure) {
        not_before_[name] = now + kPlanAgain;
        if (failure.is_disconnected())
            throw;
        book_.set_trouble(name, failure.what());
        log_.error("PLAN_FAILED", "policy " + name + ": " + std::string(failure.what()) + ", retrying in 60 s",
                   {.database = settings_.name, .policy = name});
    }
}

std::shared_ptr<const CompiledPolicy> Target::checked(Session& session, const std::string& policy) {
    const auto known = book_.find(policy);
    if (!known)
        throw PlanRefused("there is no policy \"" + policy + "\"");
    CheckedPolicy checked;
    {
        Transaction reading(session, Transaction::Mode::ReadOnly);
        const auto schema = std::make_shared<const policies::Schema>(database::read_catalog(reading));
        // What only rows showed to be wrong is not right because nobody looks at the rows.
        checked = check_policy(reading, known->policy, schema, known->compiled ? Thoroughness::Texts : Thoroughness::Rows);
    }
    std::string first;
    for (const auto& finding : checked.findings)
        if (finding.severity == policies::Severity::Error && first.empty())
            first = finding.path + ": " + finding.message;
    book_.set_checked(known->policy, checked);
    // What follows from that in the journal and the log is the keeper's to do.
    if (!known->compiled != !checked.compiled || (checked.compiled && !checked.is_recorded))
        recheck();
    if (checked.compiled)
        return checked.compiled;
    throw PlanRefused(checked.waiting ? "the schema drifted from what policy \"" + policy + "\" was accepted with: " + first +
                                            "; name it in the policy, or retentionctl check --accept " + policy
                                      : "policy \"" + policy + "\" does not fit the schema: " + first);
}

void Target::recheck() {
    must_recheck_ = true;
    wake();
}

policies::Binding Target::bound(Session& session, const std::string& policy) {
    const auto known = book_.find(policy);
    if (!known)
        throw PlanRefused("there is no policy \"" + policy + "\"");
    Transaction reading(session, Transaction::Mode::ReadOnly);
    policies::Findings findings;
    auto binding = policies::bind(known->policy, std::make_shared<const policies::Schema>(database::read_catalog(reading)), findings);
    if (!binding.subject || binding.key.empty())
        throw PlanRefused("the subject of policy \"" + policy + "\" is not found in the schema");
    return binding;
}

PlannedRun Target::plan(const std::string& policy, PlanRequest request) {
    PlannedRun planned;
    request.batch_rows = settings_.pace.batch_rows;
    with_session([&](Session& session) { planned = planner_.plan(session, *checked(session, policy), request); });
    log_.info("RUN_PLANNED", "run " + std::to_string(planned.run) + " of policy " + policy + ": " +
                                 std::to_string(planned.planned) + " subjects, " + planned.state,
              {.database = settings_.name, .policy = policy, .run = planned.run});
    wake();
    return planned;
}

// ---- the guard

// A server that is there and does not answer (a frozen machine, a dead disk) would hold whoever asks it for ever: libpq waits
// without end, and timeouts of the server's are no help. What takes long is cut off when a new connection gets no answer either.
void Target::guard() {
    Pulse pulse(progress_, "the guard of database " + settings_.name);
    auto asked = std::chrono::steady_clock::now();
    while (!is_stopping_) {
        pulse.beat();
        pause_thread(kGuardRound);
        const auto now = std::chrono::steady_clock::now();
        bool is_slow = false;
        {
            const std::lock_guard lock(mutex_);
            for (const auto& in_use : in_use_) {
                if (in_use.deadline && now > *in_use.deadline)
                    in_use.session->cut();
                if (in_use.asker && in_use.asker->has_left())
                    in_use.session->cancel();
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

bool Target::answers(database::WaitObserver& observer) const {
    try {
        const Session session(settings_.dsn, settings_.batch_timeouts, &observer);   // gives up after connect_timeout
        return true;
    } catch (const Failure& failure) {
        // "FATAL: too many connections" is an answer, too.
        return !failure.is_disconnected() || std::string_view(failure.what()).find("FATAL:") != std::string_view::npos;
    }
}

// ---- the workers

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
            if (!trouble().empty()) {
                session.reset();
                pause_thread(kIdle);
                continue;
            }
            if (!session) {
                session = std::make_unique<Session>(settings_.dsn, settings_.batch_timeouts, &pulse);
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

// Does one batch; false when there is nothing to do at present.
bool Target::work_once(Session& session, BatchRunner& runner) {
    if (halts_ > 0 || pace_.why_wait())
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
