// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/ctl/screen.hpp"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace retention::ctl {

// How far one run is. Fed with its documents as time goes by; the rate is that since the first of them.
class Progress {
public:
    using Time = std::chrono::steady_clock::time_point;

    void update(const nlohmann::json& run, Time now);

    // "run 12 contacts  ████████░░░░░░░░  51%  153 of 300  0:42 left"
    std::string bar(const Screen& screen) const;

    // A line for a log, when there is something to say since the last one: a new state, or another ten percent.
    std::optional<std::string> news();

    const std::string& state() const noexcept { return state_; }

private:
    int percent() const;
    std::string label() const;
    std::string counts() const;
    std::optional<std::chrono::seconds> time_left() const;

    long long run_ = 0;
    std::string policy_;
    std::string state_;
    std::string reason_;
    long long planned_ = 0;
    long long handled_ = 0; // done, skipped or failed

    std::optional<Time> first_time_;
    Time last_time_;
    long long first_handled_ = 0;

    std::string told_state_;
    int told_tenth_ = 0;
};

} // namespace retention::ctl
