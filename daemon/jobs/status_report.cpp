// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/status_report.hpp"

#include "daemon/database/failure.hpp"
#include "daemon/jobs/documents.hpp"
#include "daemon/jobs/hold_check.hpp"
#include "daemon/jobs/next_step.hpp"
#include "daemon/jobs/run_state.hpp"
#include "daemon/platform/zones.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <vector>

namespace retention::jobs {

using database::Failure;
using database::Session;
using database::Transaction;
using nlohmann::json;

namespace {

constexpr std::chrono::seconds kFirstAnswer{1};
// A database that takes longer than this to tell what it knows is told as unreachable.
constexpr std::chrono::seconds kStatusPatience{3};

std::string reason_of(const json& run, bool is_loaded, const Target& target) {
    if (!is_loaded)
        return "its policy is not loaded here";
    if (run["state"] != "running")
        return "";
    if (const auto why = target.why_wait(run["policy"].get<std::string>()))
        return why->text;
    return run["sqlstate"].is_string() ? "retrying after SQLSTATE " + run["sqlstate"].get<std::string>() : "";
}

// `requests_elsewhere`: open requests by the name of their policy, where that is not in force here.
constexpr const char* kSums = R"(
select jsonb_build_object(
    'runs', coalesce((select jsonb_object_agg(state, n) from (select state, count(*) as n from retentiond.run group by state) s), '{}'),
    'holds', (select count(*) from retentiond.hold where removed_at is null),
    'requests_elsewhere', coalesce((select jsonb_object_agg(policy, n) from (
        select policy, count(*) as n from retentiond.request where outcome is null and policy <> all($1::text[]) group by policy) r), '{}'))::text)";

json sums(Transaction& reading, const PolicyBook& book) {
    return json::parse(reading.exec("journal_sums", kSums, {array_of(book.names())}).get_text(0, 0));
}

// Why every plan would be refused. What can't be found out at once, because somebody has the table locked, the next run says.
std::string doubt(Session& session, const PolicyBook& book) {
    const auto policy = book.any_in_force();
    if (!policy)
        return {};
    try {
        Transaction reading(session, Transaction::Mode::ReadOnly);
        reading.exec("wait_for_no_lock", "select set_config('lock_timeout', '500ms', true)");
        return doubt_about_holds(reading, *policy).value_or("");
    } catch (const Failure& failure) {
        if (failure.is_disconnected())
            throw;
        return {};
    }
}

// Policies that were counted and that no file defines at present.
std::vector<std::string> unknown_policies(Transaction& reading, const PolicyBook& book) {
    const auto rows = reading.exec("unknown_policies", "select distinct policy from retentiond.count where policy <> all($1::text[])",
                                   {array_of(book.names())});
    std::vector<std::string> names;
    for (int row = 0; row < rows.rows(); ++row)
        names.emplace_back(rows.get_text(row, 0));
    return names;
}

std::string digest_of(const KnownPolicy& known) {
    return known.compiled ? known.compiled->digest : known.waiting ? known.waiting->digest : "";
}

const char* state_of(const Standing& standing) {
    if (standing.is_drifted)
        return "drifted";
    if (standing.is_broken)
        return "broken";
    if (standing.paused_at)
        return "paused";
    return standing.is_refused ? "refused" : "ok";
}

json errors_of(const KnownPolicy& known) {
    json errors = json::array();
    for (const auto& finding : known.findings)
        if (finding.severity == policies::Severity::Error)
            errors.push_back(finding.path + ": " + finding.message);
    for (const auto* trouble : {&known.trouble, &known.plan_trouble, &known.count_trouble})
        if (!trouble->empty() && std::ranges::find(errors, json(*trouble)) == errors.end())
            errors.push_back(*trouble);
    return errors;
}

json document_of(Target& target, const KnownPolicy& known, const JournaledPolicy& journaled) {
    const auto& policy = *known.policy;
    const PolicyCircumstances circumstances{target.why_wait().has_value(),
                                            known.compiled && policy.mode == policies::Mode::Enforce &&
                                                !target.book().workable(target.clock().now()).contains(policy.name)};
    const auto standing = standing_of(known, circumstances, journaled);
    json document = to_json(standing, journaled);
    document.update({{"policy", policy.name},
                     {"database", target.name()},
                     {"mode", policy.mode == policies::Mode::Enforce ? "enforce" : "observe"},
                     {"state", state_of(standing)},
                     {"next_run", known.next_run ? json(platform::format_in_zone(*known.next_run, policy.timezone())) : json()},
                     {"errors", errors_of(known)}});
    return document;
}

std::string describe(const Failure& failure) {
    return failure.is_disconnected() ? "it gave no answer within " + std::to_string(kStatusPatience.count()) + " s"
                                     : with_next_step(failure);
}

} // namespace

