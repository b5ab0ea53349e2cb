// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/planner.hpp"

#include "daemon/jobs/batch_list.hpp"
#include "daemon/jobs/count_record.hpp"
#include "daemon/jobs/digest.hpp"
#include "daemon/jobs/hold_check.hpp"
#include "daemon/jobs/journal.hpp"
#include "daemon/jobs/nameless_check.hpp"
#include "daemon/jobs/parts.hpp"
#include "daemon/jobs/stand_in_check.hpp"
#include "daemon/platform/failpoint.hpp"
#include "policies/sql_text.hpp"
#include "policies/unjudged.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <sstream>

namespace retention::jobs {

namespace {

using database::Failure;
using database::Session;
using database::Transaction;
using platform::Failpoint;

// Host and server must agree on the time to within this.
constexpr std::chrono::minutes kClockSkewMax{5};

constexpr const char* kInsertRun = R"(
insert into retentiond.run (policy, state, mode, as_of, scheduled_for, policy_digest, schema_digest, census, requested_by,
                            requested_uids, four_eyes, subject_table)
values ($1, 'planning', $2, $3::timestamptz, $4::timestamptz, $5, $6, $7::jsonb, $8, $9::bigint[], $10::boolean, $11)
returning run)";

// A run that is not over, or answers this time of the schedule.
constexpr const char* kAnswer = R"(
select run, state from retentiond.run
where policy = $1 and (state in ('planning', 'awaiting_approval', 'running', 'paused') or scheduled_for = $2::timestamptz)
order by run desc limit 1)";

// Runs with nobody to do are no experience: twenty quiet days make no policy new. One that was broken off after its first batches is. What
// was done to people of another table, by a policy of the same name, is none.
constexpr const char* kHistory = R"(
select count(*) filter (where state in ('finished', 'running', 'paused', 'failed') or has_done),
       percentile_cont(0.5) within group (order by planned) filter (where state = 'finished')
from (select state, planned, exists (select from retentiond.batch b where b.run = run.run and b.state = 'done') as has_done
      from retentiond.run
      where policy = $1 and mode = 'enforce' and coalesce(subject_table, $2) = $2 and state <> 'planning' and planned > 0
      order by run desc limit 20) last)";

constexpr const char* kDigestKeys = R"(
select coalesce(encode(sha256(convert_to(string_agg(
           number || ':' || rule || ':' || encode(sha256(convert_to(keys::text, 'UTF8')), 'hex'), ',' order by number),
       'UTF8')), 'hex'), '')
from retentiond.batch where run = $1)";

constexpr const char* kSettle = R"(
update retentiond.run set state = $2, digest = $3, planned = $4, reasons = $5::jsonb, message = nullif($6, ''),
       started_at = case when $2 = 'running' then clock_timestamp() end,
       finished_at = case when $2 = 'finished' then clock_timestamp() end
where run = $1)";

// Everybody is grouped at once, and what does not fit into work_mem goes to disk and back. Twice the speed at 32 MB.
constexpr const char* kPlanningMemory = R"(
select set_config('work_mem', '32MB', true) where pg_size_bytes(current_setting('work_mem')) < 32 * 1024 * 1024)";

// There may be one all the same when two plan at once: the table takes one of them.
void refuse_second_run(Transaction& transaction, const std::string& policy, const std::optional<std::string>& scheduled_for) {
    const auto answer =
        transaction.exec("answering_run", kAnswer, {policy, scheduled_for ? database::Parameter(*scheduled_for) : database::Parameter()});
    if (answer.is_empty())
        return;
    const std::string run = "run " + std::string(answer.get_text(0, 0));
    const std::string state(answer.get_text(0, 1));
    if (!active_state(state))
        throw PlanAnswered("policy \"" + policy + "\": " + run + " has answered this time of the schedule");
    throw PlanAnswered("policy \"" + policy + "\" has a run that is not over: " + run +
                       (state == "awaiting_approval" ? " waits for an approval" : " is " + state));
}

// Who has no key can be nobody's turn, and would be forgotten.
void refuse_nameless(Transaction& transaction, const CompiledPolicy& policy) {
    for (const auto& finding : nameless_subjects(transaction, policy.binding))
        throw PlanRefused(finding.path + ": " + finding.message + ". " + finding.hint);
}

