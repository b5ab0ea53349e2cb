// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/status_report.hpp"

#include "daemon/database/failure.hpp"
#include "daemon/jobs/documents.hpp"
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

// What the journal says; empty when it can't be asked.
struct Journaled {
    std::map<std::string, json> policies;   // by name
    std::vector<std::string> paused;        // scopes
    json runs = json::array();
};

std::string reason_of(const json& run, bool is_loaded, const Target& target) {
    if (!is_loaded)
        return "its policy is not loaded here";
    if (run["state"] != "running")
        return "";
    if (const auto why = target.why_wait(run["policy"].get<std::string>()))
        return why->text;
    return run["sqlstate"].is_string() ? "retrying after SQLSTATE " + run["sqlstate"].get<std::string>() : "";
}

json active_runs(Transaction& reading, const Targets& targets, Target& target) {
    json active = json::array();
    for (auto& run : documents::active_runs(reading)) {
        const bool is_loaded = target.book().find(run["policy"].get<std::string>()).has_value();
        run["policy_loaded"] = is_loaded;
        run["reason"] = reason_of(run, is_loaded, target);
        active.push_back(targets.told(target, run));
    }
    return active;
}

Journaled ask(Session& session, const Targets& targets, Target& target) {
    Journaled journaled;
    for (const auto& known : target.book().all()) {
        Transaction reading(session, Transaction::Mode::ReadOnly, known.policy->timezone());
        journaled.policies[known.policy->name] = documents::policy(reading, known);
    }
    Transaction reading(session, Transaction::Mode::ReadOnly);
    const auto scopes = reading.exec("pauses", "select scope from retentiond.pause");
    for (int row = 0; row < scopes.rows(); ++row)
        journaled.paused.emplace_back(scopes.get_text(row, 0));
    journaled.runs = active_runs(reading, targets, target);
    return journaled;
}

bool is_paused(const Journaled& journaled, const std::string& policy) {
    return std::any_of(journaled.paused.begin(), journaled.paused.end(),
                       [&](const auto& scope) { return scope == "*" || scope == policy; });
}

const char* state_of(const KnownPolicy& known, const Journaled& journaled) {
    if (known.waiting)
        return "drifted";
    if (!known.compiled && !known.trouble.empty())
        return "broken";
    return is_paused(journaled, known.policy->name) ? "paused" : "ok";
}

json errors_of(const KnownPolicy& known) {
    json errors = json::array();
    for (const auto& finding : known.findings)
        if (finding.severity == policies::Severity::Error)
            errors.push_back(finding.path + ": " + finding.message);
    if (!known.trouble.empty())
        errors.push_back(known.trouble);
    return errors;
}

json document_of(const KnownPolicy& known, const std::string& database, const Journaled& journaled) {
    const auto& policy = *known.policy;
    json document = {{"policy", policy.name},
                     {"database", database},
                     {"mode", policy.mode == policies::Mode::Enforce ? "enforce" : "observe"},
                     {"state", state_of(known, journaled)},
                     {"last_run", json()},
                     {"next_run", known.next_run ? json(platform::format_in_zone(*known.next_run, policy.timezone())) : json()},
                     {"due", json()},
                     {"overdue", json::object()},
                     {"oldest_overdue_on", json()},
                     {"errors", errors_of(known)}};
    if (const auto found = journaled.policies.find(policy.name); found != journaled.policies.end())
        document.update(found->second);
    return document;
}

std::string describe(const Failure& failure) {
    return failure.is_disconnected() ? "it gave no answer within " + std::to_string(kStatusPatience.count()) + " s"
                                     : failure.what();
}

} // namespace

StatusOfTarget status_of(const Targets& targets, Target& target) {
    // Just started: what the journal knows is a moment away.
    target.wait_until_checked(kFirstAnswer);
    StatusOfTarget status{json::array(), json::array(), target.trouble()};
    Journaled journaled;
    if (status.trouble.empty()) {
        try {
            target.with_session([&](Session& session) { journaled = ask(session, targets, target); }, kStatusPatience);
        } catch (const Failure& failure) {
            status.trouble = describe(failure);   // what is known without the database is told anyway
        }
    }
    for (const auto& known : target.book().all())
        status.policies.push_back(document_of(known, target.name(), journaled));
    status.runs = std::move(journaled.runs);
    return status;
}

} // namespace retention::jobs
