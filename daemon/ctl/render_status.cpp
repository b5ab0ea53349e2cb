// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/document.hpp"
#include "daemon/ctl/render.hpp"
#include "daemon/ctl/table.hpp"

#include <algorithm>

namespace retention::ctl {
namespace {

using Align = Table::Align;

std::string with_spaces(std::string word) {
    std::replace(word.begin(), word.end(), '_', ' ');
    return word;
}

std::string heading(const json& status) {
    std::string line = "retentiond " + text(status, "version") + ", process " + text(status, "pid") + ", since " +
                       moment(status, "started_at") + "\n";
    if (const auto config = text(status, "config"); !config.empty())
        line += "configuration: " + config + "\n";
    return line;
}

std::string databases(const json& status, const Screen& screen) {
    Table table({{"DATABASE"}, {"STATE"}, {""}});
    for (const auto& database : elements(status, "databases"))
        table.add(
            {text(database, "database"), coloured_state(screen, text(database, "state")), text(database, "message")});
    std::string more;
    for (const auto& database : elements(status, "databases")) {
        std::string by_hand;
        const auto& set = member(database, "set_by_hand");
        if (set.is_object())
            for (const auto& [key, value] : set.items())
                by_hand += (by_hand.empty() ? "" : ", ") + plain_text("pace." + key) + "=" + text_of(value);
        if (!by_hand.empty())
            more += text(database, "database") + ": set by hand until a restart or a reload: " + coloured(screen, Colour::Yellow, by_hand) + "\n";
    }
    return table.is_empty() ? "" : "\n" + table.render(screen) + more;
}

// Somebody changed the files, and the daemon goes on by what they said before.
std::string refused_reload(const json& status, const Screen& screen) {
    constexpr std::size_t kErrorsShown = 5;
    const auto& refused = member(status, "refused_reload");
    if (!refused.is_object())
        return "";
    std::string lines = coloured(screen, Colour::Red, "the reload of " + moment(refused, "at") + " was refused; what was read before stays in force:") + "\n";
    const auto& errors = elements(refused, "errors");
    for (std::size_t i = 0; i < errors.size() && i < kErrorsShown; ++i)
        lines += "  " + text_of(errors[i]) + "\n";
    if (errors.size() > kErrorsShown)
        lines += "  and " + std::to_string(errors.size() - kErrorsShown) + " more; all of them: retentiond --check\n";
    return lines;
}

// The same file stops all databases: told once.
std::string stop(const json& status, const Screen& screen) {
    for (const auto& database : elements(status, "databases"))
        if (const auto stopped = text(database, "stopped"); !stopped.empty())
            return coloured(screen, Colour::Red, "STOPPED: " + stopped + "; nothing starts until it is removed") + "\n";
    return "";
}

// Nobody carries them out.
std::string requests_elsewhere(const json& status, const Screen& screen) {
    std::string lines;
    for (const auto& database : elements(status, "databases"))
        if (const auto& elsewhere = member(database, "requests_elsewhere"); total(elsewhere) > 0)
            lines += coloured(screen, Colour::Red, with_separators(total(elsewhere)) + " requests to be erased are of policies that are not in force (" +
                                                       counted(elsewhere) + "): retentionctl request list") + "\n";
    return lines;
}

// Every plan would be refused.
std::string holds_in_doubt(const json& status, const Screen& screen) {
    std::string lines;
    for (const auto& database : elements(status, "databases"))
        if (const auto doubt = text(database, "holds_in_doubt"); !doubt.empty())
            lines += coloured(screen, Colour::Red, "nothing is planned in database " + text(database, "database") + ": " + doubt) + "\n";
    return lines;
}

std::string last_run_text(const json& run) {
    if (!run.is_object())
        return "-";
    return text(run, "run") + " " + text(run, "state") + ", " + count(run, "done") + " of " + count(run, "planned");
}

// How old the numbers are.
std::string counted_line(const json& policy) {
    if (text(policy, "counted_at").empty())
        return text(policy, "read_at").empty() ? "" : text(policy, "policy") + ": not counted yet\n";
    return text(policy, "policy") + ": " + count(policy, "subjects") + " subjects, counted " + moment(policy, "counted_at") +
           (truth(policy, "changed_since_count") ? " by an earlier text of the policy" : "") + "\n";
}

std::string requests_line(const json& policy) {
    const auto& requests = member(policy, "requests");
    const auto open = requests.is_object() ? number(requests, "open") : 0;
    if (open == 0)
        return "";
    return text(policy, "policy") + ": " + with_separators(open) + (open == 1 ? " open erasure request, of " : " open erasure requests, the first of ") +
           moment(requests, "oldest_at") + "; how they stand: retentionctl request list\n";
}

// Everybody whose period has ended and who is still there, by the reason why.
std::string overdue(const json& status, const Screen& screen) {
    Table table({{"POLICY"}, {"OVERDUE", Align::Right}, {"REASON"}, {"OLDEST"}, {"SINCE"}});
    for (const auto& policy : elements(status, "policies"))
        for (const auto& part : elements(policy, "overdue_parts"))
            table.add({text(policy, "policy"), count(part, "subjects"),
                       coloured(screen, truth(part, "in_order") ? Colour::Dim : Colour::Yellow, with_spaces(text(part, "reason"))),
                       text_or_dash(part, "oldest_on"), moment(part, "since")});
    return table.is_empty() ? "" : "\n" + table.render(screen);
}

std::string policies(const json& status, const Screen& screen) {
    Table table({{"POLICY"},
                 {"MODE"},
                 {"STATE"},
                 {"LAST RUN"},
                 {"NEXT RUN"},
                 {"DUE", Align::Right},
                 {"OVERDUE", Align::Right}});
    std::string details;
    for (const auto& policy : elements(status, "policies")) {
        const auto& overdue = member(policy, "overdue");
        const auto overdue_total = total(overdue);
        table.add({text(policy, "policy"), text(policy, "mode"), coloured_state(screen, text(policy, "state")),
                   last_run_text(member(policy, "last_run")), moment(policy, "next_run", screen), count(policy, "due"),
                   coloured(screen, overdue_total > 0 ? Colour::Yellow : Colour::Dim, with_separators(overdue_total))});
        details += counted_line(policy);
        for (const auto& [field, words] : {std::pair{"unclassified", "of no class"}, {"never_due", "can never become due"}})
            if (number(policy, field) > 0)
                details += text(policy, "policy") + ": " + count(policy, field) + " " + words + "\n";
        details += requests_line(policy);
        for (const auto& error : elements(policy, "errors"))
            details += text(policy, "policy") + ": " + coloured(screen, Colour::Red, text_of(error)) + "\n";
    }
    if (table.is_empty())
        return "\nno policies\n";
    return "\n" + table.render(screen) + overdue(status, screen) + (details.empty() ? "" : "\n" + details);
}

std::string active_runs(const json& status, const Screen& screen) {
    Table table({{"RUN", Align::Right},
                 {"POLICY"},
                 {"STATE"},
                 {"PLANNED", Align::Right},
                 {"DONE", Align::Right},
                 {"SKIPPED", Align::Right},
                 {"FAILED", Align::Right},
                 {"SINCE"},
                 {"REASON"}});
    std::string next;
    for (const auto& run : elements(status, "runs")) {
        table.add({text(run, "run"), text(run, "policy"), coloured_state(screen, text(run, "state")),
                   count(run, "planned"), count(run, "done"), count(run, "skipped_total"), count(run, "failed"),
                   moment(run, "started_at", screen), text(run, "reason")});
        if (text(run, "state") == "awaiting_approval")
            next += "next: retentionctl run show " + text(run, "run") + database_option(run) + ", then retentionctl approve " +
                    text(run, "run") + database_option(run) + "\n";
    }
    return table.is_empty() ? "" : "\n" + table.render(screen) + (next.empty() ? "" : "\n" + next);
}

} // namespace

std::string coloured_state(const Screen& screen, const std::string& state) {
    if (state == "ok" || state == "finished" || state == "running")
        return coloured(screen, Colour::Green, state);
    if (state == "broken" || state == "refused" || state == "failed" || state == "unreachable")
        return coloured(screen, Colour::Red, state);
    if (state == "paused" || state == "drifted" || state == "awaiting_approval" || state == "superseded" || state == "cancelled")
        return coloured(screen, Colour::Yellow, state);
    return state;
}

std::string render_status(const json& status, const Screen& screen) {
    std::string result = heading(status);
    if (truth(status, "paused"))
        result += coloured(screen, Colour::Yellow, "paused: no batches start until \"retentionctl resume\"") + "\n";
    result += refused_reload(status, screen) + stop(status, screen) + holds_in_doubt(status, screen) + requests_elsewhere(status, screen);
    return result + databases(status, screen) + policies(status, screen) + active_runs(status, screen);
}

std::string render_pause(const json& result, bool is_paused) {
    const auto policy = text(result, "policy");
    const std::string what = policy.empty() ? "all work" : "policy " + policy;
    const std::string state = is_paused ? "paused" : "resumed";
    return what + (truth(result, "already") ? " was " + state + " already" : " " + state) + "\n";
}

} // namespace retention::ctl
