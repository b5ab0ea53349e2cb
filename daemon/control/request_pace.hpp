// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <map>

namespace retention::control {

// How fast the requests of one user are taken, on all of their connections together: whoever sends more waits, and gets every
// answer in the end. A long line counts as many requests, because reading it costs as much. On one thread.
class RequestPace {
public:
    using Clock = std::chrono::steady_clock;

    // Far more than people and monitoring need, far less than keeps us busy.
    static constexpr std::chrono::milliseconds kPerRequest{10};
    static constexpr std::chrono::seconds kBurst{2};          // what may be asked at once after a while of silence: 200 requests
    static constexpr std::size_t kBytesOfARequest = 16 * 1024;

    // How long a line of so many bytes has to wait; it counts from now on.
    Clock::duration wait_of(uid_t uid, std::size_t bytes, Clock::time_point now);

private:
    void forget_silent(Clock::time_point now);

    std::map<uid_t, Clock::time_point> paid_until_; // by when all that was asked would have been asked at an even pace
};

} // namespace retention::control
