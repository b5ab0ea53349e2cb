// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/document.hpp"
#include "daemon/ctl/render.hpp"
#include "daemon/ctl/table.hpp"

#include <algorithm>

namespace retention::ctl {
namespace {

using Align = Table::Align;

std::string line(const std::string& label, const std::string& value) {
    if (value.empty())
        return {};
    constexpr std::size_t kLabelWidth = 16;
    return label + std::string(kLabelWidth - std::min(kLabelWidth, columns_of(label)), ' ') + value + "\n";
}

std::string time(const json& run, const char* name) { return text(run, name).empty() ? "" : moment(run, name); }

std::string by(const json& run, const char* when, const char* who) {
    const auto at = time(run, when);
    const auto person = text(run, who);
    return person.empty() ? at : at + " by " + person;
}

std::string outcome(const json& run) {
    auto result = line("planned", count(run, "planned")) + line("done", count(run, "done"));
    const auto& skipped = member(run, "skipped");
    result += line("skipped", with_separators(total(skipped)) + (total(skipped) > 0 ? ": " + counted(skipped) : ""));
    result += line("failed", count(run, "failed"));
    if (number(run, "unjudged") > 0)
        result += line("left out", count(run, "unjudged") + " who can't be judged: retentionctl plan " + text(run, "policy") + " --subjects");
    return result + line("batches", counted(member(run, "batches")));
}

std::string tables(const json& run, const Screen& screen) {
    Table table({{"TABLE"}, {"DELETED", Align::Right}, {"UPDATED", Align::Right}, {"LEFT, SHARED", Align::Right}});
    const auto& changed = member(run, "tables");
    if (changed.is_object())
        for (const auto& [name, counts] : changed.items())
            table.add({plain_text(name), count(counts, "deleted"), count(counts, "updated"), count(counts, "shared")});
    return table.is_empty() ? "" : "\n" + table.render(screen);
}

std::string failures(const json& run, const Screen& screen) {
    Table table({{"FAILED", Align::Right}, {"SQLSTATE"}, {"CONSTRAINT"}, {"TABLE"}});
    for (const auto& failure : elements(run, "failures"))
        table.add({count(failure, "persons"), text(failure, "sqlstate"), text_or_dash(failure, "constraint"),
                   text_or_dash(failure, "table")});
    return table.is_empty() ? "" : "\n" + table.render(screen);
}

std::string duration_text(long long seconds) {
    if (seconds < 120)
        return std::to_string(seconds) + " s";
    if (seconds < 2 * 3600)
        return std::to_string(seconds / 60) + " min";
    return std::to_string(seconds / 3600) + " h " + std::to_string(seconds % 3600 / 60) + " min";
}

// Why a run took as long as it did.
std::string waits(const json& run, const Screen& screen) {
    Table table({{"WAITED FOR"}, {"FROM"}, {"UNTIL"}, {"IN ALL", Align::Right}, {""}});
    for (const auto& wait : elements(run, "waits"))
        table.add({text(wait, "reason"), text(wait, "began_at"), text(wait, "until"), duration_text(number(wait, "seconds")),
                   text(wait, "detail")});
    return table.is_empty() ? "" : "\n" + table.render(screen);
}

// Why it waits, and what a person can do about it.
std::string waiting(const json& run, const Screen& screen) {
    // A run keeps its reasons after it was approved; then nothing waits any more.
    if (text(run, "state") != "awaiting_approval")
        return {};
    std::string result;
    for (const auto& reason : elements(run, "reasons"))
        result += coloured(screen, Colour::Yellow, "waits: " + text_of(reason)) + "\n";
    result += "next: retentionctl approve " + text(run, "run") + database_option(run) + "\n";
    return result;
}

} // namespace

std::string database_option(const json& run) { return truth(run, "needs_database") ? " --database " + text(run, "database") : ""; }

std::string render_run(const json& run, const Screen& screen) {
    std::string result = "run " + text(run, "run") + " of policy " + text(run, "policy") + ": " +
                         coloured_state(screen, text(run, "state")) + "\n\n";
    result += line("mode", text(run, "mode")) + line("as of", time(run, "as_of"));
    result += line("scheduled for", time(run, "scheduled_for")) + line("plan digest", text(run, "digest"));
    result += line("policy digest", text(run, "policy_digest"));
    result += line("created", by(run, "created_at", "requested_by"));
    result += line("approved", by(run, "approved_at", "approved_by"));
    result += line("started", time(run, "started_at")) + line("finished", time(run, "finished_at"));
    result += line("message", text(run, "message"));
    result += "\n" + outcome(run) + tables(run, screen) + failures(run, screen);
    result += waits(run, screen);
    const auto next = waiting(run, screen);
    return next.empty() ? result : result + "\n" + next;
}

std::string render_run_changed(const json& run, const Screen& screen) {
    const auto state = text(run, "state");
    std::string result =
        "run " + text(run, "run") + " of policy " + text(run, "policy") + ": " + coloured_state(screen, state);
    if (member(run, "planned").is_number())
        result += ", " + count(run, "planned") + " planned";
    if (number(run, "done") > 0)
        result += ", " + count(run, "done") + " done";
    if (total(member(run, "skipped")) > 0)
        result += ", skipped: " + counted(member(run, "skipped"));
    if (number(run, "failed") > 0)
        result += ", " + count(run, "failed") + " failed";
    result += "\n";
    if (const auto message = text(run, "message"); !message.empty())
        result += message + "\n";
    return result + waiting(run, screen);
}

std::string render_redo(const json& result, const std::string& nobody) {
    const auto policy = text(result, "policy");
    const auto subjects = number(result, "subjects");
    if (subjects == 0)
        return "policy " + policy + ": " + nobody + "\n";
    const std::string are = subjects == 1 ? " is due again, unless something stops that" : " are due again, unless something stops them";
    return "policy " + policy + ": " + count(result, "subjects") + are + "\nnext: retentionctl run " +
           policy + "\n";
}

} // namespace retention::ctl
