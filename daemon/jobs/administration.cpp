// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/administration.hpp"

#include "daemon/jobs/documents.hpp"
#include "daemon/jobs/journal.hpp"
#include "daemon/platform/failpoint.hpp"
#include "daemon/platform/zones.hpp"
#include "policies/holds.hpp"
#include "policies/locks.hpp"
#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace retention::jobs {

using database::Failure;
using database::Session;
using database::Transaction;
using nlohmann::json;
using Kind = OperationError::Kind;

namespace {

constexpr std::chrono::seconds kFirstAnswer{1};
// A database that takes longer than this to tell what it knows is told as unreachable.
constexpr std::chrono::seconds kStatusPatience{3};

constexpr const char* kRunForUpdate = R"(
select policy, state, digest, policy_digest, schema_digest from retentiond.run where run = $1 for update)";

// Words of the database room and the planner as words for administrators.
template <typename Task> auto translated(const Target& target, const Task& task) {
    try {
        return task();
    } catch (const PlanRefused& refused) {
        throw OperationError(Kind::Refused, refused.what());
    } catch (const Failure& failure) {
        if (failure.kind() == Failure::Kind::Permanent && !failure.is_disconnected())
            throw OperationError(Kind::Refused, failure.what());
        if (failure.kind() == Failure::Kind::InDoubt)
            throw OperationError(Kind::Unavailable, "database " + target.name() + ": the connection was lost during the commit",
                                 "It may have been done: look before you repeat it.");
        throw OperationError(Kind::Unavailable, "database " + target.name() + ": " + failure.what(),
                             "Nothing was done; try again when the database is back.");
    }
}

std::string zone_of(Target& target, const std::string& policy) {
    const auto known = target.book().find(policy);
    return known ? known->policy->timezone() : "UTC";
}

SubjectKey key_of(const policies::Binding& binding, const std::string& key) {
    try {
        return parse_key(key, binding.key.size());
    } catch (const std::invalid_argument& error) {
        throw OperationError(Kind::Invalid, error.what(),
                             binding.key.size() > 1 ? "Write the parts one after the other, in order of the key." : "");
    }
}

// A key as the journal writes it, as in explain: a text, or an array for a composite one.
json subject_of(const std::string& key) {
    if (!key.starts_with('['))
        return key;
    const json parts = json::parse(key, nullptr, false);
    return parts.is_array() ? parts : json(key);
}

// Whether there is such a subject; a key that its type can't hold is none.
bool exists(Transaction& transaction, const policies::Binding& binding, const SubjectKey& key, bool locked) {
    auto find = policies::existing(binding);
    if (locked)
        find.sql += " for update of s";
    try {
        return !transaction
                    .exec(locked ? "lock_subject" : "find_subject", find.sql,
                          parameters_of(find, {}, std::span(&key, 1), binding.key.size()))
                    .is_empty();
    } catch (const Failure& failure) {
        if (failure.sqlstate().starts_with("22") || failure.sqlstate() == "23514")
            throw OperationError(Kind::Invalid, "the key is not of the type of the subject's key");
        throw;
    }
}

} // namespace

Administration::Administration(DaemonFacts facts, std::vector<Target*> targets, platform::Log& log, Reload reload)
    : facts_(std::move(facts)), targets_(std::move(targets)), log_(log), reload_(std::move(reload)) {}

Target& Administration::target_of(const std::string& policy) {
    for (auto* target : targets_)
        if (target->book().find(policy))
            return *target;
    std::string names;
    for (auto* target : targets_)
        for (const auto& name : target->book().names())
            names += (names.empty() ? "" : ", ") + name;
    throw OperationError(Kind::NotFound, "there is no policy \"" + policy + "\"",
                         names.empty() ? "No policy is loaded." : "Loaded: " + names + ".");
}

Target& Administration::target_of_number(const Numbered& wanted, const char* what, const char* find) {
    const std::string named = std::string(what) + " " + std::to_string(wanted.number);
    std::vector<Target*> found;
    std::string names;
    for (auto* target : targets_) {
        if (wanted.database && *wanted.database != target->name())
            continue;
        translated(*target, [&] {
            target->with_session([&](Session& session) {
                Transaction reading(session, Transaction::Mode::ReadOnly);
                if (reading.exec("find_number", find, {std::to_string(wanted.number)}).is_empty())
                    return;
                names += (found.empty() ? "" : ", ") + target->name();
                found.push_back(target);
            });
        });
    }
    if (found.empty())
        throw OperationError(Kind::NotFound, "there is no " + named + (wanted.database ? " in a database \"" + *wanted.database + "\"" : ""));
    if (found.size() > 1)
        throw OperationError(Kind::Refused, "several databases have a " + named + ": " + names,
                             "Say which: --database " + found.front()->name() + ".");
    return *found.front();
}

