// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/control/access.hpp"
#include "daemon/control/dispatch.hpp"
#include "daemon/control/protocol.hpp"
#include "daemon/control/refusal_meter.hpp"
#include "daemon/control/request_pace.hpp"
#include "daemon/control/slow_turns.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <set>
#include <string>

namespace retention::control {

class Session;

// What the sessions of one server share. On the io thread, but for `access`.
struct SessionContext {
    jobs::Operations& operations;
    platform::Log& log;
    boost::asio::any_io_executor quick; // where commands are carried out, by kind
    boost::asio::any_io_executor slow;
    uid_t own_uid;
    std::chrono::milliseconds idle_timeout;
    std::chrono::milliseconds stranger_timeout;
    CurrentAccess access;
    SlowTurns slow_turns;
    RequestPace pace = {};
    RefusalMeter refusals = {};
    std::set<Session*> sessions = {}; // those that exist
    bool is_stopped = false;     // then nothing above may be used any more
};

// One connection: reads a line, answers it, reads the next. On the io thread. Keeps itself alive while connected.
class Session : public std::enable_shared_from_this<Session> {
public:
    using Socket = boost::asio::local::stream_protocol::socket;

    Session(Socket socket, Credentials peer, std::shared_ptr<SessionContext> context);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    void start();
    void close() noexcept;

    uid_t uid() const noexcept { return peer_.uid; }
    Role role() const;

private:
    boost::asio::awaitable<void> serve();
    boost::asio::awaitable<bool> read_line(std::string& line);
    boost::asio::awaitable<void> keep_pace(std::size_t bytes);
    boost::asio::awaitable<std::string> answer(std::string line);
    boost::asio::awaitable<std::string> carry_out_slow(Id id, Call call);
    boost::asio::awaitable<bool> write_line(std::string line);
    void watch(std::weak_ptr<jobs::Asker> asker);
    void note_refusal(const std::string& method);

    void arm_deadline();
    void disarm_deadline();

    Socket socket_;
    Credentials peer_;
    std::shared_ptr<SessionContext> context_;
    boost::asio::steady_timer deadline_;
    boost::asio::steady_timer watch_;
    boost::asio::steady_timer pace_;
    std::string received_; // read, and not yet answered
};

} // namespace retention::control