// Somebody's rows would be moved to a row that goes itself. Whether it is due is seen only when the day comes.
void refuse_due_stand_ins(Transaction& transaction, const CompiledPolicy& policy, const std::string& as_of) {
    for (const auto& finding : due_stand_ins(transaction, policy.binding, policy.judge, as_of))
        throw PlanRefused(finding.path + ": " + finding.message + ". " + finding.hint);
}

// The list and the count ask the same question in two ways, and while nobody changes anything they agree. If not, the one or the
// other is wrong, and nobody should be judged by it.
void require_agreement(Transaction& transaction, const CompiledPolicy& policy, const std::string& as_of, long long counted, long long listed) {
    if (counted == listed || take_census(transaction, policy, as_of).due != counted)
        return;
    throw PlanRefused("the list of the due has " + std::to_string(listed) + " subjects, their count says " + std::to_string(counted) +
                      ": a defect, please report it; nothing is done");
}

// Freezes whoever is due as batches of the run, and tells how many they are.
long long list_due(Transaction& transaction, const CompiledPolicy& policy, const std::string& as_of, long long run, std::size_t batch_rows,
                   bool in_parts) {
    BatchList list(transaction, policy, as_of, run, batch_rows);
    if (in_parts) {
        for_every_part(transaction, policy, [&](std::span<const SubjectKey> keys) { list.add(keys); });
        list.put_in_order();
    } else {
        list.add_everybody();
    }
    return list.subjects();
}

// 1,234,567
std::string with_separators(long long number) {
    std::string digits = std::to_string(number);
    for (auto at = digits.size(); at > 3;)
        digits.insert(at -= 3, 1, ',');
    return digits;
}

// "01/02/2026" is January to some databases and February to others. Words are not: "now".
bool is_date_of_some_order(const std::string& text) {
    const auto end = text.find_first_not_of("0123456789");
    return end != 0 && end != text.find('-');
}

std::string subject_table(const CompiledPolicy& policy) { return to_text(policy.binding.subject->name); }

std::string with_percent(double value) {
    std::ostringstream text;
    text << std::round(value * 10) / 10 << " %";
    return text.str();
}

} // namespace

std::string uids_of(const Person& person) {
    std::string text;
    for (const auto uid : person.uids())
        text += (text.empty() ? "{" : ",") + std::to_string(uid);
    return text + "}";
}

std::string plan_digest(Transaction& transaction, long long run, const std::string& policy_digest,
                        const std::string& schema_digest) {
    const auto keys = transaction.exec("digest_keys", kDigestKeys, {std::to_string(run)});
    return sha256(policy_digest + "\n" + schema_digest + "\n" + std::string(keys.get_text(0, 0)));
}

namespace {

// Too many rows hold what one of the expressions can't take: otherwise nobody would be erased until somebody guesses which.
[[noreturn]] void name_culprit(Session& session, const CompiledPolicy& policy, const Failure& failure) {
    Transaction transaction(session, Transaction::Mode::ReadOnly, policy.policy->timezone());
    if (const auto path = culprit(transaction, policy, failure.sqlstate()))
        throw PlanRefused(policies::why_unjudged(*path, failure.sqlstate()) + " for some row: SQLSTATE " + failure.sqlstate() + "; until it can, nobody is judged");
    throw failure;
}

enum class Way { AtOnce, InParts };

template <typename Work> auto by_some_way(Session& session, const CompiledPolicy& policy, const Work& work) {
    try {
        return at_once_or_in_parts([&] { return work(Way::AtOnce); }, [&] { return work(Way::InParts); });
    } catch (const Failure& failure) {
        if (!is_of_a_row(failure))
            throw;
        name_culprit(session, policy, failure);
    }
}

} // namespace

Census Planner::count(Session& session, const CompiledPolicy& policy, const std::optional<std::string>& as_of) const {
    return by_some_way(session, policy, [&](Way way) {
        Transaction transaction(session, Transaction::Mode::ReadOnly, policy.policy->timezone());
        transaction.exec("planning_memory", kPlanningMemory);
        const auto by = resolve_as_of(transaction, as_of, Future::Allowed);
        return way == Way::AtOnce ? take_census(transaction, policy, by) : take_census_in_parts(transaction, policy, by);
    });
}

