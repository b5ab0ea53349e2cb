// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/run_state.hpp"

#include <array>

namespace retention::jobs {

namespace {

constexpr std::array kTransitions = {
    RunTransition{RunState::Planning, RunState::AwaitingApproval, "The plan is frozen and exceeds a limit, or is the first."},
    RunTransition{RunState::Planning, RunState::Running, "The plan is frozen and within its limits."},
    RunTransition{RunState::Planning, RunState::Finished, "Nobody is due, or the policy only observes."},
    RunTransition{RunState::AwaitingApproval, RunState::Running, "A person approved the plan's digest."},
    RunTransition{RunState::AwaitingApproval, RunState::Cancelled, "A person refused the plan."},
    RunTransition{RunState::AwaitingApproval, RunState::Superseded, "The policy or the schema changed since the plan."},
    RunTransition{RunState::Running, RunState::Paused, "A person paused the policy, or all work."},
    RunTransition{RunState::Paused, RunState::Running, "A person resumed it."},
    RunTransition{RunState::Running, RunState::Finished, "No batch is pending any more."},
    RunTransition{RunState::Running, RunState::Superseded, "The policy or the schema changed since the plan."},
    RunTransition{RunState::Running, RunState::Cancelled, "A person stopped it for good."},
    RunTransition{RunState::Running, RunState::Failed, "Most persons failed: the cause is no single record."},
    RunTransition{RunState::Paused, RunState::Superseded, "The policy or the schema changed since the plan."},
    RunTransition{RunState::Paused, RunState::Cancelled, "A person stopped it for good."},
};

} // namespace

std::string_view to_text(RunState state) noexcept {
    switch (state) {
    case RunState::Planning:
        return "planning";
    case RunState::AwaitingApproval:
        return "awaiting_approval";
    case RunState::Running:
        return "running";
    case RunState::Paused:
        return "paused";
    case RunState::Finished:
        return "finished";
    case RunState::Superseded:
        return "superseded";
    case RunState::Cancelled:
        return "cancelled";
    case RunState::Failed:
        return "failed";
    }
    return "unknown";
}

std::optional<RunState> active_state(std::string_view text) noexcept {
    for (const auto state : {RunState::AwaitingApproval, RunState::Running, RunState::Paused})
        if (to_text(state) == text)
            return state;
    return std::nullopt;
}

std::span<const RunTransition> run_transitions() noexcept { return kTransitions; }

} // namespace retention::jobs