Target& Administration::target_of_run(const Numbered& run) {
    return target_of_number(run, "run", "select from retentiond.run where run = $1");
}

// A run's document with the name of its database, by which it is told apart where there are several.
json Administration::told(const Target& target, json run) const {
    run["database"] = target.name();
    run["needs_database"] = targets_.size() > 1;
    return run;
}

// ---- asking

json Administration::status_of(Target& target, json& active, std::string& trouble) {
    json policies = json::array();
    // Just started: what the journal knows is a moment away.
    target.wait_until_checked(kFirstAnswer);
    trouble = target.trouble();
    std::map<std::string, json> from_journal;
    std::vector<std::string> paused;
    if (trouble.empty()) {
        try {
            target.with_session([&](Session& session) {
                for (const auto& known : target.book().all()) {
                    Transaction reading(session, Transaction::Mode::ReadOnly, known.policy->timezone());
                    from_journal[known.policy->name] = documents::policy(reading, known);
                }
                Transaction reading(session, Transaction::Mode::ReadOnly);
                const auto scopes = reading.exec("pauses", "select scope from retentiond.pause");
                for (int row = 0; row < scopes.rows(); ++row)
                    paused.emplace_back(scopes.get_text(row, 0));
                const auto why = target.why_wait();
                for (auto& run : documents::active_runs(reading)) {
                    const bool is_loaded = target.book().find(run["policy"].get<std::string>()).has_value();
                    run["policy_loaded"] = is_loaded;
                    run["reason"] = !is_loaded                       ? "its policy is not loaded here"
                                    : run["state"] != "running"      ? ""
                                    : !why.empty()                   ? why
                                    : run["sqlstate"].is_string() ? "retrying after SQLSTATE " + run["sqlstate"].get<std::string>()
                                                                     : "";
                    active.push_back(told(target, run));
                }
            }, kStatusPatience);
        } catch (const Failure& failure) {
            from_journal.clear();   // what is known without the database is told anyway
            trouble = failure.is_disconnected() ? "it gave no answer within " + std::to_string(kStatusPatience.count()) + " s" : failure.what();
        }
    }
    const auto is_paused = [&](const std::string& name) {
        return std::any_of(paused.begin(), paused.end(), [&](const auto& scope) { return scope == "*" || scope == name; });
    };
    for (const auto& known : target.book().all()) {
        const auto& policy = *known.policy;
        json document = {{"policy", policy.name},
                         {"database", target.name()},
                         {"mode", policy.mode == policies::Mode::Enforce ? "enforce" : "observe"},
                         {"state", !known.compiled && !known.trouble.empty() ? "broken" : is_paused(policy.name) ? "paused" : "ok"},
                         {"last_run", json()},
                         {"next_run", known.next_run ? json(platform::format_in_zone(*known.next_run, policy.timezone())) : json()},
                         {"due", json()},
                         {"overdue", json::object()},
                         {"oldest_overdue_on", json()},
                         {"errors", json::array()}};
        if (const auto found = from_journal.find(policy.name); found != from_journal.end())
            document.update(found->second);
        for (const auto& finding : known.findings)
            if (finding.severity == policies::Severity::Error)
                document["errors"].push_back(finding.path + ": " + finding.message);
        if (!known.trouble.empty())
            document["errors"].push_back(known.trouble);
        policies.push_back(std::move(document));
    }
    return policies;
}

void Administration::set_broken_files(std::vector<BrokenFile> files) {
    const std::lock_guard lock(mutex_);
    broken_files_ = std::move(files);
}

