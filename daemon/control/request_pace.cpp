// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/request_pace.hpp"

#include <algorithm>

namespace retention::control {
namespace {

constexpr std::size_t kUsersKept = 256;

} // namespace

RequestPace::Clock::duration RequestPace::wait_of(uid_t uid, std::size_t bytes, Clock::time_point now) {
    if (paid_until_.size() >= kUsersKept)
        forget_silent(now);
    const auto requests = static_cast<long long>(1 + bytes / kBytesOfARequest);
    auto& paid_until = paid_until_[uid];
    paid_until = std::max(paid_until, now - kBurst) + requests * kPerRequest;
    return std::max(Clock::duration::zero(), paid_until - now);
}

void RequestPace::forget_silent(Clock::time_point now) {
    std::erase_if(paid_until_, [now](const auto& user) { return user.second <= now - kBurst; });
}

} // namespace retention::control
