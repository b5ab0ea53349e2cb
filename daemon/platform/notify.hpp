// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace retention::platform {

// Tells the service manager how the daemon is doing, as sd_notify(3) describes. Without one (NOTIFY_SOCKET is not set)
// every call does nothing. Never throws; meant for the io thread.
class Notify {
public:
    // Start-up is complete, or a reload is.
    void ready() noexcept;

    // A reload has begun; ready() ends it.
    void reloading() noexcept;

    void stopping() noexcept;

    // One line for `systemctl status`. False when the manager is too busy to take it.
    bool status(std::string_view text) noexcept;

    // "Still alive", due at least once in every watchdog_interval(). Never waits for the manager.
    void watchdog() noexcept;

    // How often the manager wants to hear from us at most; nothing when it does not watch this process. Call watchdog()
    // twice as often.
    std::optional<std::chrono::microseconds> watchdog_interval() const noexcept;
};

} // namespace retention::platform
