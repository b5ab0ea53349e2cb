// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/outcome.hpp"

#include "daemon/ctl/document.hpp"

namespace retention::ctl {

namespace {

// Somebody is overdue, and it is not as it should be; or nobody knows who is.
bool needs_attention(const json& policy) {
    for (const auto& part : elements(policy, "overdue_parts"))
        if (!truth(part, "in_order") && number(part, "subjects") > 0)
            return true;
    return text(policy, "state") == "broken" || text(policy, "state") == "drifted" || !elements(policy, "errors").empty();
}

} // namespace

Outcome outcome_of_status(const json& status) {
    for (const auto& policy : elements(status, "policies"))
        if (needs_attention(policy))
            return Outcome::NeedsAttention;
    for (const auto& run : elements(status, "runs"))
        if (text(run, "state") == "awaiting_approval" || member(run, "policy_loaded") == false)
            return Outcome::NeedsAttention;
    for (const auto& database : elements(status, "databases"))
        if (!text(database, "stopped").empty() || !text(database, "holds_in_doubt").empty() || total(member(database, "requests_elsewhere")) > 0)
            return Outcome::NeedsAttention;
    if (member(status, "refused_reload").is_object())
        return Outcome::NeedsAttention;
    return has_unreachable_database(status) ? Outcome::NeedsAttention : Outcome::Done;
}

bool has_unreachable_database(const json& status) {
    for (const auto& database : elements(status, "databases"))
        if (text(database, "state") == "unreachable")
            return true;
    return false;
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
