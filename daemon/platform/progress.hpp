// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/platform/clock.hpp"

#include <atomic>
#include <chrono>
#include <mutex>
#include <string>
#include <vector>

namespace retention::platform {

// Which threads get on with their work: what the service manager's watchdog goes by (docs/decisions/0014).
//
// A thread gets on when it comes to the top of its loop, and when it begins or ends to wait for somebody else. While it
// waits it is never called stalled, however long that takes: whom it waits for has time-outs of its own, and a restart
// would only wait again. Between two of these moments it runs our own code, which is a matter of milliseconds. So a
// thread that has shown none of them for `patience` is in an endless loop, or waits for a lock that nobody gives back,
// and nothing but a restart will help.
//
// Safe from any thread.
class Progress {
public:
    // `clock` outlives it; only its steady side is asked.
    explicit Progress(const Clock& clock) : clock_(clock) {}
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    class Member;

    struct Stalled {
        std::string who;
        std::chrono::microseconds silent_for;
    };

    // Members that have run our own code for longer than `patience`.
    std::vector<Stalled> stalled(std::chrono::microseconds patience) const;

private:
    std::chrono::microseconds now() const noexcept { return clock_.steady_now().time_since_epoch(); }

    const Clock& clock_;
    mutable std::mutex mutex_;
    std::vector<const Member*> members_;
};

// A thread, for as long as its loop runs. To be used on that thread alone.
class Progress::Member {
public:
    // `progress` outlives it. `who` is for the log: "worker 1 of crm".
    Member(Progress& progress, std::string who);
    ~Member();
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

    // It has come to the top of its loop.
    void step() noexcept;

    // It waits for somebody else from here to there.
    void wait_begins() noexcept;
    void wait_ends() noexcept;

private:
    friend class Progress;

    Progress& progress_;
    const std::string who_;
    std::atomic<std::chrono::microseconds::rep> last_step_;
    std::atomic<bool> is_waiting_{false};
};

} // namespace retention::platform
