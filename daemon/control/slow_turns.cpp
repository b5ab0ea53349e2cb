// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/slow_turns.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace retention::control {

namespace asio = boost::asio;

asio::awaitable<SlowTurns::Turn> SlowTurns::take(uid_t uid) {
    const auto [user, is_first] = waiting_.try_emplace(uid);
    if (!is_first) {
        // Stands in the queue until whoever has the turn hands it on, by ending the wait.
        auto timer = std::make_shared<Timer>(io_, Timer::time_point::max());
        user->second.push_back(timer);
        boost::system::error_code ended;
        co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, ended));
    }
    co_return Turn(*this, uid);
}

void SlowTurns::give_back(uid_t uid) {
    const auto user = waiting_.find(uid);
    if (user == waiting_.end())
        return;
    if (user->second.empty()) {
        waiting_.erase(user);
        return;
    }
    const auto next = std::move(user->second.front());
    user->second.pop_front();
    next->cancel();
}

void SlowTurns::stop() {
    for (auto& [uid, timers] : waiting_) {
        for (const auto& timer : timers)
            timer->cancel();
        timers.clear();
    }
}

} // namespace retention::control