struct StatusReport::Journaled {
    std::map<std::string, JournaledPolicy> policies;   // by name
    json sums;
    json runs = json::array();
};

std::shared_ptr<const StatusReport::Journaled> StatusReport::ask(Session& session, Target& target) const {
    auto journaled = std::make_shared<Journaled>();
    for (const auto& known : target.book().all()) {
        Transaction reading(session, Transaction::Mode::ReadOnly, known.policy->timezone());
        journaled->policies[known.policy->name] = read_policy(reading, known.policy->name, digest_of(known));
    }
    const auto holds_in_doubt = doubt(session, target.book());
    Transaction reading(session, Transaction::Mode::ReadOnly);
    for (const auto& name : unknown_policies(reading, target.book()))
        journaled->policies[name] = read_policy(reading, name, "");
    journaled->sums = sums(reading, target.book());
    journaled->sums["holds_in_doubt"] = holds_in_doubt;
    journaled->runs = active_runs(reading, target, journaled->policies);
    return journaled;
}

// A run that is not over is the last of its policy: those of known policies were asked for already.
json StatusReport::active_runs(Transaction& reading, Target& target, const std::map<std::string, JournaledPolicy>& policies) const {
    std::vector<std::string> names;
    for (const auto& [name, journaled] : policies)
        names.push_back(name);
    json active = documents::active_runs_of_others(reading, names);
    for (const auto& [name, journaled] : policies)
        if (journaled.last_run && active_state((*journaled.last_run)["state"].get_ref<const std::string&>()))
            active.push_back(*journaled.last_run);
    std::sort(active.begin(), active.end(), [](const json& a, const json& b) { return a["run"] < b["run"]; });
    json told = json::array();
    for (auto& run : active) {
        const bool is_loaded = target.book().find(run["policy"].get<std::string>()).has_value();
        run["policy_loaded"] = is_loaded;
        run["reason"] = reason_of(run, is_loaded, target);
        told.push_back(targets_.told(target, run));
    }
    return told;
}

StatusOfTarget StatusReport::of(Target& target) {
    // Just started: what the journal knows is a moment away.
    target.wait_until_checked(kFirstAnswer);
    StatusOfTarget status{json::array(), json::array(), json(), target.trouble()};
    std::shared_ptr<const Journaled> journaled;
    if (status.trouble.empty()) {
        try {
            target.with_session([&](Session& session) { journaled = ask(session, target); }, kStatusPatience);
            status.runs = journaled->runs;
        } catch (const Failure& failure) {
            status.trouble = describe(failure);   // what is known without the database is told anyway
        }
    }
    {
        const std::lock_guard lock(mutex_);
        auto& last = last_[&target];
        if (journaled)
            last = journaled;
        journaled = last;
    }
    for (const auto& known : target.book().all()) {
        const auto* found = journaled ? find(*journaled, known.policy->name) : nullptr;
        status.policies.push_back(document_of(target, known, found ? *found : JournaledPolicy{}));
    }
    if (journaled)
        status.journal = journaled->sums;
    return status;
}

const JournaledPolicy* StatusReport::find(const Journaled& journaled, const std::string& policy) {
    const auto found = journaled.policies.find(policy);
    return found == journaled.policies.end() ? nullptr : &found->second;
}

json StatusReport::of_broken(const std::string& policy) const {
    const std::lock_guard lock(mutex_);
    for (const auto& [target, journaled] : last_) {
        const auto* found = journaled ? find(*journaled, policy) : nullptr;
        if (!found)
            continue;
        json document = to_json(standing_of_broken(*found), *found);
        document["database"] = target->name();
        return document;
    }
    return to_json(Standing{}, JournaledPolicy{});
}

} // namespace retention::jobs