PlannedRun Planner::plan(Session& session, const CompiledPolicy& policy, const PlanRequest& request) const {
    return by_some_way(session, policy, [&](Way way) { return plan_once(session, policy, request, way == Way::InParts); });
}

PlannedRun Planner::plan_once(Session& session, const CompiledPolicy& policy, const PlanRequest& request, bool in_parts) const {
    const bool enforces = policy.policy->mode == policies::Mode::Enforce;
    Transaction transaction(session, Transaction::Mode::ReadWrite, policy.policy->timezone());
    transaction.exec("planning_memory", kPlanningMemory);
    refuse_wrong_clock(transaction, policy.policy->name);
    const auto as_of = resolve_as_of(transaction, request.as_of, Future::Refused);
    const auto fingerprint = std::string(transaction.exec(policy.fingerprint.name, policy.fingerprint.sql).get_text(0, 0));
    if (fingerprint != policy.schema_digest)
        throw PlanRefused("the schema changed while the plan was made; try again");
    refuse_second_run(transaction, policy.policy->name, request.scheduled_for);
    if (const auto doubt = doubt_about_holds(transaction, policy))
        throw PlanRefused(*doubt);
    refuse_nameless(transaction, policy);
    if (enforces)
        refuse_due_stand_ins(transaction, policy, as_of);
    transaction.exec(policy.close_gone.name, policy.close_gone.sql);
    transaction.exec(policy.forget_gone.name, policy.forget_gone.sql);
    const auto began = clock_.steady_now();
    const auto census = in_parts ? take_census_in_parts(transaction, policy, as_of) : take_census(transaction, policy, as_of);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.steady_now() - began);
    platform::failpoint(Failpoint::PlanBeforeInsert);

    PlannedRun planned;
    planned.unjudged = census.unjudged;
    const auto& person = request.requested_by;
    const auto by = person ? std::optional(person->name) : std::nullopt;
    const bool needs_second = person && request.needs_four_eyes;
    try {
        const auto inserted = transaction.exec(
            "insert_run", kInsertRun,
            {policy.policy->name, enforces ? "enforce" : "observe", as_of,
             request.scheduled_for ? database::Parameter(*request.scheduled_for) : database::Parameter(), policy.digest,
             fingerprint, to_json(census, *policy.policy).dump(), by,
             person ? database::Parameter(uids_of(*person)) : database::Parameter(), needs_second ? "true" : "false", subject_table(policy)});
        planned.run = inserted.get_int64(0, 0);
    } catch (const Failure& failure) {
        if (failure.sqlstate() == "23505" || failure.sqlstate() == "55P03")
            throw PlanAnswered("policy \"" + policy.policy->name + "\" has an active run, or this time was answered already");
        throw;
    }
    if (enforces) {
        planned.planned = list_due(transaction, policy, as_of, planned.run, request.batch_rows, in_parts);
        if (!in_parts)
            require_agreement(transaction, policy, as_of, census.due, planned.planned);
        if (planned.planned > 0)
            planned.reasons = reasons(transaction, policy, planned.planned, census.subjects);
        if (planned.planned > 0 && needs_second)
            planned.reasons.emplace_back("it was started by hand, and another person has to approve it");
    }
    platform::failpoint(Failpoint::PlanAfterInsert);

    const auto state = planned.planned == 0       ? RunState::Finished
                       : !planned.reasons.empty() ? RunState::AwaitingApproval
                                                  : RunState::Running;
    planned.state = to_text(state);
    const std::string message = !enforces              ? "the policy only observes: " + std::to_string(census.due) + " are due"
                                : planned.planned == 0 ? "nobody is due"
                                                       : "";
    transaction.exec("settle_run", kSettle,
                     {std::to_string(planned.run), planned.state,
                      plan_digest(transaction, planned.run, policy.digest, fingerprint), std::to_string(planned.planned),
                      nlohmann::json(planned.reasons).dump(), message});
    if (state == RunState::Running && journal::is_paused(transaction, policy.policy->name)) {
        journal::move_run(transaction, planned.run, RunState::Running, RunState::Paused, {});
        planned.state = to_text(RunState::Paused);
    }
    // A plan by an earlier date tells nobody who is due now.
    if (!request.as_of)
        count_record::store(transaction, policy, census, took, planned.run, {});
    journal::record_event(transaction, "planned", policy.policy->name, planned.run, by);
    transaction.commit();
    platform::failpoint(Failpoint::PlanAfterCommit);
    return planned;
}

