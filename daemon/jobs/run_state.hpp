// SPDX-License-Identifier: Apache-2.0
//
// The life of a run. docs/run-lifecycle.md tells the same story; a test compares the table, the page and the journal's
// constraint.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace retention::jobs {

enum class RunState { Planning, AwaitingApproval, Running, Paused, Finished, Superseded, Cancelled, Failed };

// "awaiting_approval"
std::string_view to_text(RunState state) noexcept;

// The state of a run that is planned and not over, as the journal writes it; nothing of any other.
std::optional<RunState> active_state(std::string_view text) noexcept;

struct RunTransition {
    RunState from;
    RunState to;
    std::string_view because;   // a sentence for people
};

// Every step there is; there are no others.
std::span<const RunTransition> run_transitions() noexcept;

} // namespace retention::jobs
