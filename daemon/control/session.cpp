// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/session.hpp"

#include "daemon/control/peer.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <poll.h>

#include <optional>
#include <utility>
#include <variant>

namespace retention::control {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// Whoever has no role gets an answer, but not a megabyte of our memory.
constexpr std::size_t kStrangerBytesMax = 4096;

// How often it is asked whether whoever waits for a slow command is still there.
constexpr std::chrono::milliseconds kWatchPause{500};

// Whether the peer has closed its end. One that only has nothing more to say (shutdown for writing) still listens.
bool is_closed_by_peer(int descriptor) noexcept {
    pollfd entry{descriptor, 0, 0};
    return ::poll(&entry, 1, 0) == 1 && (entry.revents & (POLLHUP | POLLERR)) != 0;
}

// A buffer that has grown beyond this is given back.
constexpr std::size_t kBufferBytesKept = 64 * 1024;

std::string too_long(std::size_t bytes_max) {
    return encode(
        Reply{nullptr,
              Error{ErrorCode::InvalidRequest, "the line is longer than " + std::to_string(bytes_max) + " bytes", {}}});
}

// On a thread of the pool. The name of a user may come from a directory server, so it is asked for here.
asio::awaitable<std::string> carry_out_and_encode(std::shared_ptr<SessionContext> context, Id id, Call call,
                                                  Credentials peer) {
    Reply reply{std::move(id), carry_out(std::move(call), describe_peer(peer), context->operations, context->log)};
    co_return encode(reply);
}

} // namespace

Session::Session(Socket socket, Credentials peer, std::shared_ptr<SessionContext> context)
    : socket_(std::move(socket)), peer_(std::move(peer)), context_(std::move(context)),
      deadline_(socket_.get_executor()), watch_(socket_.get_executor()), pace_(socket_.get_executor()) {
    context_->sessions.insert(this);
}

Session::~Session() {
    context_->sessions.erase(this);
}

void Session::start() {
    asio::co_spawn(
        socket_.get_executor(), [self = shared_from_this()] { return self->serve(); }, asio::detached);
}

void Session::close() noexcept {
    error_code ignored;
    socket_.close(ignored);
    deadline_.expires_at(asio::steady_timer::time_point::max());
    watch_.expires_at(asio::steady_timer::time_point::max());
    pace_.cancel();
}

asio::awaitable<void> Session::serve() {
    std::string line;
    bool is_open = true;
    while (is_open) {
        arm_deadline();
        const bool has_line = co_await read_line(line);
        if (!has_line)
            break;
        disarm_deadline();
        co_await keep_pace(line.size());
        if (context_->is_stopped)
            break;
        std::string reply = co_await answer(std::move(line));
        if (context_->is_stopped)
            break;
        arm_deadline();
        const bool is_written = co_await write_line(std::move(reply));
        is_open = is_written && role() != Role::None;
    }
    close();
}

asio::awaitable<bool> Session::read_line(std::string& line) {
    const std::size_t bytes_max = role() == Role::None ? kStrangerBytesMax : kLineBytesMax;
    error_code error;
    const std::size_t size = co_await asio::async_read_until(socket_, asio::dynamic_buffer(received_, bytes_max + 1),
                                                             '\n', asio::redirect_error(asio::use_awaitable, error));
    if (error == asio::error::not_found) {
        co_await write_line(too_long(bytes_max));
        co_return false;
    }
    if (error || context_->is_stopped)
        co_return false;
    line.assign(received_, 0, size - 1);
    received_.erase(0, size);
    if (received_.capacity() > kBufferBytesKept)
        received_.shrink_to_fit();
    co_return true;
}

// Before the line is looked at: reading it is what costs. An administrator could stop us in easier ways than by asking much.
asio::awaitable<void> Session::keep_pace(std::size_t bytes) {
    const auto wait = context_->pace.wait_of(peer_.uid, bytes, RequestPace::Clock::now());
    if (wait == RequestPace::Clock::duration::zero() || role() == Role::Administrator)
        co_return;
    pace_.expires_after(wait);
    error_code ignored;
    co_await pace_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

asio::awaitable<std::string> Session::answer(std::string line) {
    auto decoded = decode_request(line);
    if (auto* refused = std::get_if<RefusedRequest>(&decoded))
        co_return encode(Reply{std::move(refused->id), std::move(refused->error)});

    auto& request = std::get<Request>(decoded);
    auto admitted = admit(request, role());
    if (auto* error = std::get_if<Error>(&admitted)) {
        if (error->code == ErrorCode::NotPermitted)
            note_refusal(request.method);
        co_return encode(Reply{std::move(request.id), std::move(*error)});
    }

    auto& call = std::get<Call>(admitted);
    if (call.command->is_slow)
        co_return co_await carry_out_slow(std::move(request.id), std::move(call));
    auto work = carry_out_and_encode(context_, std::move(request.id), std::move(call), peer_);
    co_return co_await asio::co_spawn(context_->quick, std::move(work), asio::use_awaitable);
}

asio::awaitable<std::string> Session::carry_out_slow(Id id, Call call) {
    std::optional<SlowTurns::Turn> turn;
    if (role() != Role::Administrator)
        turn.emplace(co_await context_->slow_turns.take(peer_.uid));
    // Whoever has left while waiting wants nothing any more.
    if (context_->is_stopped || !socket_.is_open() || is_closed_by_peer(socket_.native_handle()))
        co_return std::string{};
    watch(call.arguments.asker());
    auto work = carry_out_and_encode(context_, std::move(id), std::move(call), peer_);
    co_return co_await asio::co_spawn(context_->slow, std::move(work), asio::use_awaitable);
}

asio::awaitable<bool> Session::write_line(std::string line) {
    line += '\n';
    error_code error;
    co_await asio::async_write(socket_, asio::buffer(line), asio::redirect_error(asio::use_awaitable, error));
    co_return !error && !context_->is_stopped;
}

// Beside the answer, not before it; among the slow ones, so that a database that does not answer keeps no status waiting.
void Session::note_refusal(const std::string& method) {
    if (!context_->refusals.admits(peer_.uid, std::chrono::steady_clock::now()))
        return;
    asio::post(context_->slow, [context = context_, peer = peer_, role = role(), method, untold = context_->refusals.take_untold(peer_.uid)] {
        tell_refused(method, role, describe_peer(peer), untold, context->operations, context->log);
    });
}

Role Session::role() const {
    const auto access = context_->access.get();
    return role_of(peer_, *access, context_->own_uid);
}

void Session::arm_deadline() {
    deadline_.expires_after(role() == Role::None ? context_->stranger_timeout : context_->idle_timeout);
    deadline_.async_wait([weak = weak_from_this()](error_code error) {
        const auto self = weak.lock();
        // The expiry is asked too: the timer may have been set anew after it went off, before this is called.
        if (!error && self && self->deadline_.expiry() <= asio::steady_timer::clock_type::now())
            self->close();
    });
}

void Session::disarm_deadline() {
    deadline_.expires_at(asio::steady_timer::time_point::max());
}

// Until the command is carried out, which lets go of the asker.
void Session::watch(std::weak_ptr<jobs::Asker> asker) {
    watch_.expires_after(kWatchPause);
    watch_.async_wait([weak = weak_from_this(), asker = std::move(asker)](error_code error) {
        const auto self = weak.lock();
        const auto waiting = asker.lock();
        if (error || !self || !waiting)
            return;
        if (!self->socket_.is_open() || is_closed_by_peer(self->socket_.native_handle()))
            waiting->leave();
        else
            self->watch(waiting);
    });
}

} // namespace retention::control
