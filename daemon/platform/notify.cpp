// SPDX-License-Identifier: Apache-2.0
#include "daemon/platform/notify.hpp"

#include "daemon/platform/log.hpp"

#include <systemd/sd-daemon.h>

#include <ctime>
#include <string>

namespace retention::platform {
namespace {

// A manager that went away is no reason to stop working, hence no result.
void send(const char* state) noexcept {
    static_cast<void>(sd_notify(0, state));
}

long long monotonic_microseconds() noexcept {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<long long>(time.tv_sec) * 1'000'000 + time.tv_nsec / 1'000;
}

} // namespace

void Notify::ready() noexcept {
    send("READY=1");
}

void Notify::reloading() noexcept {
    // The time stamp lets a manager of version 253 or later tell this reload from an earlier one.
    static_cast<void>(sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld", monotonic_microseconds()));
}

void Notify::stopping() noexcept {
    send("STOPPING=1");
}

void Notify::status(std::string_view text) noexcept {
    try {
        // Escaped, so that a text with a line end cannot smuggle in another assignment.
        send(("STATUS=" + escape_control_characters(text)).c_str());
    } catch (...) {
        // Out of memory: the status line stays as it was.
    }
}

void Notify::watchdog() noexcept {
    send("WATCHDOG=1");
}

std::optional<std::chrono::microseconds> Notify::watchdog_interval() const noexcept {
    std::uint64_t interval = 0;
    if (sd_watchdog_enabled(0, &interval) <= 0)
        return std::nullopt;
    return std::chrono::microseconds{static_cast<std::chrono::microseconds::rep>(interval)};
}

} // namespace retention::platform
