// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/document.hpp"
#include "daemon/ctl/render.hpp"

namespace retention::ctl {

std::string render_drift_accepted(const json& result) {
    std::string shown;
    for (const auto& policy : elements(result, "policies")) {
        const auto name = text(policy, "policy");
        if (truth(policy, "already")) {
            shown += "policy " + name + ": nothing came since it was accepted\n";
            continue;
        }
        shown += "policy " + name + ": accepted\n";
        for (const auto& finding : elements(policy, "accepted"))
            shown += "  " + text(finding, "path") + ": " + text(finding, "message") + "\n";
    }
    for (const auto& policy : elements(result, "refused"))
        shown += "policy " + text(policy, "policy") + ": not accepted: " + text(policy, "message") + "\n";
    return shown.empty() ? "no policies\n" : shown;
}

} // namespace retention::ctl
