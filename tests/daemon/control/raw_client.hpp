// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

namespace retention::control {

// A client that may misbehave: sends bytes, and reads lines. It waits for half a minute at most.
class RawClient {
public:
    explicit RawClient(const std::filesystem::path& path) : RawClient() { connect(path); }

    static RawClient unconnected() { return RawClient(); }

    void connect(const std::filesystem::path& path) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
        is_connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    ~RawClient() {
        if (socket_ >= 0)
            ::close(socket_);
    }
    RawClient(RawClient&& other) noexcept
        : socket_(std::exchange(other.socket_, -1)), is_connected_(other.is_connected_),
          received_(std::move(other.received_)) {}
    RawClient& operator=(RawClient&&) = delete;

    bool is_connected() const noexcept { return is_connected_; }
    int descriptor() const noexcept { return socket_; }

    // Whether there is something to read now.
    bool has_input() const {
        pollfd poll_on{socket_, POLLIN, 0};
        return ::poll(&poll_on, 1, 0) == 1 && (poll_on.revents & POLLIN) != 0;
    }

    // False when the other side is gone.
    bool send(const std::string& bytes) const {
        std::size_t sent = 0;
        while (sent < bytes.size()) {
            const auto result = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
            if (result <= 0)
                return false;
            sent += static_cast<std::size_t>(result);
        }
        return true;
    }

    void finish_sending() const { ::shutdown(socket_, SHUT_WR); }

    // The next line without its end; nothing when the connection ends, or nothing comes.
    std::optional<std::string> read_line() {
        for (;;) {
            if (const auto end = received_.find('\n'); end != std::string::npos) {
                auto line = received_.substr(0, end);
                received_.erase(0, end + 1);
                return line;
            }
            if (!receive())
                return std::nullopt;
        }
    }

    // Whether the other side closes the connection; drops what comes before.
    bool is_closed_by_peer() {
        while (receive())
            received_.clear();
        return has_ended_;
    }

    // Waits for the other side to hang up, and leaves unread what it sent.
    bool is_hung_up() const {
        pollfd poll_on{socket_, 0, 0};
        return ::poll(&poll_on, 1, kPatienceMs) == 1;
    }

    std::string ask(const std::string& line) {
        send(line + "\n");
        return read_line().value_or("(no reply)");
    }

private:
    static constexpr int kPatienceMs = 30'000;

    RawClient() : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}

    bool receive() {
        pollfd poll_on{socket_, POLLIN, 0};
        if (::poll(&poll_on, 1, kPatienceMs) != 1)
            return false;
        char buffer[65536];
        const auto size = ::recv(socket_, buffer, sizeof buffer, 0);
        has_ended_ = size <= 0;
        if (size > 0)
            received_.append(buffer, static_cast<std::size_t>(size));
        return size > 0;
    }

    int socket_;
    bool is_connected_ = false;
    bool has_ended_ = false;
    std::string received_;
};

} // namespace retention::control
