// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/outcome.hpp"

#include "daemon/ctl/document.hpp"

namespace retention::ctl {

Outcome outcome_of_status(const json& status) {
    for (const auto& policy : elements(status, "policies"))
        if (total(member(policy, "overdue")) > 0 || text(policy, "state") == "broken")
            return Outcome::NeedsAttention;
    for (const auto& run : elements(status, "runs"))
        if (text(run, "state") == "awaiting_approval")
            return Outcome::NeedsAttention;
    for (const auto& database : elements(status, "databases"))
        if (text(database, "state") == "unreachable")
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
