// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/platform/clock.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace retention::jobs {

// The plans that the schedule asks for, each on a thread of its own, so that one that takes an hour, or waits for a lock of the
// application's, keeps neither the keeper nor other policies waiting. One after the other as long as none takes long; then also beside
// each other, a few at most. Safe from any thread.
class ScheduledPlans {
public:
    ScheduledPlans() = default;
    ~ScheduledPlans() { stop(); }
    ScheduledPlans(const ScheduledPlans&) = delete;
    ScheduledPlans& operator=(const ScheduledPlans&) = delete;

    // Runs `plan`, which throws nothing. False when it is not its turn yet, or no thread can be had.
    bool begin(const std::string& policy, std::function<void()> plan);

    bool is_planning(const std::string& policy) const;

    // Not to be planned before; nothing: at any time.
    void put_off(const std::string& policy, std::optional<platform::SystemTime> until);
    std::optional<platform::SystemTime> not_before(const std::string& policy) const;

    // Nobody is put off any more: what they were put off to may have been told by a wrong clock.
    void forget_delays();

    // Waits for those that run; whoever cancels their statements does so before. Nothing begins any more.
    void stop();

private:
    struct Running {
        std::chrono::steady_clock::time_point since;
        std::shared_ptr<std::atomic<bool>> has_ended;
        std::thread thread;
    };

    void join_ended();

    mutable std::mutex mutex_;
    bool is_stopped_ = false;
    std::map<std::string, Running> running_;
    std::map<std::string, platform::SystemTime> not_before_;
};

} // namespace retention::jobs
