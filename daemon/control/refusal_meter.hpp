// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <map>

namespace retention::control {

// Which refused attempts are worth a line in the log and in the record: so few in a minute that whoever tries again and again fills
// neither. The others are counted, and told with the next one. On one thread.
class RefusalMeter {
public:
    using Time = std::chrono::steady_clock::time_point;

    static constexpr std::size_t kOfOneUser = 5;
    static constexpr std::size_t kOfAll = 20;
    static constexpr std::chrono::minutes kPeriod{1};

    // Whether one of `uid`, at `now`, is to be written down.
    bool admits(uid_t uid, Time now);

    // How many of `uid` were not written down since one was; forgets them.
    std::size_t take_untold(uid_t uid);

private:
    struct OfUser {
        std::size_t told = 0; // in this period
        std::size_t untold = 0;
    };

    static constexpr std::size_t kUsersMax = 1024; // more than ever try; bounds our memory all the same

    Time period_began_{};
    std::size_t told_ = 0;
    std::map<uid_t, OfUser> users_;
};

} // namespace retention::control
