// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/document.hpp"
#include "daemon/ctl/render.hpp"
#include "daemon/ctl/table.hpp"

#include <algorithm>

namespace retention::ctl {
namespace {

constexpr std::size_t kWidthForRoles = 110;

// "root (uid 0), logged in as dpo (uid 1001)"
std::string who(const json& command) {
    const auto login = text(command, "login");
    return text(command, "by") + (login.empty() ? "" : ", logged in as " + login);
}

// "contacts, run 7, as_of 2026-01-01"
std::string about(const json& command) {
    std::string result = text(command, "policy");
    const auto add = [&result](const std::string& name, const std::string& value) {
        if (!value.empty())
            result += (result.empty() ? "" : ", ") + name + " " + value;
    };
    add("run", text(command, "run"));
    add("hold", text(command, "hold"));
    const auto& arguments = member(command, "arguments");
    if (arguments.is_object())
        for (const auto& [name, value] : arguments.items())
            add(plain_text(name), text_of(value));
    return result.empty() ? "-" : result;
}

std::string outcome(const json& command, const Screen& screen) {
    const auto outcome = text(command, "outcome");
    if (outcome == "done")
        return outcome;
    if (outcome.empty())
        return coloured(screen, Colour::Yellow, "not known");
    const auto why = text(command, "why");
    return coloured(screen, outcome == "failed" ? Colour::Red : Colour::Yellow, outcome + (why.empty() ? "" : ": " + why));
}

bool has_several_databases(const json& commands) {
    return std::any_of(commands.begin(), commands.end(), [&](const json& command) {
        return text(command, "database") != text(commands.front(), "database");
    });
}

} // namespace

std::string render_audit(const json& audit, const Screen& screen) {
    const auto& commands = elements(audit, "commands");
    const bool has_several = !commands.empty() && has_several_databases(commands);
    // Who and what matter more; --json and a pipe have it all.
    const bool is_narrow = screen.width != 0 && screen.width < kWidthForRoles;
    std::vector<Table::Column> columns{{"AT", Table::Align::Left, true}, {"BY"}, {"COMMAND"}, {"ABOUT"}, {"OUTCOME"}, {"REASON"}};
    if (!is_narrow)
        columns.insert(columns.begin() + 2, {"ROLE"});
    if (has_several)
        columns.push_back({"DATABASE"});
    Table table(std::move(columns));
    for (const auto& command : commands) {
        std::vector<std::string> cells{moment(command, "at", screen), who(command), text(command, "what"),
                                       about(command), outcome(command, screen), text_or_dash(command, "reason")};
        if (!is_narrow)
            cells.insert(cells.begin() + 2, text(command, "role"));
        if (has_several)
            cells.push_back(text(command, "database"));
        table.add(std::move(cells));
    }
    return table.is_empty() ? "no commands\n" : table.render(screen);
}

} // namespace retention::ctl
