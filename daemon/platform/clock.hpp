// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <ctime>

namespace retention::platform {

using SystemTime = std::chrono::sys_time<std::chrono::microseconds>;
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::microseconds>;

// What time it is. Passed by reference, so that tests decide; safe from any thread.
class Clock {
public:
    virtual ~Clock() = default;

    // The wall clock: for people, schedules and `as_of`. May jump.
    virtual SystemTime now() const noexcept = 0;

    // Never goes back: for time-outs and pace.
    virtual SteadyTime steady_now() const noexcept = 0;
};

class SystemClock final : public Clock {
public:
    SystemTime now() const noexcept override {
        return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    }

    SteadyTime steady_now() const noexcept override {
        // Not steady_clock, for which no time passes while the machine sleeps.
        timespec time{};
        ::clock_gettime(CLOCK_BOOTTIME, &time);
        return SteadyTime{std::chrono::floor<std::chrono::microseconds>(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec))};
    }
};

// Stands still until told otherwise.
class ManualClock final : public Clock {
public:
    explicit ManualClock(SystemTime start = SystemTime{}) noexcept : now_(start.time_since_epoch().count()) {}

    SystemTime now() const noexcept override { return SystemTime{std::chrono::microseconds{now_.load()}}; }
    SteadyTime steady_now() const noexcept override { return SteadyTime{std::chrono::microseconds{steady_.load()}}; }

    // Time passes, on both clocks.
    void tick(std::chrono::microseconds elapsed) noexcept {
        now_ += elapsed.count();
        steady_ += elapsed.count();
    }

    // Somebody sets the wall clock; the steady clock does not notice.
    void jump(SystemTime now) noexcept { now_ = now.time_since_epoch().count(); }

private:
    std::atomic<std::chrono::microseconds::rep> now_;
    std::atomic<std::chrono::microseconds::rep> steady_{0};
};

} // namespace retention::platform
