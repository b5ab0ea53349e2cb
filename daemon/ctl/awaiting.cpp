// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/awaiting.hpp"

#include "daemon/ctl/document.hpp"

#include <nlohmann/json.hpp>

#include <thread>

namespace retention::ctl {

namespace {

using namespace std::chrono_literals;
using Instant = std::chrono::steady_clock::time_point;

constexpr auto kRound = 500ms;

// One answer takes no longer than this: also a database that hangs is told by then.
constexpr std::chrono::milliseconds kAnswer = 10s;

void add_databases(const json& status, std::vector<std::string>& missing) {
    for (const auto& database : elements(status, "databases"))
        if (text(database, "state") != "ok")
            missing.push_back("database " + text(database, "database") + " is " + text(database, "state"));
}

void add_policies(const json& status, std::vector<std::string>& missing) {
    for (const auto& policy : elements(status, "policies"))
        if (const auto state = text(policy, "state"); state == "broken" || state == "drifted" || state == "refused")
            missing.push_back("policy " + text(policy, "policy") + " is " + text(policy, "state"));
}

std::string in_words(const std::string& state) { return state == "awaiting_approval" ? "waits for approval" : "is " + state; }

void add_runs(const json& status, std::vector<std::string>& missing) {
    for (const auto& run : elements(status, "runs"))
        missing.push_back("run " + std::to_string(number(run, "run")) + " of " + text(run, "policy") + " " +
                          in_words(text(run, "state")));
}

// Whoever is kept on purpose is not waited for: by a hold, by a floor, or by a policy that only observes.
bool is_kept_on_purpose(const std::string& reason) { return reason == "hold" || reason == "floor" || reason == "observe"; }

void add_subjects(const json& status, std::vector<std::string>& missing) {
    for (const auto& policy : elements(status, "policies")) {
        const std::string of_policy = " of policy " + text(policy, "policy");
        if (member(policy, "counted_at").is_null())
            missing.push_back("the subjects" + of_policy + " are not counted yet");
        for (const auto& part : elements(policy, "overdue_parts"))
            if (const auto subjects = number(part, "subjects"); subjects > 0 && !is_kept_on_purpose(text(part, "reason")))
                missing.push_back(std::to_string(subjects) + (subjects == 1 ? " subject" : " subjects") + of_policy +
                                  (subjects == 1 ? " is" : " are") + " due (" + text(part, "reason") + ")");
    }
}

std::string in_one_line(const std::vector<std::string>& missing) {
    std::string line;
    for (const auto& one : missing)
        line += (line.empty() ? "" : "; ") + one;
    return line;
}

// What is missing by the daemon's answer, or that there was none.
struct Look {
    std::vector<std::string> missing;
    Outcome outcome = Outcome::Done;
};

Look look(const Client& client, Goal goal) {
    try {
        auto found = missing(client.call("status", json::object(), kAnswer), goal);
        const auto outcome = found.empty() ? Outcome::Done : Outcome::NeedsAttention;
        return {std::move(found), outcome};
    } catch (const Unreachable& unreachable) {
        return {{unreachable.what()}, Outcome::Failed};
    }
}

} // namespace

std::vector<std::string> missing(const json& status, Goal goal) {
    std::vector<std::string> missing;
    add_databases(status, missing);
    add_policies(status, missing);
    if (goal == Goal::Checked)
        return missing;
    add_runs(status, missing);
    add_subjects(status, missing);
    if (missing.empty() && outcome_of_status(status) != Outcome::Done)
        missing.push_back("something needs attention: see retentionctl status");
    return missing;
}

Outcome await(const Client& client, Goal goal, std::chrono::milliseconds patience, std::ostream& out) {
    const Instant end = std::chrono::steady_clock::now() + patience;
    std::string told;
    for (;;) {
        const auto seen = look(client, goal);
        if (seen.outcome == Outcome::Done)
            return seen.outcome;
        if (const auto line = in_one_line(seen.missing); line != told) {
            out << "waiting: " << line << std::endl;
            told = line;
        }
        if (std::chrono::steady_clock::now() + kRound > end)
            return seen.outcome;
        std::this_thread::sleep_for(kRound);
    }
}

} // namespace retention::ctl
