// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/outcome.hpp"

#include "daemon/ctl/document.hpp"

#include <string_view>

namespace retention::ctl {

namespace {

// Those whom the law or a dispute keeps, whom a run is working on, or whom a policy only observes: as it should be.
bool is_in_order(std::string_view reason) {
    return reason == "hold" || reason == "floor" || reason == "running" || reason == "observe";
}

bool needs_attention(const json& overdue) {
    if (!overdue.is_object())
        return false;
    for (const auto& [reason, subjects] : overdue.items())
        if (!is_in_order(reason) && subjects.is_number() && subjects > 0)
            return true;
    return false;
}

} // namespace

Outcome outcome_of_status(const json& status) {
    for (const auto& policy : elements(status, "policies"))
        if (needs_attention(member(policy, "overdue")) || text(policy, "state") == "broken" || text(policy, "state") == "drifted")
            return Outcome::NeedsAttention;
    for (const auto& run : elements(status, "runs"))
        if (text(run, "state") == "awaiting_approval" || member(run, "policy_loaded") == false)
            return Outcome::NeedsAttention;
    for (const auto& database : elements(status, "databases"))
        if (text(database, "state") == "unreachable" || !text(database, "stopped").empty())
            return Outcome::NeedsAttention;
    return Outcome::Done;
}

Outcome outcome_of_run(const std::string& state) {
    if (state == "failed" || state == "cancelled" || state == "superseded")
        return Outcome::Failed;
    return state == "awaiting_approval" ? Outcome::NeedsAttention : Outcome::Done;
}

bool has_ended(const std::string& state) {
    return state == "finished" || state == "failed" || state == "cancelled" || state == "superseded";
}

} // namespace retention::ctl
