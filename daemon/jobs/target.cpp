// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/target.hpp"

namespace retention::jobs {

using namespace std::chrono_literals;

Target::Target(TargetSettings settings, const platform::Clock& clock, platform::Log& log)
    : settings_(std::move(settings)), clock_(clock), log_(log), pace_(pace_settings(settings_.pace), clock), planner_(clock),
      progress_(clock), tuned_(settings_.pace), waits_(clock) {}

Target::~Target() { stop(0ms); }

void Target::start(bool follows_schedule) {
    follows_schedule_ = follows_schedule;
    threads_.emplace_back([this] { keep(); });
    threads_.emplace_back([this] { guard(); });
    set_workers(settings_.workers);
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
    const std::lock_guard starting(starting_);
    for (auto& thread : threads_)
        if (thread.joinable())
            thread.join();
    threads_.clear();
    plans_.stop();
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
    planner_.trust_clock();
    plans_.forget_delays();
    recheck();
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

std::optional<std::string> Target::why_stopped() const {
    return settings_.stop_file ? settings_.stop_file->why_stopped() : std::nullopt;
}

std::optional<Wait> Target::why_wait() const {
    if (auto stopped = why_stopped())
        return Wait{"stop_file", std::move(*stopped)};
    return pace_.wait();
}

std::optional<Wait> Target::why_wait(const std::string& policy) const {
    if (auto window = book_.outside_window(policy, clock_.now()); window && !why_stopped())
        return Wait{"window", std::move(*window)};
    return why_wait();
}

config::Pace Target::pace() const {
    const std::lock_guard lock(mutex_);
    return tuned_;
}

std::vector<std::string> Target::set_by_hand() const {
    const std::lock_guard lock(mutex_);
    return {by_hand_.begin(), by_hand_.end()};
}

void Target::retune(const config::Pace& pace, const std::vector<std::string>& by_hand) {
    {
        const std::lock_guard lock(mutex_);
        tuned_ = pace;
        if (by_hand.empty())
            by_hand_.clear();
        by_hand_.insert(by_hand.begin(), by_hand.end());
    }
    pace_.retune(pace_settings(pace));
    wake();
}

// A thread that is not wanted any more lets its session go and sleeps: more may be wanted again.
void Target::set_workers(int workers) {
    const std::lock_guard lock(starting_);
    workers_wanted_ = workers;
    for (; !is_stopping_ && workers_started_ < workers; ++workers_started_)
        threads_.emplace_back([this, index = static_cast<std::size_t>(workers_started_)] { work(index); });
    wake();
}

Activity Target::activity() const {
    const auto why = why_wait();
    return board_.read(settings_.name, why ? why->text : "", book_.all());
}

bool Target::wait_until_checked(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return woken_.wait_for(lock, patience, [this] { return was_checked_; });
}

void Target::recheck() {
    must_recheck_ = true;
    wake();
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
    if (!lost_since_)
        lost_since_ = std::chrono::steady_clock::now();
}

void Target::found() {
    const std::lock_guard lock(mutex_);
    if (!trouble_.empty())
        log_.info("DATABASE_REACHED", "database " + settings_.name + " is ready", {.database = settings_.name});
    trouble_.clear();
    board_.set_trouble({});
    if (lost_since_ && was_reached_)
        gap_ = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - *lost_since_);
    lost_since_.reset();
    was_reached_ = true;
}

} // namespace retention::jobs
