// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace retention::ctl {

// The exit status of retentionctl: a contract, described in docs/control-protocol.md.
enum class Outcome : int {
    Done = 0,
    Failed = 1,         // also: the run failed, was cancelled or superseded
    Usage = 2,          // the command line makes no sense
    NeedsAttention = 3, // something is overdue, broken, or waits for a person
};

inline int exit_status(Outcome outcome) noexcept {
    return static_cast<int>(outcome);
}

// NeedsAttention when subjects are overdue, a run waits for approval, a policy is broken or a database unreachable.
Outcome outcome_of_status(const nlohmann::json& status);

// Some database can't be asked now: what is told of its runs and policies may be old or missing.
bool has_unreachable_database(const nlohmann::json& status);

// By the run's state: where it stands when nobody waits any longer.
Outcome outcome_of_run(const std::string& state);

// Nothing more will happen to a run in this state.
bool has_ended(const std::string& state);

} // namespace retention::ctl
