// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/document.hpp"
#include "daemon/ctl/render.hpp"
#include "daemon/ctl/table.hpp"

namespace retention::ctl {

namespace {

// The journal forgets whom the hold was on: whoever removed the wrong one reads it here.
std::string released(const json& result) {
    const auto subject = listed(member(result, "subject"));
    if (subject.empty())
        return "";
    const auto whom = ": subject " + subject + " of policy " + text(result, "policy");
    const auto others = number(result, "others");
    return others == 0   ? whom + " can be acted upon again"
           : others == 1 ? whom + " stays on hold by another: retentionctl hold list"
                         : whom + " stays on hold by " + with_separators(others) + " others: retentionctl hold list";
}

// Whom it protects nobody can tell, and until somebody does nothing is planned.
std::string doubt_of(const json& hold) {
    const auto doubt = text(hold, "doubt");
    return doubt == "no_row"      ? "names no row that is there"
           : doubt == "no_table"  ? "names no table that can be read by this key"
           : doubt == "no_policy" ? "its policy is not in force"
                                  : doubt;
}

} // namespace

std::string render_holds(const json& holds, const Screen& screen) {
    Table table({{"HOLD", Table::Align::Right}, {"POLICY"}, {"SUBJECT"}, {"REASON"}, {"BY"}, {"AT"}, {""}});
    for (const auto& hold : elements(holds, "holds"))
        table.add({text(hold, "hold"), text(hold, "policy"), listed(member(hold, "subject")), text(hold, "reason"),
                   text(hold, "by"), moment(hold, "at", screen), doubt_of(hold)});
    return table.is_empty() ? "no holds\n" : table.render(screen);
}

std::string render_hold_added(const json& result) {
    if (truth(result, "too_late"))
        return "too late: subject " + listed(member(result, "subject")) + " of policy " + text(result, "policy") +
               " has been acted upon already\n";
    return "hold " + text(result, "hold") + " on subject " + listed(member(result, "subject")) + " of policy " +
           text(result, "policy") + "\n";
}

std::string render_hold_removed(const json& result) {
    return "hold " + text(result, "hold") + (truth(result, "already") ? " was removed already\n" : " removed" + released(result) + "\n");
}

} // namespace retention::ctl
