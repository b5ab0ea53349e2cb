// SPDX-License-Identifier: Apache-2.0
#include "daemon/platform/progress.hpp"

#include <utility>

namespace retention::platform {

std::vector<Progress::Stalled> Progress::stalled(std::chrono::microseconds patience) const {
    std::vector<Stalled> stalled;
    const std::lock_guard lock(mutex_);
    for (const auto* member : members_) {
        if (member->is_waiting_.load(std::memory_order_acquire))
            continue;
        const auto silent_for = now() - std::chrono::microseconds{member->last_step_.load()};
        if (silent_for > patience)
            stalled.push_back({member->who_, silent_for});
    }
    return stalled;
}

Progress::Member::Member(Progress& progress, std::string who)
    : progress_(progress), who_(std::move(who)), last_step_(progress.now().count()) {
    const std::lock_guard lock(progress_.mutex_);
    progress_.members_.push_back(this);
}

Progress::Member::~Member() {
    const std::lock_guard lock(progress_.mutex_);
    std::erase(progress_.members_, this);
}

void Progress::Member::step() noexcept {
    last_step_ = progress_.now().count();
}

void Progress::Member::wait_begins() noexcept {
    is_waiting_.store(true, std::memory_order_release);
}

// The step first: whoever sees that the wait is over must not count its time.
void Progress::Member::wait_ends() noexcept {
    step();
    is_waiting_.store(false, std::memory_order_release);
}

} // namespace retention::platform