std::vector<std::string> Planner::reasons(Transaction& transaction, const CompiledPolicy& policy, long long due,
                                          long long subjects) const {
    std::vector<std::string> found;
    const auto history = transaction.exec("history", kHistory, {policy.policy->name, subject_table(policy)});
    if (history.get_int64(0, 0) == 0)
        found.push_back("it is the policy's first enforcing run");
    const auto& limits = policy.policy->limits;
    if (limits.persons && due > *limits.persons)
        found.push_back(with_separators(due) + " subjects are due, more than limits.persons (" +
                        with_separators(*limits.persons) + ")");
    if (limits.share && subjects > 0) {
        const double share = 100.0 * static_cast<double>(due) / static_cast<double>(subjects);
        if (share > *limits.share)
            found.push_back(with_percent(share) + " of all subjects are due, more than limits.share (" +
                            with_percent(*limits.share) + ")");
    }
    if (limits.growth && !history.is_null(0, 1)) {
        const double median = history.get_double(0, 1);
        if (median > 0 && static_cast<double>(due) > *limits.growth * median)
            found.push_back(with_separators(due) +
                            " subjects are due, more than limits.growth times the median of the last runs (" +
                            with_separators(std::llround(median)) + ")");
    }
    return found;
}

std::string Planner::resolve_as_of(Transaction& transaction, const std::optional<std::string>& as_of, Future future) {
    if (!as_of)
        return std::string(transaction.exec("now", "select to_json(now()) #>> '{}'").get_text(0, 0));
    if (is_date_of_some_order(*as_of))
        throw PlanRefused("as_of is no date: write 2026-01-31 or 2026-01-31T12:00:00Z");
    try {
        const auto resolved =
            transaction.exec("as_of", "select to_json($1::timestamptz) #>> '{}', $1::timestamptz > now() + interval '1 second', "
                                      "isfinite($1::timestamptz)",
                             {*as_of});
        if ((future == Future::Refused && resolved.get_bool(0, 1)) || !resolved.get_bool(0, 2))
            throw PlanRefused("as_of lies in the future: nobody is judged by a later date than now");
        return std::string(resolved.get_text(0, 0));
    } catch (const Failure& failure) {
        if (failure.kind() == Failure::Kind::Permanent)
            throw PlanRefused("as_of is no date: write 2026-01-31 or 2026-01-31T12:00:00Z");
        throw;
    }
}

// A wrong clock makes everybody due. The server's is compared with ours, and with what the journal has seen; ours with the time that
// has passed.
void Planner::refuse_wrong_clock(Transaction& transaction, const std::string& policy) const {
    const auto row = transaction.exec(
        "clock",
        "select (extract(epoch from clock_timestamp()) * 1000000)::bigint, "
        "coalesce(max(created_at) > clock_timestamp() + interval '5 minutes', false) from retentiond.run where policy = $1",
        {policy});
    const std::chrono::microseconds server(row.get_int64(0, 0));
    const auto skew = server - clock_.now().time_since_epoch();
    if (skew > kClockSkewMax || skew < -kClockSkewMax)
        throw PlanRefused("the clocks of this host and of the database differ by " +
                          std::to_string(std::chrono::duration_cast<std::chrono::seconds>(skew).count()) +
                          " s; nothing is judged until they agree");
    const auto moved = offset() - trusted_.load();
    if (moved > kClockSkewMax || moved < -kClockSkewMax)
        throw PlanRefused("this host's clock was moved by " + std::to_string(std::chrono::duration_cast<std::chrono::seconds>(moved).count()) +
                          " s since the daemon started; nothing is judged until it is back, or somebody who knows that it is right by now "
                          "reloads the daemon");
    if (row.get_bool(0, 1))
        throw PlanRefused("the database's clock was set back: the last run of this policy lies in the future");
}

} // namespace retention::jobs
