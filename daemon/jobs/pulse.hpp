// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/wait_observer.hpp"
#include "daemon/platform/progress.hpp"

#include <string>

namespace retention::jobs {

// A thread of a target in its progress. Its sessions tell when they wait for the server; the rest is our own code.
class Pulse final : public database::WaitObserver {
public:
    Pulse(platform::Progress& progress, const std::string& who) : member_(progress, who) {}

    // At the top of the thread's loop.
    void beat() noexcept { member_.step(); }

    void wait_begins() noexcept override { member_.wait_begins(); }
    void wait_ends() noexcept override { member_.wait_ends(); }

private:
    platform::Progress::Member member_;
};

} // namespace retention::jobs
