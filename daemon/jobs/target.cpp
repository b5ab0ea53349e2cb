// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/target.hpp"

namespace retention::jobs {

using namespace std::chrono_literals;

Target::Target(TargetSettings settings, const platform::Clock& clock, platform::Log& log)
    : settings_(std::move(settings)), clock_(clock), log_(log), pace_(settings_.pace, clock), planner_(clock) {}

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
        log_.error("DATABASE_UNREACHABLE", "database " + settings_.name + " (" + who + "): " + why + ", retrying");
    trouble_ = why;
}

void Target::found() {
    const std::lock_guard lock(mutex_);
    if (!trouble_.empty())
        log_.info("DATABASE_REACHED", "database " + settings_.name + " is ready");
    trouble_.clear();
}

} // namespace retention::jobs
