// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/target.hpp"

namespace retention::jobs {

// Commands and plans may look at everybody; batches may not take long.
inline constexpr database::Timeouts kCommandTimeouts{std::chrono::hours(1), std::chrono::seconds(5), std::chrono::minutes(10)};

// Between looks for work that another daemon may have left.
inline constexpr std::chrono::milliseconds kIdle{250};

inline constexpr std::chrono::milliseconds kReconnectMin{200};
inline constexpr std::chrono::milliseconds kReconnectMax{5'000};

// Registers a session for as long as it may run statements that stop() should cancel, or that guard() may have to cut off.
class Target::Connected {
public:
    Connected(Target& target, database::Session& session, std::optional<std::chrono::milliseconds> patience = std::nullopt,
              std::shared_ptr<const Asker> asker = nullptr)
        : target_(target), session_(&session) {
        const auto now = std::chrono::steady_clock::now();
        const std::lock_guard lock(target_.mutex_);
        target_.in_use_.push_back({session_, now, patience ? std::optional(now + *patience) : std::nullopt, std::move(asker)});
    }
    ~Connected() {
        const std::lock_guard lock(target_.mutex_);
        std::erase_if(target_.in_use_, [this](const InUse& in_use) { return in_use.session == session_; });
    }
    Connected(const Connected&) = delete;
    Connected& operator=(const Connected&) = delete;

private:
    Target& target_;
    database::Session* session_;
};

} // namespace retention::jobs
