// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/document.hpp"
#include "daemon/ctl/render.hpp"

namespace retention::ctl {
namespace {

// contacts.yaml:31:12: error: rules.silent-prospects.unless: column "x" does not exist
std::string finding_text(const json& finding, const Screen& screen) {
    std::string result = text(finding, "file");
    if (number(finding, "line") > 0)
        result += ":" + text(finding, "line") + ":" + text(finding, "column");
    const auto severity = text(finding, "severity");
    const auto colour = severity == "error" ? Colour::Red : severity == "warning" ? Colour::Yellow : Colour::Dim;
    result += (result.empty() ? "" : ": ") + coloured(screen, colour, severity) + ": ";
    if (const auto path = text(finding, "path"); !path.empty())
        result += path + ": ";
    result += text(finding, "message") + "\n";
    if (const auto hint = text(finding, "hint"); !hint.empty())
        result += "  HINT: " + hint + "\n";
    return result;
}

} // namespace

std::string render_reload(const json& reload, const Screen& screen) {
    std::string result;
    for (const auto& finding : elements(reload, "findings"))
        result += finding_text(finding, screen);
    const auto policies = number(reload, "policies");
    if (truth(reload, "swapped"))
        return result + "reloaded: " + with_separators(policies) + " " + (policies == 1 ? "policy" : "policies") + "\n";
    return result + coloured(screen, Colour::Red, "not reloaded: the configuration has errors") +
           "; the daemon goes on with the old one\n";
}

} // namespace retention::ctl
