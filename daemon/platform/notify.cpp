// SPDX-License-Identifier: Apache-2.0
#include "daemon/platform/notify.hpp"

#include "daemon/platform/log.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>

namespace retention::platform {
namespace {

// A manager that went away is no reason to stop working, hence no result.
void send(const char* state) noexcept {
    static_cast<void>(sd_notify(0, state));
}

// The manager's address: a path, or an abstract name that is written with an @. False when there is none.
bool find_manager(sockaddr_un& address, socklen_t& size) noexcept {
    const char* name = std::getenv("NOTIFY_SOCKET");
    const auto length = name ? std::strlen(name) : 0;
    if (length < 2 || length >= sizeof address.sun_path || (name[0] != '/' && name[0] != '@'))
        return false;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name, length);
    if (name[0] == '@')
        address.sun_path[0] = '\0';
    size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
    return true;
}

// What may be lost, unlike send(): that waits for a manager which is too busy to read, and would hold the io thread. False when it
// was not taken.
bool offer(const std::string& state) noexcept {
    sockaddr_un address{};
    socklen_t size = 0;
    if (!find_manager(address, size))
        return true;
    const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0)
        return false;
    const auto sent = ::sendto(descriptor, state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address), size);
    ::close(descriptor);
    return sent == static_cast<ssize_t>(state.size());
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

bool Notify::status(std::string_view text) noexcept {
    try {
        // Escaped, so that a text with a line end cannot smuggle in another assignment.
        return offer("STATUS=" + escape_control_characters(text));
    } catch (...) {
        // Out of memory: the status line stays as it was.
        return false;
    }
}

void Notify::watchdog() noexcept {
    offer("WATCHDOG=1");
}

std::optional<std::chrono::microseconds> Notify::watchdog_interval() const noexcept {
    std::uint64_t interval = 0;
    if (sd_watchdog_enabled(0, &interval) <= 0)
        return std::nullopt;
    return std::chrono::microseconds{static_cast<std::chrono::microseconds::rep>(interval)};
}

} // namespace retention::platform