json Administration::status() {
    json databases = json::array();
    json policies = json::array();
    json active = json::array();
    bool is_paused = !targets_.empty();
    for (auto* target : targets_) {
        std::string trouble;
        for (auto& document : status_of(*target, active, trouble)) {
            is_paused = is_paused && document["state"] == "paused";
            policies.push_back(std::move(document));
        }
        databases.push_back({{"database", target->name()},
                             {"connection", target->described()},
                             {"state", trouble.empty() ? "ok" : "unreachable"},
                             {"message", trouble}});
    }
    {
        const std::lock_guard lock(mutex_);
        for (const auto& file : broken_files_)
            policies.push_back({{"policy", file.policy}, {"database", ""},     {"mode", json()},
                                {"state", "broken"},     {"last_run", json()}, {"next_run", json()},
                                {"due", json()},         {"overdue", json::object()}, {"oldest_overdue_on", json()},
                                {"errors", file.errors}});
    }
    return {{"version", facts_.version}, {"pid", facts_.pid},         {"started_at", facts_.started_at},
            {"config", facts_.config},   {"paused", is_paused && !policies.empty()}, {"databases", databases},
            {"policies", policies},      {"runs", active}};
}

json Administration::runs(const std::optional<std::string>& policy, int count_max) {
    json list = json::array();
    if (policy)
        target_of(*policy);   // an unknown one is refused, not told as having no runs
    for (auto* target : targets_) {
        if (policy && !target->book().find(*policy))
            continue;
        translated(*target, [&] {
            target->with_session([&](Session& session) {
                Transaction reading(session, Transaction::Mode::ReadOnly, policy ? zone_of(*target, *policy) : "UTC");
                for (auto& run : documents::runs(reading, policy, count_max))
                    list.push_back(told(*target, std::move(run)));
            });
        });
    }
    return {{"runs", list}};
}

json Administration::run_show(const Numbered& run) {
    Target& target = target_of_run(run);
    return translated(target, [&] {
        std::optional<json> found;
        target.with_session([&](Session& session) { found = documents::run_in_zone(session, target.book(), run.number); });
        if (!found)
            throw OperationError(Kind::NotFound, "there is no run " + std::to_string(run.number));
        return told(target, *found);
    });
}

json Administration::plan(const std::string& policy, const std::optional<std::string>& as_of) {
    Target& target = target_of(policy);
    return translated(target, [&] {
        json document;
        target.with_session([&](Session& session) {
            const auto compiled = target.checked(session, policy);
            const Planner planner(target.clock());
            const auto census = planner.count(session, *compiled, as_of);
            document = to_json(census, *compiled->policy);
            Transaction reading(session, Transaction::Mode::ReadOnly);
            document["limits"] = compiled->policy->mode == policies::Mode::Enforce && census.due > 0
                                     ? json(planner.reasons(reading, *compiled->policy, census.due, census.subjects))
                                     : json::array();
        });
        return document;
    });
}

json Administration::explain(const std::string& policy, const std::string& key, const std::optional<std::string>& as_of) {
    Target& target = target_of(policy);
    return translated(target, [&] {
        std::optional<json> document;
        target.with_session([&](Session& session) {
            const auto compiled = target.checked(session, policy);
            const auto subject = key_of(compiled->binding, key);
            Transaction reading(session, Transaction::Mode::ReadOnly, compiled->policy->timezone());
            if (!exists(reading, compiled->binding, subject, false))
                throw OperationError(Kind::NotFound, "there is no such subject");
            document = documents::explanation(reading, *compiled, Planner::resolve_as_of(reading, as_of, Planner::Future::Allowed),
                                              subject);
        });
        if (!document)
            throw OperationError(Kind::NotFound, "the row exists, but is no subject of this policy (subject.where)");
        return *document;
    });
}

// ---- acting

json Administration::run_start(const std::string& policy, const std::optional<std::string>& as_of, const std::string& by) {
    Target& target = target_of(policy);
    return translated(target, [&] {
        PlanRequest request;
        request.as_of = as_of;
        request.requested_by = by;
        const auto planned = target.plan(policy, request);
        auto document = run_show({planned.run, target.name()});
        document["already"] = false;
        return document;
    });
}

