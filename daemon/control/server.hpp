// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/control/access.hpp"
#include "daemon/jobs/operations.hpp"
#include "daemon/platform/log.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>

namespace boost::asio {
class io_context;
}

namespace retention::control {

// The control socket: accepts connections, reads requests, has them carried out, writes replies.
//
// Lives on the io thread, which runs `io`; commands are carried out by four threads of its own, two of which never take
// slow ones, so that `status` answers while somebody plans. Each connection has one request under way at a time; what a
// client sends meanwhile stays in the kernel's buffer. A client that does not finish a line, or does not take a
// reply, within the idle time-out is disconnected, and so is one that sends an overlong line. What one user may take of us is
// bounded, in connections, requests and slow commands; but for these last two administrators are not.
class Server {
public:
    struct Settings {
        std::filesystem::path path = "/run/retentiond/control.sock";
        std::optional<gid_t> group; // of the socket's file; absent: the daemon's own
        std::optional<int> inherited; // a socket that the service manager listens on at `path`; absent: we make one
        Access access;

        // Enough for people and monitoring; what a connection may buffer makes a bound necessary.
        std::size_t connections_max = 64;
        std::size_t connections_per_user_max = 16;

        std::chrono::milliseconds idle_timeout = std::chrono::seconds{60};

        // Users without a role get an answer that says so, and no more of what others may need.
        std::size_t strangers_max = 16;
        std::size_t strangers_per_user_max = 4;
        std::chrono::milliseconds stranger_timeout = std::chrono::seconds{5};
    };

    // Listens at once; serves when `io` runs. Throws ListenError.
    // REQUIRES: the others outlive the server.
    Server(boost::asio::io_context& io, jobs::Operations& operations, platform::Log& log, Settings settings);

    // Waits for commands that are being carried out: make the operations give up first, if that may take long.
    ~Server();

    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // From the next request on, also for existing connections. Safe from any thread.
    void replace_access(Access access);

    // Removes the socket and disconnects everybody. Replies under way are lost, what was asked is not undone. On the io
    // thread; doing it twice is fine.
    void stop() noexcept;

private:
    class Reception;
    struct Workers;

    std::unique_ptr<Workers> workers_;
    std::shared_ptr<Reception> reception_; // shared with its coroutine, which ends only when `io` runs once more
};

} // namespace retention::control
