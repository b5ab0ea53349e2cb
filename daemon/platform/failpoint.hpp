// SPDX-License-Identifier: Apache-2.0
//
// Named points between any two durable steps, at which tests make the daemon die. RETENTIOND_FAILPOINT=name:N:what in
// the environment arms one: at its N-th hit the process is killed, stopped or exits, or the thread throws or hangs.
//
// Compiled into every build, so that what is tested is what is shipped: an unarmed point costs one relaxed atomic load.
// `retentiond --failpoints` prints the names, so that a test that goes through all of them cannot forget one.
#pragma once

#include <array>
#include <atomic>
#include <stdexcept>
#include <string_view>

namespace retention::platform {

enum class Failpoint : int {
    PlanBeforeInsert,
    PlanAfterInsert,
    PlanAfterCommit,
    BatchAfterClaim,
    BatchAfterLock,
    BatchAfterJudge,
    BatchAfterAction,
    BatchAfterProof,
    BatchAfterRecord,
    BatchAfterCommit,
    RunBeforeFinish,
    RunAfterFinish,
    ApproveBeforeCommit,
    ApproveAfterCommit,
    MigrationBefore,
    MigrationAfter,
    PolicyBeforeCommit,
    PolicyAfterCommit,
    SupersedeBeforeCommit,
    SupersedeAfterCommit,
    SplitBeforeCommit,
    SplitAfterCommit,
    PutOffBeforeCommit,
    PutOffAfterCommit,
    HalveBeforeCommit,
    HalveAfterCommit,
    SetAsideBeforeCommit,
    SetAsideAfterCommit,
    RunFailedBeforeCommit,
    RunFailedAfterCommit,
    HoldBeforeCommit,
    HoldAfterCommit,
    HoldRemovalBeforeCommit,
    HoldRemovalAfterCommit,
    PauseAsked,
    PauseBeforeCommit,
    PauseAfterCommit,
    ResumeBeforeCommit,
    ResumeAfterCommit,
    CancelAsked,
    CancelBeforeCommit,
    CancelAfterCommit,
    AcceptBeforeCommit,
    AcceptAfterCommit,
    WaitBeforeCommit,
    WaitAfterCommit,
    StopBeforeCommit,
    StopAfterCommit,
    PaceBeforeCommit,
    PaceAfterCommit,
    RehearsalBeforeCommit,
    RehearsalAfterCommit,
    RedoBeforeCommit,
    RedoAfterCommit,
    RequestBeforeCommit,
    RequestAfterCommit,
    WithdrawalBeforeCommit,
    WithdrawalAfterCommit,
};

// In the order of the enumerators; a mismatch in number does not compile.
inline constexpr std::array kFailpointNames = {
    std::string_view{"plan_before_insert"},    std::string_view{"plan_after_insert"},
    std::string_view{"plan_after_commit"},     std::string_view{"batch_after_claim"},
    std::string_view{"batch_after_lock"},      std::string_view{"batch_after_judge"},
    std::string_view{"batch_after_action"},    std::string_view{"batch_after_proof"},
    std::string_view{"batch_after_record"},    std::string_view{"batch_after_commit"},
    std::string_view{"run_before_finish"},     std::string_view{"run_after_finish"},
    std::string_view{"approve_before_commit"}, std::string_view{"approve_after_commit"},
    std::string_view{"migration_before"},
    std::string_view{"migration_after"},
    std::string_view{"policy_before_commit"},
    std::string_view{"policy_after_commit"},
    std::string_view{"supersede_before_commit"},
    std::string_view{"supersede_after_commit"},
    std::string_view{"split_before_commit"},
    std::string_view{"split_after_commit"},
    std::string_view{"put_off_before_commit"},
    std::string_view{"put_off_after_commit"},
    std::string_view{"halve_before_commit"},
    std::string_view{"halve_after_commit"},
    std::string_view{"set_aside_before_commit"},
    std::string_view{"set_aside_after_commit"},
    std::string_view{"run_failed_before_commit"},
    std::string_view{"run_failed_after_commit"},
    std::string_view{"hold_before_commit"},
    std::string_view{"hold_after_commit"},
    std::string_view{"hold_removal_before_commit"},
    std::string_view{"hold_removal_after_commit"},
    std::string_view{"pause_asked"},
    std::string_view{"pause_before_commit"},
    std::string_view{"pause_after_commit"},
    std::string_view{"resume_before_commit"},
    std::string_view{"resume_after_commit"},
    std::string_view{"cancel_asked"},
    std::string_view{"cancel_before_commit"},
    std::string_view{"cancel_after_commit"},
    std::string_view{"accept_before_commit"},
    std::string_view{"accept_after_commit"},
    std::string_view{"wait_before_commit"},
    std::string_view{"wait_after_commit"},
    std::string_view{"stop_before_commit"},
    std::string_view{"stop_after_commit"},
    std::string_view{"pace_before_commit"},
    std::string_view{"pace_after_commit"},
    std::string_view{"rehearsal_before_commit"},
    std::string_view{"rehearsal_after_commit"},
    std::string_view{"redo_before_commit"},
    std::string_view{"redo_after_commit"},
    std::string_view{"request_before_commit"},
    std::string_view{"request_after_commit"},
    std::string_view{"withdrawal_before_commit"},
    std::string_view{"withdrawal_after_commit"},
};
static_assert(kFailpointNames.size() == static_cast<std::size_t>(Failpoint::WithdrawalAfterCommit) + 1);

// Thrown by a point that is armed with `throw`.
class FailpointHit : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// The exit status of a point that is armed with `exit`.
inline constexpr int kFailpointExitStatus = 86;

// Arms a point: "batch_after_claim:3:kill", with kill, stop, throw, exit or hang. An empty text disarms. Throws
// std::invalid_argument. Called before other threads start.
void arm_failpoint(std::string_view text);

// arm_failpoint() with RETENTIOND_FAILPOINT, where that is set.
void arm_failpoint_from_environment();

namespace detail {
extern std::atomic<int> armed_failpoint; // the enumerator's value, or -1
void hit(Failpoint point);
} // namespace detail

// Does nothing, unless `point` is armed. Safe from any thread.
inline void failpoint(Failpoint point) {
    if (detail::armed_failpoint.load(std::memory_order_relaxed) == static_cast<int>(point)) [[unlikely]]
        detail::hit(point);
}

} // namespace retention::platform