json Administration::run_approve(const Numbered& wanted, const std::optional<std::string>& digest, const std::string& by) {
    Target& target = target_of_run(wanted);
    const long long run = wanted.number;
    return translated(target, [&] {
        const Target::Halt halt(target);
        json document;
        target.with_session([&](Session& session) {
            std::string policy;
            {
                Transaction reading(session, Transaction::Mode::ReadOnly);
                policy = reading.exec("policy_of_run", "select policy from retentiond.run where run = $1", {std::to_string(run)})
                             .get_text(0, 0);
            }
            // Against the schema of this moment: what is approved is what will be done.
            const auto compiled = target.checked(session, policy);
            Transaction transaction(session, Transaction::Mode::ReadWrite, compiled->policy->timezone());
            const auto row = transaction.exec("lock_run", kRunForUpdate, {std::to_string(run)});
            const std::string state(row.get_text(0, 1));
            const std::string planned(row.get_text(0, 2));
            if (state == "running" || state == "finished") {
                document = *documents::run(transaction, run);
                document["already"] = true;
                return;
            }
            if (state != "awaiting_approval")
                throw OperationError(Kind::Refused, "run " + std::to_string(run) + " is " + state + " and waits for no approval");
            if (digest && *digest != planned && !(digest->size() >= 8 && planned.starts_with(*digest)))
                throw OperationError(Kind::Refused, "the digest is not that of run " + std::to_string(run),
                                     "Look at it again: retentionctl run show " + std::to_string(run) + ".");
            const std::string policy_digest(row.get_text(0, 3));
            const std::string schema_digest(row.get_text(0, 4));
            const auto fingerprint = transaction.exec(compiled->fingerprint.name, compiled->fingerprint.sql);
            if (compiled->digest != policy_digest || fingerprint.get_text(0, 0) != schema_digest) {
                journal::move_run(transaction, run, RunState::AwaitingApproval, RunState::Superseded,
                                  "the policy or the schema changed since the plan");
                transaction.commit();
                throw OperationError(Kind::Refused, "the policy or the schema changed since the plan; run " +
                                                        std::to_string(run) + " is superseded",
                                     "Start a new one: retentionctl run " + policy + ".");
            }
            if (plan_digest(transaction, run, policy_digest, schema_digest) != planned)
                throw OperationError(Kind::Refused, "the plan of run " + std::to_string(run) + " is not what it was when made",
                                     "Somebody changed the journal; cancel the run and find out who.");
            journal::move_run(transaction, run, RunState::AwaitingApproval, RunState::Running, {});
            transaction.exec("note_approval",
                             "update retentiond.run set approved_by = $2, approved_at = clock_timestamp() where run = $1",
                             {std::to_string(run), by});
            if (journal::is_paused(transaction, policy))
                journal::move_run(transaction, run, RunState::Running, RunState::Paused, {});
            journal::record_event(transaction, "approved", policy, run, by);
            platform::failpoint(platform::Failpoint::ApproveBeforeCommit);
            document = *documents::run(transaction, run);
            document["already"] = false;
            transaction.commit();
            platform::failpoint(platform::Failpoint::ApproveAfterCommit);
            log_.info("RUN_APPROVED", "run " + std::to_string(run) + " of policy " + policy + " approved by " + by);
        });
        target.wake();
        return told(target, document);
    });
}

json Administration::run_cancel(const Numbered& wanted, const std::string& by) {
    Target& target = target_of_run(wanted);
    const long long run = wanted.number;
    return translated(target, [&] {
        const Target::Halt halt(target);   // batches in progress end; no new ones begin
        json document;
        target.with_session([&](Session& session) {
            {
                Transaction request(session, Transaction::Mode::ReadWrite);   // other daemons' workers read it with each claim
                request.exec("ask_to_stop",
                             "insert into retentiond.pause (scope, paused_by) values ($1, $2) on conflict do nothing",
                             {journal::stop_scope(run), by});
                request.commit();
            }
            Transaction transaction(session, Transaction::Mode::ReadWrite);
            transaction.exec("end_stop", "delete from retentiond.pause where scope = $1", {journal::stop_scope(run)});
            const auto row = transaction.exec("lock_run", kRunForUpdate, {std::to_string(run)});
            const std::string policy(row.get_text(0, 0));
            const std::string state(row.get_text(0, 1));
            bool was_moved = false;
            for (const auto from : {RunState::AwaitingApproval, RunState::Running, RunState::Paused})
                was_moved = was_moved ||
                            journal::move_run(transaction, run, from, RunState::Cancelled, "cancelled by " + by);
            if (!was_moved && state != "cancelled")
                throw OperationError(Kind::Refused, "run " + std::to_string(run) + " is " + state + " already");
            if (was_moved)
                journal::record_event(transaction, "cancelled", policy, run, by);
            document = *documents::run(transaction, run);
            document["already"] = !was_moved;
            transaction.commit();
            if (was_moved)
                log_.info("RUN_CANCELLED", "run " + std::to_string(run) + " of policy " + policy + " cancelled by " + by);
        });
        return told(target, document);
    });
}

