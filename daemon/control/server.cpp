// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/server.hpp"

#include "daemon/control/listener.hpp"
#include "daemon/control/peer.hpp"
#include "daemon/control/session.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <unistd.h>

#include <algorithm>
#include <exception>
#include <utility>
#include <vector>

namespace retention::control {
namespace {

namespace asio = boost::asio;
using asio::local::stream_protocol;
using boost::system::error_code;

// After a failure to accept, such as too many open files, which would only repeat itself at once.
constexpr std::chrono::milliseconds kAcceptPause{100};

// Warnings that a client can provoke are written once in this time.
constexpr std::chrono::seconds kWarningPause{10};

} // namespace

struct Server::Workers {
    asio::thread_pool quick{2};
    asio::thread_pool slow{2};
};

// Accepts connections and makes sessions of them.
class Server::Reception : public std::enable_shared_from_this<Server::Reception> {
public:
    Reception(asio::io_context& io, std::shared_ptr<SessionContext> context, const Settings& settings)
        : context_(std::move(context)), connections_max_(settings.connections_max),
          connections_per_user_max_(settings.connections_per_user_max), strangers_max_(settings.strangers_max),
          strangers_per_user_max_(settings.strangers_per_user_max), listener_(settings.path, settings.group, settings.inherited),
          acceptor_(io, stream_protocol(), listener_.release_descriptor()), pause_(io) {}

    void start() {
        asio::co_spawn(
            acceptor_.get_executor(), [self = shared_from_this()] { return self->accept(); }, asio::detached);
    }

    void stop() noexcept {
        context_->is_stopped = true;
        listener_.unlink();
        error_code ignored;
        acceptor_.close(ignored);
        pause_.expires_at(asio::steady_timer::time_point::max());
        context_->slow_turns.stop();
        for (auto* session : context_->sessions)
            session->close();
    }

    SessionContext& context() noexcept { return *context_; }

private:
    asio::awaitable<void> accept() {
        for (;;) {
            error_code error;
            auto socket = co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
            if (context_->is_stopped)
                co_return;
            if (!error) {
                welcome(std::move(socket));
                continue;
            }
            warn_sometimes([&] {
                context_->log.warning("CONTROL_ACCEPT_FAILED",
                                      "cannot accept a connection: " + error.message() + ", trying again in 100 ms");
            });
            pause_.expires_after(kAcceptPause);
            co_await pause_.async_wait(asio::redirect_error(asio::use_awaitable, error));
            if (context_->is_stopped)
                co_return;
        }
    }

    void welcome(Session::Socket socket) {
        try {
            auto peer = peer_credentials(socket.native_handle());
            if (is_full(peer))
                turn_away(socket, peer);
            else
                std::make_shared<Session>(std::move(socket), std::move(peer), context_)->start();
        } catch (const std::exception&) {
            // The peer is gone already, or there is no memory for one more. Whatever it is, others are to be accepted.
        }
    }

    template <typename Which>
    std::size_t count_sessions(Which which) const {
        return static_cast<std::size_t>(std::count_if(context_->sessions.begin(), context_->sessions.end(), which));
    }

    // An administrator gets in also when others hold all connections there are, but keeps to the bound of one user. Whoever has no
    // role has connections of a number of their own, so that they keep nobody out who has one.
    bool is_full(const Credentials& peer) const {
        const auto role = role_of(peer, *context_->access.get(), context_->own_uid);
        const auto own = count_sessions([&](const Session* session) { return session->uid() == peer.uid; });
        const auto strangers = count_sessions([](const Session* session) { return session->role() == Role::None; });
        if (role == Role::None)
            return own >= strangers_per_user_max_ || strangers >= strangers_max_;
        return own >= connections_per_user_max_ ||
               (role != Role::Administrator && context_->sessions.size() - strangers >= connections_max_);
    }

    void turn_away(Session::Socket& socket, const Credentials& peer) {
        const auto line = encode(Reply{nullptr, Error{ErrorCode::Unavailable, "too many connections",
                                                      "Close some, or wait until idle ones are closed."}}) +
                          "\n";
        // Fits into the empty buffer of a new connection, so this neither blocks nor is cut short.
        error_code ignored;
        socket.write_some(asio::buffer(line), ignored);
        warn_sometimes([&] {
            context_->log.warning("CONTROL_CONNECTION_REFUSED",
                                  "too many connections, refused one of uid " + std::to_string(peer.uid));
        });
    }

    template <typename Warn>
    void warn_sometimes(Warn warn) {
        const auto now = std::chrono::steady_clock::now();
        if (now < next_warning_)
            return;
        next_warning_ = now + kWarningPause;
        warn();
    }

    std::shared_ptr<SessionContext> context_;
    std::size_t connections_max_;
    std::size_t connections_per_user_max_;
    std::size_t strangers_max_;
    std::size_t strangers_per_user_max_;
    Listener listener_;
    stream_protocol::acceptor acceptor_;
    asio::steady_timer pause_;
    std::chrono::steady_clock::time_point next_warning_{};
};

Server::Server(asio::io_context& io, jobs::Operations& operations, platform::Log& log, Settings settings)
    : workers_(std::make_unique<Workers>()) {
    std::shared_ptr<SessionContext> context(new SessionContext{operations,
                                                               log,
                                                               workers_->quick.get_executor(),
                                                               workers_->slow.get_executor(),
                                                               ::geteuid(),
                                                               settings.idle_timeout,
                                                               settings.stranger_timeout,
                                                               CurrentAccess(settings.access),
                                                               SlowTurns(io.get_executor())});
    reception_ = std::make_shared<Reception>(io, std::move(context), settings);
    reception_->start();
    log.info("CONTROL_LISTENING", "listening at '" + settings.path.string() + "'");
}

Server::~Server() {
    stop();
    // Commands that nobody has begun are dropped, those that are being carried out finish.
    workers_->quick.stop();
    workers_->slow.stop();
    workers_->quick.join();
    workers_->slow.join();
}

void Server::replace_access(Access access) {
    reception_->context().access.replace(std::move(access));
}

void Server::stop() noexcept {
    reception_->stop();
}

} // namespace retention::control
