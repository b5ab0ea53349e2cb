// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/scheduled_plans.hpp"

#include <algorithm>
#include <system_error>

namespace retention::jobs {

namespace {

constexpr std::chrono::seconds kSlow{20};   // a plan that takes longer does not keep the next one waiting
constexpr std::size_t kAtOnceMax = 4;

} // namespace

bool ScheduledPlans::begin(const std::string& policy, std::function<void()> plan) {
    const std::lock_guard lock(mutex_);
    join_ended();
    const auto now = std::chrono::steady_clock::now();
    const bool is_busy = std::any_of(running_.begin(), running_.end(), [&](const auto& one) { return now - one.second.since < kSlow; });
    if (is_stopped_ || is_busy || running_.size() >= kAtOnceMax || running_.count(policy))
        return false;
    Running running{now, std::make_shared<std::atomic<bool>>(false), {}};
    try {
        running.thread = std::thread([plan = std::move(plan), has_ended = running.has_ended] {
            plan();
            *has_ended = true;
        });
    } catch (const std::system_error&) {
        return false;   // no more threads at present
    }
    running_.emplace(policy, std::move(running));
    return true;
}

bool ScheduledPlans::is_planning(const std::string& policy) const {
    const std::lock_guard lock(mutex_);
    const auto found = running_.find(policy);
    return found != running_.end() && !*found->second.has_ended;
}

void ScheduledPlans::put_off(const std::string& policy, std::optional<platform::SystemTime> until) {
    const std::lock_guard lock(mutex_);
    if (until)
        not_before_[policy] = *until;
    else
        not_before_.erase(policy);
}

std::optional<platform::SystemTime> ScheduledPlans::not_before(const std::string& policy) const {
    const std::lock_guard lock(mutex_);
    const auto found = not_before_.find(policy);
    return found == not_before_.end() ? std::nullopt : std::optional(found->second);
}

void ScheduledPlans::forget_delays() {
    const std::lock_guard lock(mutex_);
    not_before_.clear();
}

void ScheduledPlans::join_ended() {
    for (auto& [policy, running] : running_)
        if (*running.has_ended)
            running.thread.join();
    std::erase_if(running_, [](const auto& one) { return *one.second.has_ended && !one.second.thread.joinable(); });
}

void ScheduledPlans::stop() {
    std::map<std::string, Running> running;
    {
        const std::lock_guard lock(mutex_);
        is_stopped_ = true;
        running.swap(running_);
    }
    for (auto& [policy, one] : running)
        one.thread.join();
}

} // namespace retention::jobs
