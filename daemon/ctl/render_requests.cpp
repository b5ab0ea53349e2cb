// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/document.hpp"
#include "daemon/ctl/render.hpp"
#include "daemon/ctl/table.hpp"

namespace retention::ctl {

namespace {

std::string named(const json& result) {
    return "subject " + listed(member(result, "subject")) + " of policy " + text(result, "policy");
}

// What comes of it, and what the administrator does next.
std::string outlook(const json& result) {
    const auto policy = text(result, "policy");
    bool is_due = false;
    for (const auto& rule : elements(result, "rules"))
        is_due = is_due || text(rule, "state") == "due";
    if (truth(result, "observes"))
        return "the policy only observes: nobody is erased until its mode is enforce\n";
    if (is_due)
        return "next: the next run carries it out; to start it now: retentionctl run " + policy + "\n";
    const auto& next = member(result, "next");
    if (next.is_object())
        return "next: " + text(next, "action") + " on " + text(next, "on") + ", by the run of that day\n";
    return "next: nothing while that stops it; the request stands until then\n";
}

std::string state_words(const std::string& state) {
    std::string words = state.empty() ? "unknown" : state;
    for (auto& letter : words)
        letter = letter == '_' ? ' ' : letter;
    return words;
}

} // namespace

std::string render_request_recorded(const json& result) {
    std::string shown = "request " + text(result, "request") + (truth(result, "already") ? " was recorded already: " : " recorded: ") +
                        named(result) + ", class " + text(result, "class") + "\n";
    for (const auto& rule : elements(result, "rules")) {
        const auto stopped_by = listed(member(rule, "stopped_by"));
        shown += "  " + text(rule, "action") + " by rule " + text(rule, "rule") + ": " + state_words(text(rule, "state")) +
                 (stopped_by.empty() ? "" : ", stopped by " + stopped_by) + "\n";
    }
    return shown + outlook(result);
}

std::string render_request_withdrawn(const json& result) {
    const std::string request = "request " + text(result, "request");
    if (truth(result, "already"))
        return request + " was withdrawn already\n";
    return request + " withdrawn: " + named(result) + " is due again only when a period ends\n";
}

std::string render_requests(const json& requests, const Screen& screen) {
    Table table({{"REQUEST", Table::Align::Right}, {"POLICY"}, {"SUBJECT"}, {"STATE"}, {"REASON"}, {"BY"}, {"AT"}});
    for (const auto& request : elements(requests, "requests")) {
        const auto stopped_by = text(request, "stopped_by");
        table.add({text(request, "request"), text(request, "policy"), listed(member(request, "subject")),
                   state_words(text(request, "state")) + (stopped_by.empty() ? "" : " " + stopped_by), text(request, "reason"),
                   text(request, "by"), moment(request, "at", screen)});
    }
    return table.is_empty() ? "no open requests\n" : table.render(screen);
}

} // namespace retention::ctl