json Administration::pause(const std::optional<std::string>& policy, const std::string& by) { return set_paused(policy, true, by); }

json Administration::resume(const std::optional<std::string>& policy, const std::string& by) {
    return set_paused(policy, false, by);
}

json Administration::set_paused(const std::optional<std::string>& policy, bool is_paused, const std::string& by) {
    bool was_changed = false;
    const std::vector<Target*> concerned = policy ? std::vector<Target*>{&target_of(*policy)} : targets_;
    for (auto* target : concerned)
        was_changed = pause_target(*target, policy.value_or("*"), is_paused, by) || was_changed;
    return {{"paused", is_paused}, {"policy", policy ? json(*policy) : json()}, {"already", !was_changed}};
}

bool Administration::pause_target(Target& target, const std::string& scope, bool is_paused, const std::string& by) {
    return translated(target, [&] {
        const Target::Halt halt(target);
        bool was_changed = false;
        target.with_session([&](Session& session) {
            if (is_paused) {
                Transaction request(session, Transaction::Mode::ReadWrite);   // first of all, no batch starts any more
                was_changed =
                    request.exec("note_pause",
                                 "insert into retentiond.pause (scope, paused_by) values ($1, $2) on conflict do nothing",
                                 {scope, by})
                        .affected_rows() > 0;
                request.commit();
            }
            Transaction transaction(session, Transaction::Mode::ReadWrite);
            if (!is_paused)
                was_changed = (scope == "*" ? transaction.exec("end_pauses", "delete from retentiond.pause where scope not like 'run:%'")
                                            : transaction.exec("end_pause", "delete from retentiond.pause where scope = $1", {scope}))
                                  .affected_rows() > 0;
            const auto active = transaction.exec(
                "find_active",
                "select run from retentiond.run r where state = $1 and ($2 = '*' or policy = $2) and "
                "($3::boolean or not exists (select from retentiond.pause p where p.scope in ('*', r.policy))) order by run",
                {std::string(to_text(is_paused ? RunState::Running : RunState::Paused)), scope, is_paused ? "true" : "false"});
            for (int row = 0; row < active.rows(); ++row)
                journal::move_run(transaction, active.get_int64(row, 0), is_paused ? RunState::Running : RunState::Paused,
                                  is_paused ? RunState::Paused : RunState::Running, {});
            if (was_changed)
                journal::record_event(transaction, is_paused ? "paused" : "resumed",
                                      scope == "*" ? std::nullopt : std::optional(scope), std::nullopt, by);
            transaction.commit();
        });
        const auto what = scope == "*" ? "all work in database " + target.name() : "policy " + scope;
        if (was_changed && is_paused)
            log_.info("WORK_PAUSED", what + " paused by " + by);
        else if (was_changed)
            log_.info("WORK_RESUMED", what + " resumed by " + by);
        return was_changed;
    });
}

json Administration::reload(const std::string& by) {
    log_.info("RELOAD_ASKED", "reload asked for by " + by);
    return reload_();
}

// ---- holds

