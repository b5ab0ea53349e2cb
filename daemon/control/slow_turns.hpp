// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <sys/types.h>

#include <deque>
#include <map>
#include <memory>
#include <utility>

namespace retention::control {

// One slow command at a time for each user: the threads for such commands are few, and a viewer who asks for plan after plan keeps
// no operator from a run. On the io thread.
class SlowTurns {
public:
    // Gives the turn back at its end.
    class Turn {
    public:
        Turn(SlowTurns& turns, uid_t uid) noexcept : turns_(&turns), uid_(uid) {}
        Turn(Turn&& other) noexcept : turns_(std::exchange(other.turns_, nullptr)), uid_(other.uid_) {}
        Turn& operator=(Turn&&) = delete;
        ~Turn() {
            if (turns_ != nullptr)
                turns_->give_back(uid_);
        }

    private:
        SlowTurns* turns_;
        uid_t uid_;
    };

    explicit SlowTurns(boost::asio::any_io_executor io) : io_(std::move(io)) {}

    // Waits for the turn of `uid`, in the order of asking; also ends when stop() is called, and nothing must be begun then.
    boost::asio::awaitable<Turn> take(uid_t uid);

    // Whoever waits waits no longer.
    void stop();

private:
    using Timer = boost::asio::steady_timer;

    void give_back(uid_t uid);

    boost::asio::any_io_executor io_;
    std::map<uid_t, std::deque<std::shared_ptr<Timer>>> waiting_; // of users whose turn is taken
};

} // namespace retention::control
