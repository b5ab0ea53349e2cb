// SPDX-License-Identifier: Apache-2.0
//
// Plans, by the schedule and by command.
#include "daemon/jobs/target.hpp"

#include "daemon/jobs/scheduler.hpp"
#include "daemon/platform/zones.hpp"
#include "policies/unjudged.hpp"

namespace retention::jobs {

using database::Failure;
using database::Session;
using database::Transaction;
using namespace std::chrono_literals;

namespace {

constexpr auto kPausedAgain = 500ms;          // looks whether a pause has ended
constexpr std::chrono::seconds kPlanAgain{60};      // after a plan that failed
constexpr std::chrono::seconds kPlanAgainSoon{5};   // after one whose connection was lost

constexpr const char* kAnswered = R"(
select (extract(epoch from greatest(
    (select max(scheduled_for) from retentiond.run where policy = $1),
    (select min(at) from retentiond.event where what = 'policy_seen' and policy = $1))) * 1000000)::bigint)";

} // namespace

void Target::follow_schedule(Session& session, const KnownPolicy& known) {
    const auto& name = known.policy->name;
    const auto now = clock_.now();
    const auto held = plans_.not_before(name);
    if (why_stopped() || plans_.is_planning(name) || (held && *held > now) || (known.next_run && *known.next_run > now && !held))
        return;
    platform::SystemTime answered;
    {
        Transaction reading(session, Transaction::Mode::ReadOnly);
        const auto last = reading.exec("answered", kAnswered, {name});
        answered = last.is_null(0, 0) ? now : platform::SystemTime(std::chrono::microseconds(last.get_int64(0, 0)));
        const auto paused = reading.exec("paused", "select exists (select from retentiond.pause where scope in ('*', $1))", {name});
        if (paused.get_bool(0, 0))
            return plans_.put_off(name, now + kPausedAgain);
    }
    const auto wanted = appointment(*known.policy->schedule, answered, now);
    book_.set_next_run(name, wanted.next);
    plans_.put_off(name, std::nullopt);
    if (!wanted.due)
        return;
    const auto scheduled_for = platform::format_in_zone(*wanted.due, known.policy->timezone());
    // Refused while others are being planned: asked again in the next round.
    if (!plans_.begin(name, [this, known, scheduled_for] { plan_scheduled(known, scheduled_for); }))
        plans_.put_off(name, now);
}

void Target::plan_scheduled(const KnownPolicy& known, const std::string& scheduled_for) {
    const auto& name = known.policy->name;
    try {
        PlanRequest request;
        request.scheduled_for = scheduled_for;
        plan(name, request);
    } catch (const PlanAnswered& answered) {
        plans_.put_off(name, clock_.now() + kPlanAgain);
        log_.debug("PLAN_REFUSED", "policy " + name + ": " + answered.what(), {.database = settings_.name, .policy = name});
    } catch (const PlanRefused& refused) {
        const bool is_told = known.plan_trouble == refused.what();
        book_.set_plan_trouble(name, refused.what());
        plans_.put_off(name, clock_.now() + kPlanAgain);
        const auto text = "policy " + name + ": " + std::string(refused.what()) + ", retrying in 60 s";
        const platform::LogFields fields{.database = settings_.name, .policy = name};
        is_told ? log_.debug("PLAN_REFUSED", text, fields) : log_.error("PLAN_REFUSED", text, fields);
    } catch (const Failure& failure) {
        const auto again = failure.is_disconnected() ? kPlanAgainSoon : kPlanAgain;
        plans_.put_off(name, clock_.now() + again);
        if (!failure.is_disconnected())
            book_.set_plan_trouble(name, failure.what());
        if (!is_stopping_)
            log_.error("PLAN_FAILED", "policy " + name + ": " + std::string(failure.what()) + ", retrying in " +
                                          std::to_string(again.count()) + " s",
                       {.database = settings_.name, .policy = name});
    } catch (const std::exception&) {
        // Not what(): whatever it is, it is a defect of ours, and may say more than a log should hold.
        plans_.put_off(name, clock_.now() + kPlanAgain);
        book_.set_plan_trouble(name, "no plan can be made: internal error");
        log_.error("PLAN_FAILED", "policy " + name + ": internal error, retrying in 60 s",
                   {.database = settings_.name, .policy = name});
    }
}

void Target::refuse_when_stopped() const {
    if (const auto stopped = why_stopped())
        throw PlanRefused("all work is stopped: " + *stopped);
}

void Target::tell_unjudged(const std::string& policy, const PlannedRun& planned) const {
    for (const auto& unjudged : planned.unjudged)
        log_.error("SUBJECTS_UNJUDGED",
                   "run " + std::to_string(planned.run) + " of policy " + policy + " leaves " + std::to_string(unjudged.subjects) +
                       " subjects out: " + policies::why_unjudged(unjudged.path, unjudged.sqlstate) +
                       " for them (SQLSTATE " + unjudged.sqlstate + "); who they are: retentionctl plan " + policy + " --subjects",
                   {.database = settings_.name, .policy = policy, .run = planned.run});
}

PlannedRun Target::plan(const std::string& policy, PlanRequest request) {
    refuse_when_stopped();
    PlannedRun planned;
    request.batch_rows = pace_.settings().batch_rows;
    with_session([&](Session& session) { planned = planner_.plan(session, *checked(session, policy), request); });
    book_.set_plan_trouble(policy, {});
    book_.set_count_trouble(policy, {});   // who makes a plan counts everybody
    log_.info("RUN_PLANNED", "run " + std::to_string(planned.run) + " of policy " + policy + ": " +
                                 std::to_string(planned.planned) + " subjects, " + planned.state,
              {.database = settings_.name, .policy = policy, .run = planned.run});
    tell_unjudged(policy, planned);
    wake();
    return planned;
}

} // namespace retention::jobs