json Administration::hold_add(const std::string& policy, const std::string& key, const std::string& reason,
                              const std::string& by) {
    Target& target = target_of(policy);
    if (reason.empty())
        throw OperationError(Kind::Invalid, "a hold needs a reason", "Write it after --reason.");
    return translated(target, [&] {
        json document;
        target.with_session([&](Session& session) {
            // Bound and no more: a policy that does not fit the schema any longer still says who is who.
            const auto binding = target.bound(session, policy);
            const auto subject = key_of(binding, key);
            Transaction transaction(session, Transaction::Mode::ReadWrite, binding.policy->timezone());
            // Not while a batch has judged and not yet committed: the hold either comes before, and is seen, or after, and says
            // so. That goes for rows that another policy's batch would reach, too. Then the subject's row.
            journal::lock_out_batches(transaction);
            if (!exists(transaction, binding, subject, true))
                throw OperationError(Kind::NotFound, "there is no such subject; if it was due, the hold came too late");
            const auto table = policies::to_text(binding.subject->name);
            // In the words of the server: 042 and 42 are the same key.
            const auto find = policies::existing(binding);
            const auto row = transaction.exec(find.name, find.sql, parameters_of(find, {}, std::span(&subject, 1), binding.key.size()));
            SubjectKey canonical;
            for (std::size_t i = 0; i < binding.key.size(); ++i)
                canonical.parts.emplace_back(row.get_text(0, static_cast<int>(i)));
            const auto named = policies::hold_name_of(binding);
            const std::string name(
                transaction.exec(named.name, named.sql, parameters_of(named, {}, std::span(&subject, 1), binding.key.size()))
                    .get_text(0, 0));
            // Somebody acted upon while the hold waited for the row's lock.
            const bool is_too_late =
                transaction
                    .exec("find_marker",
                          "select exists (select from retentiond.marker where subject_table = $1 and key_columns = $2 and key = $3 and "
                          "acted_at >= transaction_timestamp())",
                          {table, policies::key_name(binding), to_text(canonical)})
                    .get_bool(0, 0);
            const auto placed = transaction.exec(
                "place_hold",
                "insert into retentiond.hold (subject_table, key_columns, key, policy, reason, placed_by) values ($1, $2, $3, $4, $5, $6) "
                "returning hold",
                {table, policies::join(binding.subject->primary_key, ", "), name, policy, reason, by});
            journal::record_event(transaction, "hold_placed", policy, std::nullopt, by);
            document = {{"hold", placed.get_int64(0, 0)},
                        {"policy", policy},
                        {"database", target.name()},
                        {"subject", subject_of(to_text(canonical))},
                        {"too_late", is_too_late}};
            transaction.commit();
        });
        log_.info("HOLD_PLACED", "hold " + document["hold"].dump() + " placed through policy " + policy + " by " + by);
        return document;
    });
}

json Administration::hold_remove(const Numbered& wanted, const std::string& by) {
    Target& target = target_of_number(wanted, "hold", "select from retentiond.hold where hold = $1");
    const long long hold = wanted.number;
    return translated(target, [&] {
        json document;
        target.with_session([&](Session& session) {
            Transaction transaction(session, Transaction::Mode::ReadWrite);
            const auto found = transaction.exec(
                "find_hold", "select policy, removed_at is not null from retentiond.hold where hold = $1 for update",
                {std::to_string(hold)});
            const bool already = found.get_bool(0, 1);
            if (!already) {
                transaction.exec("remove_hold",
                                 "update retentiond.hold set removed_by = $2, removed_at = clock_timestamp() where hold = $1",
                                 {std::to_string(hold), by});
                journal::record_event(transaction, "hold_removed", std::string(found.get_text(0, 0)), std::nullopt, by);
            }
            document = {{"hold", hold}, {"policy", found.get_text(0, 0)}, {"database", target.name()}, {"already", already}};
            transaction.commit();
        });
        log_.info("HOLD_REMOVED", "hold " + std::to_string(hold) + " removed by " + by);
        return document;
    });
}

json Administration::hold_list(const std::optional<std::string>& policy) {
    json list = json::array();
    const std::vector<Target*> concerned = policy ? std::vector<Target*>{&target_of(*policy)} : targets_;
    for (auto* target : concerned)
        translated(*target, [&] {
            target->with_session([&](Session& session) {
                Transaction reading(session, Transaction::Mode::ReadOnly, policy ? zone_of(*target, *policy) : "UTC");
                const auto holds = reading.exec(
                    "list_holds",
                    "select jsonb_build_object('hold', hold, 'policy', policy, 'table', subject_table, 'subject', key, 'reason', "
                    "reason, 'by', placed_by, 'at', placed_at)::text from retentiond.hold where removed_at is null and "
                    "($1::text is null or policy = $1) order by hold",
                    {policy});
                for (int row = 0; row < holds.rows(); ++row) {
                    json hold = json::parse(holds.get_text(row, 0));
                    hold["subject"] = subject_of(hold["subject"].get<std::string>());
                    hold["database"] = target->name();
                    list.push_back(std::move(hold));
                }
            });
        });
    return {{"holds", list}};
}

} // namespace retention::jobs
