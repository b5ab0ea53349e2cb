// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/overdue.hpp"

#include "daemon/jobs/run_state.hpp"
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <map>

namespace retention::jobs {

using nlohmann::json;

namespace {

constexpr bool kInOrder = true;
constexpr bool kAttention = false;

constexpr std::array kReasons = {
    OverdueReason{"hold", kInOrder, "A hold stops every action on them."},
    OverdueReason{"floor", kInOrder, "A law demands that they are kept: a floor has not ended yet."},
    OverdueReason{"observe", kInOrder, "The policy only observes."},
    OverdueReason{"running", kInOrder, "A run is working on them."},
    OverdueReason{"window", kInOrder, "Their run goes on when the policy's window opens."},
    OverdueReason{"throttled", kInOrder, "Their run waits because the application comes first: see the run's reason."},
    OverdueReason{"not_planned", kInOrder, "They became due since the last plan; the next scheduled run takes them."},
    OverdueReason{"unscheduled", kAttention, "They are due, no run has them, and the policy has no schedule."},
    OverdueReason{"never_planned", kAttention,
                  "They are due, and the policy was never planned to act, nor is scheduled."},
    OverdueReason{"awaiting_approval", kAttention, "Their run waits for an approval."},
    OverdueReason{"paused", kAttention, "Somebody paused the policy, or all work."},
    OverdueReason{"busy", kAttention,
                  "Somebody else kept their rows locked, again and again; the next run tries anew."},
    OverdueReason{"failed", kAttention,
                  "The server refused to erase them, or most of their run; the next run tries anew."},
    OverdueReason{"undone", kAttention,
                  "They were done, and what was taken away is there again: `retentionctl redo` lets the next run take them."},
    OverdueReason{"unjudged", kAttention,
                  "Nobody can say whether they are due: an expression of the policy's can't be worked out for them."},
    OverdueReason{"cancelled", kAttention, "Their run was cancelled."},
    OverdueReason{"superseded", kAttention, "The policy or the schema changed under their run."},
    OverdueReason{"refused", kAttention, "No plan could be made."},
    OverdueReason{"drifted", kAttention,
                  "The schema drifted: the policy waits until it names what came, or that is accepted."},
    OverdueReason{"broken", kAttention, "The policy has errors, or does not fit the schema."},
};

std::optional<std::string> text_or_nothing(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? std::optional(found->get<std::string>()) : std::nullopt;
}

long long number_in(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_number() ? found->get<long long>() : 0;
}

RunTally tally_of(const json& run) {
    auto tally = run["skipped"].get<RunTally>();
    tally["done"] = number_in(run, "done");
    return tally;
}

// By how much `what` has grown in the last run since the count.
long long since_count(const Standing& standing, const RunTally& now, const std::string& what) {
    const auto in = [&what](const RunTally& tally) {
        const auto found = tally.find(what);
        return found == tally.end() ? 0 : found->second;
    };
    const bool is_same_run = standing.last_run && standing.count->run == number_in(*standing.last_run, "run");
    return in(now) - (is_same_run ? in(standing.count->tally) : 0);
}

// Whoever was done since the count, or found not due any more, is not due now. Whoever was busy is, or due by another
// rule.
long long settled_since_count(const Standing& standing, const RunTally& now) {
    long long settled = 0;
    for (const auto& [what, subjects] : now)
        if (what != "busy" && what != "other_rule")
            settled += since_count(standing, now, what);
    return settled;
}

std::string_view reason_of_pending(const Standing& standing) {
    const std::string& state = (*standing.last_run)["state"].get_ref<const std::string&>();
    if (state == "awaiting_approval")
        return "awaiting_approval";
    if (state == "paused" || standing.paused_at)
        return "paused";
    if (standing.is_outside_window)
        return "window";
    return standing.is_throttled ? "throttled" : "running";
}

// Of those who are in no run: the first obstacle that the next plan would meet.
std::string_view reason_of_rest(const Standing& standing) {
    if (standing.is_broken)
        return "broken";
    if (standing.is_drifted)
        return "drifted";
    if (standing.mode == policies::Mode::Observe)
        return "observe";
    if (standing.paused_at)
        return "paused";
    if (standing.is_refused)
        return "refused";
    const auto state = standing.last_run ? (*standing.last_run)["state"].get<std::string>() : std::string();
    for (const std::string_view ended : {"cancelled", "superseded", "failed"})
        if (state == ended)
            return ended;
    if (standing.is_scheduled)
        return "not_planned";
    return standing.has_been_planned ? "unscheduled" : "never_planned";
}

std::optional<std::string> since(const Standing& standing, std::string_view reason) {
    if (reason == "paused")
        return standing.paused_at;
    if (!standing.last_run)
        return std::nullopt;
    if (reason == "awaiting_approval")
        return text_or_nothing(*standing.last_run, "created_at");
    if (reason == "running" || reason == "window" || reason == "throttled")
        return text_or_nothing(*standing.last_run, "started_at");
    if (reason == "failed")
        if (auto first = text_or_nothing(*standing.last_run, "failed_since"))
            return first;
    if (reason == "failed" || reason == "cancelled" || reason == "superseded")
        return text_or_nothing(*standing.last_run, "finished_at");
    return std::nullopt;
}

// What a count says of those whom a hold or a floor stops. Counts of earlier versions have it by rule only.
struct StoppedThen {
    long long subjects = 0;
    std::optional<std::string> oldest_on;
};

StoppedThen stopped_then(const json& census, const char* by) {
    StoppedThen then;
    if (const auto stopped = census.find("stopped"); stopped != census.end()) {
        const auto& of_it = (*stopped)[by];
        return {number_in(of_it, "subjects"), text_or_nothing(of_it, "oldest_on")};
    }
    for (const auto& rule : census["rules"]) {
        then.subjects += number_in(rule, by);
        if (const auto day = text_or_nothing(rule, "oldest_stopped_on");
            day && number_in(rule, by) > 0 && (!then.oldest_on || *day < *then.oldest_on))
            then.oldest_on = day;
    }
    return then;
}

void keep_earliest(std::optional<std::string>& earliest, const std::optional<std::string>& day) {
    if (day && (!earliest || *day < *earliest))
        earliest = day;
}

// Shares `due` out: first those of whom the journal knows what became, then those who are in a run, then the rest.
std::map<std::string_view, long long> share_out(const Standing& standing, long long due) {
    std::map<std::string_view, long long> shares;
    const auto take = [&](std::string_view reason, long long subjects) {
        const long long taken = std::clamp(subjects, 0LL, due);
        shares[reason] += taken;
        due -= taken;
    };
    if (standing.last_run && (*standing.last_run)["mode"] == "enforce") {
        take("failed", number_in(*standing.last_run, "failed"));
        take("busy", number_in((*standing.last_run)["skipped"], "busy"));
        if (const long long pending = number_in(*standing.last_run, "pending"); pending > 0 && active_state((*standing.last_run)["state"].get_ref<const std::string&>()))
            take(reason_of_pending(standing), pending);
    }
    take(reason_of_rest(standing), due);
    return shares;
}

} // namespace

std::span<const OverdueReason> overdue_reasons() noexcept {
    return kReasons;
}

std::optional<Overdue> overdue(const Standing& standing) {
    if (!standing.count)
        return std::nullopt;
    const json& census = standing.count->census;
    const bool has_run_since =
        standing.last_run && (!standing.count->run || *standing.count->run <= number_in(*standing.last_run, "run"));
    const auto now = has_run_since ? tally_of(*standing.last_run) : RunTally();
    Overdue found;
    found.due = std::max(0LL, number_in(census, "due") - settled_since_count(standing, now));
    auto shares = share_out(standing, found.due);
    std::map<std::string_view, std::optional<std::string>> oldest;
    for (const char* by : {"hold", "floor"}) {
        const auto then = stopped_then(census, by);
        const long long stopped_since = since_count(standing, now, by);
        shares[by] = then.subjects + stopped_since;
        oldest[by] = then.oldest_on;
        if (stopped_since > 0)
            keep_earliest(oldest[by], text_or_nothing(census, "oldest_due_on"));
    }
    // They are not due, whatever was done since: the next count, or somebody's `redo`, settles it.
    shares["undone"] = number_in(census, "undone");
    oldest["undone"] = std::nullopt;
    if (const auto unjudged = census.find("unjudged"); unjudged != census.end())
        shares["unjudged"] = number_in(*unjudged, "subjects");
    oldest["unjudged"] = std::nullopt;
    for (const auto& reason : kReasons) {
        if (shares[reason.word] <= 0)
            continue;
        const bool is_stopped = oldest.count(reason.word) > 0;
        found.parts.push_back({reason.word, shares[reason.word], reason.is_in_order,
                               is_stopped ? oldest[reason.word] : text_or_nothing(census, "oldest_due_on"),
                               since(standing, reason.word)});
        keep_earliest(found.oldest_on, found.parts.back().oldest_on);
    }
    return found;
}

} // namespace retention::jobs
