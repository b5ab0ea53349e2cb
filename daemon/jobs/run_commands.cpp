// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/run_commands.hpp"

#include "daemon/jobs/documents.hpp"
#include "daemon/jobs/durable.hpp"
#include "daemon/jobs/failures.hpp"
#include "daemon/jobs/hold_check.hpp"
#include "daemon/jobs/journal.hpp"
#include "daemon/jobs/translated.hpp"
#include "daemon/platform/failpoint.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {

using database::Session;
using database::Transaction;
using nlohmann::json;
using Kind = OperationError::Kind;

namespace {

constexpr const char* kRunForUpdate = R"(
select policy, state, digest, policy_digest, schema_digest from retentiond.run where run = $1 for update)";

// Asked of the locked row, so that nobody can change who asked for the run meanwhile.
constexpr const char* kAskedByThem = R"(
select coalesce(four_eyes and requested_uids && $2::bigint[], false), requested_by from retentiond.run where run = $1)";

// The table has the same condition, so that no statement of whoever it may be gets around it.
constexpr const char* kNoteApproval = R"(
update retentiond.run set approved_by = $2, approved_uids = $3::bigint[], approved_at = clock_timestamp() where run = $1)";

void refuse_same_person(Transaction& transaction, long long run, const Person& by) {
    const auto asked = transaction.exec("asked_by_them", kAskedByThem, {std::to_string(run), uids_of(by)});
    if (asked.get_bool(0, 0))
        throw OperationError(Kind::SamePerson,
                             "run " + std::to_string(run) + " was started by " + std::string(asked.get_text(0, 1)) +
                                 ": another person has to approve it",
                             "Ask a colleague to look at it, retentionctl run show " + std::to_string(run) +
                                 ", and to approve it with an account of their own. To stop it needs nobody else.");
}

// For whoever ends it, having asked it to stop: a batch at work has it for as long as it takes.
database::Result lock_run_to_end(Transaction& transaction, long long run) {
    try {
        return transaction.exec("lock_run", kRunForUpdate, {std::to_string(run)});
    } catch (const database::Failure& failure) {
        if (failure.sqlstate() != "55P03")
            throw;
        throw OperationError(Kind::Unavailable, "run " + std::to_string(run) + " is asked to stop, and a batch of it is at work still",
                             "It is cancelled as soon as that one is over: retentionctl run show " + std::to_string(run) + ".");
    }
}

} // namespace

json RunCommands::list(const std::optional<std::string>& policy, int count_max) {
    json list = json::array();
    if (policy)
        targets_.of_policy(*policy);   // an unknown one is refused, not told as having no runs
    for (auto* target : targets_.all()) {
        if (policy && !target->book().find(*policy))
            continue;
        translated(*target, [&] {
            target->with_session([&](Session& session) {
                Transaction reading(session, Transaction::Mode::ReadOnly, targets_.zone(policy));
                for (auto& run : documents::runs(reading, policy, count_max))
                    list.push_back(targets_.told(*target, std::move(run)));
            });
        });
    }
    return {{"runs", list}};
}

json RunCommands::failures(const std::optional<std::string>& policy) {
    json list = json::array();
    for (auto* target : targets_.concerned(policy))
        translated(*target, [&] {
            target->with_session([&](Session& session) {
                for (const auto& name : policy ? std::vector<std::string>{*policy} : target->book().names()) {
                    Transaction reading(session, Transaction::Mode::ReadOnly, zone_of(*target, name));
                    for (auto& failure : failures_of(reading, name))
                        list.push_back(targets_.told(*target, std::move(failure)));
                }
            });
        });
    return {{"failures", list}};
}

json RunCommands::show(const Numbered& run) {
    Target& target = targets_.of_run(run);
    return translated(target, [&] {
        std::optional<json> found;
        target.with_session([&](Session& session) { found = documents::run_in_zone(session, target.book(), run.number); });
        if (!found)
            throw OperationError(Kind::NotFound, "there is no run " + std::to_string(run.number), "\"retentionctl runs\" lists them.");
        return targets_.told(target, *found);
    });
}


json RunCommands::start(const std::string& policy, const std::optional<std::string>& as_of, const Person& by, ApprovalRules rules) {
    Target& target = targets_.of_policy(policy);
    return translated(target, [&] {
        PlanRequest request;
        request.as_of = as_of;
        request.requested_by = by;
        request.needs_four_eyes = rules.needs_four_eyes;
        const auto planned = target.plan(policy, request);
        auto document = show({planned.run, target.name()});
        document["already"] = false;
        return document;
    });
}

json RunCommands::approve(const Numbered& wanted, const std::optional<std::string>& digest, const Person& by) {
    Target& target = targets_.of_run(wanted);
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
                throw OperationError(Kind::Refused, "run " + std::to_string(run) + " is " + state + " and waits for no approval",
                                     active_state(state) ? "" : "A new plan is made by retentionctl run " + policy + ".");
            refuse_same_person(transaction, run, by);
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
            if (const auto doubt = doubt_about_holds(transaction, *compiled))
                throw OperationError(Kind::Refused, *doubt);
            if (plan_digest(transaction, run, policy_digest, schema_digest) != planned)
                throw OperationError(Kind::Refused, "the plan of run " + std::to_string(run) + " is not what it was when made",
                                     "Somebody changed the journal; cancel the run and find out who.");
            // First who, then the release: the table refuses a run that goes on without a second person.
            transaction.exec("note_approval", kNoteApproval, {std::to_string(run), by.name, uids_of(by)});
            journal::move_run(transaction, run, RunState::AwaitingApproval, RunState::Running, {});
            if (journal::is_paused(transaction, policy))
                journal::move_run(transaction, run, RunState::Running, RunState::Paused, {});
            journal::record_event(transaction, "approved", policy, run, by.name);
            document = *documents::run(transaction, run);
            document["already"] = false;
            commit_durably(transaction, platform::Failpoint::ApproveBeforeCommit, platform::Failpoint::ApproveAfterCommit);
            log_.info("RUN_APPROVED", "run " + std::to_string(run) + " of policy " + policy + " approved by " + by.name,
                      {.database = target.name(), .policy = policy, .run = run});
        });
        target.wake();
        return targets_.told(target, document);
    });
}

json RunCommands::cancel(const Numbered& wanted, const std::string& by) {
    Target& target = targets_.of_run(wanted);
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
                platform::failpoint(platform::Failpoint::CancelAsked);
            }
            Transaction transaction(session, Transaction::Mode::ReadWrite);
            transaction.exec("end_stop", "delete from retentiond.pause where scope = $1", {journal::stop_scope(run)});
            const auto row = lock_run_to_end(transaction, run);
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
            commit_durably(transaction, platform::Failpoint::CancelBeforeCommit, platform::Failpoint::CancelAfterCommit);
            if (was_moved)
                log_.info("RUN_CANCELLED", "run " + std::to_string(run) + " of policy " + policy + " cancelled by " + by,
                          {.database = target.name(), .policy = policy, .run = run});
        });
        return targets_.told(target, document);
    });
}

} // namespace retention::jobs
