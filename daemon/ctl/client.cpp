// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/client.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>
#include <variant>

namespace retention::ctl {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

std::string hint_for(int error) {
    switch (error) {
    case ENOENT:
    case ECONNREFUSED:
        return "Is the daemon running? Start it with \"systemctl start retentiond\", or name its socket with --socket.";
    case EACCES:
    case EPERM:
        return "The socket is for root and the group that owns it: run as root, or have your user added to that group.";
    default:
        return {};
    }
}

// One connection; closes itself.
class Connection {
public:
    Connection(const std::string& path, Deadline deadline) : path_(path), deadline_(deadline) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (path.empty() || path.size() >= sizeof address.sun_path)
            fail("the path of a socket has 1 to " + std::to_string(sizeof address.sun_path - 1) + " bytes", {});
        std::memcpy(address.sun_path, path.data(), path.size());
        socket_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (socket_ < 0 || ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            const int error = errno;
            close();
            fail(std::strerror(error), hint_for(error));
        }
    }
    ~Connection() { close(); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // False when the daemon has hung up; it may have said why, so that is no error yet.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0 && errno == EINTR)
                continue;
            if (sent < 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    std::string read_line() {
        std::string received;
        for (;;) {
            wait_for_input();
            char buffer[65536];
            const auto size = ::recv(socket_, buffer, sizeof buffer, 0);
            if (size < 0 && errno == EINTR)
                continue;
            if (size <= 0)
                fail("it closed the connection without an answer", 
                     "What was asked for may have been done: look before you repeat it. The daemon's log says why it went.");
            const std::string_view piece(buffer, static_cast<std::size_t>(size));
            const auto end = piece.find('\n');
            received += piece.substr(0, end);
            if (end != std::string_view::npos)
                return received;
        }
    }

private:
    [[noreturn]] void fail(const std::string& why, std::string hint) const {
        throw Unreachable("cannot reach retentiond at " + path_ + ": " + why, std::move(hint));
    }

    void wait_for_input() const {
        using std::chrono::milliseconds;
        for (;;) {
            const auto left = std::chrono::ceil<milliseconds>(deadline_ - std::chrono::steady_clock::now());
            pollfd poll_on{socket_, POLLIN, 0};
            const int ready = left.count() <= 0 ? 0 : ::poll(&poll_on, 1, static_cast<int>(left.count()));
            if (ready > 0)
                return;
            if (ready == 0)
                fail("no answer in time", "The daemon may be busy; \"retentionctl status\" says with what.");
            if (errno != EINTR)
                fail(std::strerror(errno), {});
        }
    }

    void close() noexcept {
        if (socket_ >= 0)
            ::close(std::exchange(socket_, -1));
    }

    const std::string& path_;
    Deadline deadline_;
    int socket_ = -1;
};

} // namespace

nlohmann::json Client::call(const std::string& method, nlohmann::json params,
                            std::chrono::milliseconds patience) const {
    Connection connection(path_, std::chrono::steady_clock::now() + patience);
    connection.send(control::encode(control::Request{1, method, std::move(params)}) + "\n");
    auto reply = control::decode_reply(connection.read_line());
    if (!reply)
        throw Unreachable("cannot understand what answers at " + path_, "Is this really the socket of retentiond?");
    if (auto* error = std::get_if<control::Error>(&reply->outcome))
        throw Refusal(std::move(*error));
    return std::get<nlohmann::json>(std::move(reply->outcome));
}

} // namespace retention::ctl
