// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/count_record.hpp"
#include "daemon/jobs/target.hpp"
#include "daemon/platform/clock.hpp"
#include "daemon/platform/log.hpp"

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace retention::jobs {

// Counting reads whole tables: it takes no more than this share of the time, however often it is wanted.
inline constexpr int kCountShare = 100; // one part in a hundred

// A policy with a window is counted within it, unless its count became older than this.
inline constexpr std::chrono::hours kCountAgeMax{24};

// Whether a policy whose last count is `last` (nothing: it never was counted) should be counted now. Pure.
bool is_count_due(const std::optional<CountAge>& last, std::chrono::milliseconds every, bool is_within_window) noexcept;

// Counts everybody from time to time, so that who is overdue is known between plans too, also of policies that are
// never planned or whose schema drifted. Has a thread of its own and uses the sessions for commands; of several daemons
// one counts.
//
// A count that fails is told once and tried again after a while; meanwhile the last one stands, with its time.
class Counter {
public:
    // The others outlive it. Does nothing before start().
    Counter(std::vector<Target*> targets, std::chrono::milliseconds every, const platform::Clock& clock,
            platform::Log& log);
    ~Counter();

    void start();

    // No more counts begin. One in progress ends when its target stops, which cancels its statement; the destructor
    // waits for that.
    void stop_soon() noexcept;

private:
    using Name = std::pair<const Target*, std::string>; // a policy in its database

    void keep_counting();
    void count_due(Target& target);
    void count(Target& target, database::Session& session, const CompiledPolicy& policy);
    bool must_wait(const Name& name) const;
    void put_off(const Name& name, const std::string& why);

    const std::vector<Target*> targets_;
    const std::chrono::milliseconds every_;
    const platform::Clock& clock_;
    platform::Log& log_;

    std::mutex mutex_;
    std::condition_variable stopping_;
    bool is_stopping_ = false;

    // Of the thread's alone.
    std::map<Name, platform::SteadyTime> not_before_;
    std::map<Name, std::string> told_;
    std::thread thread_;
};

} // namespace retention::jobs
