// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/document.hpp"
#include "daemon/ctl/render.hpp"
#include "daemon/ctl/table.hpp"

namespace retention::ctl {
namespace {

using Align = Table::Align;

std::string classes(const json& plan, const Screen& screen) {
    Table table({{"CLASS"}, {"SUBJECTS", Align::Right}});
    const auto& counts = member(plan, "classes");
    if (counts.is_object())
        for (const auto& [name, value] : counts.items())
            table.add({plain_text(name), value.is_number() ? with_separators(value.get<long long>()) : "-"});
    if (number(plan, "unclassified") > 0)
        table.add({coloured(screen, Colour::Yellow, "(none)"), count(plan, "unclassified")});
    return "\n" + table.render(screen);
}

// Every rule with how many are expired, and what becomes of them: the numbers after EXPIRED are why not all are due.
std::string rules(const json& plan, const Screen& screen) {
    Table table({{"RULE"},
                 {"CLASS"},
                 {"ACTION"},
                 {"EXPIRED", Align::Right},
                 {"UNLESS", Align::Right},
                 {"FLOOR", Align::Right},
                 {"HOLD", Align::Right},
                 {"DONE", Align::Right},
                 {"DUE", Align::Right},
                 {"TAKES", Align::Right}});
    for (const auto& rule : elements(plan, "rules"))
        table.add({text(rule, "rule"), listed(member(rule, "class")), text(rule, "action"), count(rule, "expired"),
                   count(rule, "unless"), count(rule, "floor"), count(rule, "hold"), count(rule, "done"),
                   count(rule, "due"), count(rule, "takes")});
    return "\n" + table.render(screen);
}

std::string reasons(const json& plan) {
    std::string result;
    for (const auto& rule : elements(plan, "rules")) {
        if (const auto floors = counted(member(rule, "floors")); !floors.empty())
            result += text(rule, "rule") + ": kept by a floor: " + floors + "\n";
        if (const auto holds = counted(member(rule, "holds")); !holds.empty())
            result += text(rule, "rule") + ": on hold: " + holds + "\n";
        if (number(rule, "no_starting_point") > 0)
            result += text(rule, "rule") +
                      ": never expires without a starting point: " + count(rule, "no_starting_point") + "\n";
    }
    return result.empty() ? "" : "\n" + result;
}

// Those whom nobody will ever come for: the commonest way in which a policy fails.
std::string forgotten(const json& plan, const Screen& screen) {
    std::string result;
    const auto add = [&](long long subjects, const std::string& words) {
        if (subjects > 0)
            result += coloured(screen, Colour::Yellow, with_separators(subjects) + " " + words) + "\n";
    };
    const auto& never_due = member(plan, "never_due");
    const auto& without_rule = member(plan, "without_rule");
    add(number(plan, "unclassified"), "are of no class: they are never touched");
    add(total(never_due), "can never become due as things are (" + counted(never_due) + "): no starting point, or no rule's \"when\" holds");
    if (total(without_rule) > 0)
        result += with_separators(total(without_rule)) + " are of a class without a rule (" + counted(without_rule) + "): they are kept\n";
    if (number(plan, "undone") > 0)
        result += coloured(screen, Colour::Yellow, count(plan, "undone") + " were done, and have again what was taken away: retentionctl redo " +
                                                       text(plan, "policy")) + "\n";
    const auto& unjudged = member(plan, "unjudged");
    for (const auto& one : elements(unjudged, "because"))
        result += coloured(screen, Colour::Yellow, count(one, "subjects") + " can't be judged, and stay as they are: " + text_or(one, "path", "an expression") +
                                                       (text(one, "sqlstate") == "21000" ? " gives several rows instead of one" : " can't be worked out") +
                                                       " for them (SQLSTATE " + text(one, "sqlstate") + ")") + "\n";
    if (number(plan, "unclassified") + total(never_due) + number(unjudged, "subjects") > 0)
        result += "who they are: retentionctl plan " + text(plan, "policy") + " --subjects\n";
    return result.empty() ? "" : "\n" + result;
}

std::string conclusion(const json& plan, const Screen& screen) {
    const auto due = number(plan, "due");
    std::string result = "\n" + coloured(screen, Colour::Bold, "due: " + with_separators(due));
    if (const auto actions = counted(member(plan, "due_by_action")); !actions.empty())
        result += " (" + actions + ")";
    if (const auto oldest = text(plan, "oldest_due_on"); !oldest.empty())
        result += ", the oldest since " + oldest;
    result += "\n";
    if (const auto doubt = text(plan, "holds_in_doubt"); !doubt.empty())
        result += coloured(screen, Colour::Red, "nothing would be done: " + doubt) + "\n";
    if (text(plan, "mode") == "observe")
        result += "mode observe: a run reports, and changes nothing\n";
    for (const auto& limit : elements(plan, "limits"))
        result += coloured(screen, Colour::Yellow, "needs approval: " + text_of(limit)) + "\n";
    return result;
}

} // namespace

std::string render_plan(const json& plan, const Screen& screen) {
    return "plan of policy " + text(plan, "policy") + " as of " + moment(plan, "as_of") + ": " + count(plan, "subjects") +
           " subjects\n" + classes(plan, screen) + rules(plan, screen) + reasons(plan) + forgotten(plan, screen) + conclusion(plan, screen);
}

} // namespace retention::ctl
