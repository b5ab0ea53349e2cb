// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/counter.hpp"

#include "daemon/database/failure.hpp"
#include "daemon/jobs/parts.hpp"
#include "daemon/jobs/planner.hpp"

#include <algorithm>

namespace retention::jobs {

using database::Failure;
using database::Session;
using database::Transaction;
using std::chrono::milliseconds;

namespace {

constexpr std::chrono::seconds kRound{2};  // between looks whether something is to be counted
constexpr std::chrono::minutes kAgain{10}; // after a count that failed
constexpr std::chrono::minutes kLongest{
    30}; // what takes longer is broken off: the server keeps what others delete meanwhile

// One process of the server's is enough: nobody waits for a count, and the application needs the others.
constexpr const char* kCareful = R"(
select set_config('statement_timeout', $1, true), set_config('max_parallel_workers_per_gather', '0', true),
       set_config('work_mem', '32MB', true))";

// Of several daemons the one that has this lock counts; it is let go with the transaction.
constexpr const char* kOnlyOne = "select pg_try_advisory_xact_lock(1917853304, hashtext($1))";

std::shared_ptr<const CompiledPolicy> countable(const KnownPolicy& known) {
    return known.compiled ? known.compiled : known.waiting;
}

bool is_within_window(const KnownPolicy& known, platform::SystemTime now) {
    const auto& schedule = known.policy->schedule;
    return !schedule || !schedule->window || is_within(*schedule->window, now, schedule->timezone);
}

} // namespace

bool is_count_due(const std::optional<CountAge>& last, milliseconds every, bool is_within_window) noexcept {
    if (!last || last->age < milliseconds(0))
        return true;
    if (last->age < last->took * kCountShare)
        return false;
    if (last->has_run_ended_since || last->age >= std::max<milliseconds>(every, kCountAgeMax))
        return true;
    return is_within_window && last->age >= every;
}

Counter::Counter(std::vector<Target*> targets, milliseconds every, const platform::Clock& clock, platform::Log& log)
    : targets_(std::move(targets)), every_(every), clock_(clock), log_(log) {}

Counter::~Counter() {
    stop_soon();
    if (thread_.joinable())
        thread_.join();
}

void Counter::start() {
    thread_ = std::thread([this] { keep_counting(); });
}

void Counter::stop_soon() noexcept {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    stopping_.notify_all();
}

void Counter::keep_counting() {
    std::unique_lock lock(mutex_);
    while (!is_stopping_) {
        lock.unlock();
        for (auto* target : targets_)
            count_due(*target);
        lock.lock();
        stopping_.wait_for(lock, kRound, [this] { return is_stopping_; });
    }
}

void Counter::count_due(Target& target) {
    if (!target.trouble().empty())
        return;
    for (const auto& known : target.book().all()) {
        const Name name{&target, known.policy->name};
        const auto policy = countable(known);
        {
            const std::lock_guard lock(mutex_);
            if (is_stopping_)
                return;
        }
        if (!policy || must_wait(name))
            continue;
        try {
            target.with_session([&](Session& session) {
                std::optional<CountAge> last;
                {
                    Transaction reading(session, Transaction::Mode::ReadOnly);
                    last = count_record::age(reading, *policy);
                }
                if (is_count_due(last, every_, is_within_window(known, clock_.now())))
                    count(target, session, *policy);
            });
            told_.erase(name);
            target.book().set_count_trouble(name.second, {});
        } catch (const Failure& failure) {
            put_off(name, failure.what());
            if (failure.is_disconnected())
                return;
            target.book().set_count_trouble(name.second, "nobody can be counted: " + std::string(failure.what()));
        } catch (const std::exception&) {
            put_off(name, "internal error"); // not what(): it may say more than a log should hold
            target.book().set_count_trouble(name.second, "nobody can be counted: internal error");
        }
    }
}

// What the last run had come to is asked in the snapshot that the census saw: else people done meanwhile would count as
// overdue.
void Counter::count(Target& target, Session& session, const CompiledPolicy& policy) {
    const auto began = clock_.steady_now();
    Census census;
    std::pair<std::optional<long long>, RunTally> run;
    const auto is_counted = [&](bool in_parts) {
        Transaction reading(session, Transaction::Mode::ReadOnly, policy.policy->timezone());
        reading.exec("count_carefully", kCareful, {std::to_string(milliseconds(kLongest).count())});
        if (!reading.exec("only_one_counts", kOnlyOne, {policy.policy->name}).get_bool(0, 0))
            return false;
        run = count_record::last_run(reading, policy.policy->name);
        const auto now = Planner::resolve_as_of(reading, {}, Planner::Future::Allowed);
        census = in_parts ? take_census_in_parts(reading, policy, now) : take_census(reading, policy, now);
        return true;
    };
    if (!at_once_or_in_parts([&] { return is_counted(false); }, [&] { return is_counted(true); }))
        return;
    const auto took = std::chrono::duration_cast<milliseconds>(clock_.steady_now() - began);
    Transaction writing(session, Transaction::Mode::ReadWrite);
    count_record::store(writing, policy, census, took, run.first, run.second);
    writing.commit();
    log_.debug("POLICY_COUNTED",
               "policy " + policy.policy->name + " in database " + target.name() + ": " + std::to_string(census.due) +
                   " of " + std::to_string(census.subjects) + " subjects are due; counted in " +
                   std::to_string(took.count()) + " ms",
               {.database = target.name(), .policy = policy.policy->name});
}

bool Counter::must_wait(const Name& name) const {
    const auto found = not_before_.find(name);
    return found != not_before_.end() && found->second > clock_.steady_now();
}

void Counter::put_off(const Name& name, const std::string& why) {
    {
        const std::lock_guard lock(mutex_);
        if (is_stopping_)
            return; // it was cancelled
    }
    not_before_[name] = clock_.steady_now() + kAgain;
    auto& told = told_[name];
    if (told != why)
        log_.warning("COUNT_FAILED",
                     "policy " + name.second + " could not be counted: " + why +
                         "; the last count stands, retrying in 10 min",
                     {.database = name.first->name(), .policy = name.second});
    told = why;
}

} // namespace retention::jobs
