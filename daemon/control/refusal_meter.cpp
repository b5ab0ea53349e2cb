// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/refusal_meter.hpp"

#include <utility>

namespace retention::control {

bool RefusalMeter::admits(uid_t uid, Time now) {
    if (period_began_ == Time{} || now - period_began_ >= kPeriod) {
        period_began_ = now;
        told_ = 0;
        if (users_.size() >= kUsersMax)
            users_.clear();
        for (auto& [number, user] : users_)
            user.told = 0;
    }
    if (users_.size() >= kUsersMax && !users_.contains(uid))
        return false;
    auto& user = users_[uid];
    if (user.told >= kOfOneUser || told_ >= kOfAll) {
        ++user.untold;
        return false;
    }
    ++user.told;
    ++told_;
    return true;
}

std::size_t RefusalMeter::take_untold(uid_t uid) {
    const auto found = users_.find(uid);
    return found == users_.end() ? 0 : std::exchange(found->second.untold, 0);
}

} // namespace retention::control
