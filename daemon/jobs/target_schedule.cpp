// SPDX-License-Identifier: Apache-2.0
//
// Plans, by the schedule and by command.
#include "daemon/jobs/target.hpp"

#include "daemon/jobs/scheduler.hpp"
#include "daemon/platform/zones.hpp"

namespace retention::jobs {

using database::Failure;
using database::Session;
using database::Transaction;
using namespace std::chrono_literals;

namespace {

constexpr auto kPausedAgain = 500ms;          // looks whether a pause has ended
constexpr auto kPlanAgain = 60s;              // after a plan that failed

constexpr const char* kAnswered = R"(
select (extract(epoch from greatest(
    (select max(scheduled_for) from retentiond.run where policy = $1),
    (select min(at) from retentiond.event where what = 'policy_seen' and policy = $1))) * 1000000)::bigint)";

} // namespace

void Target::follow_schedule(Session& session, const KnownPolicy& known) {
    const auto& name = known.policy->name;
    const auto now = clock_.now();
    if (known.next_run && *known.next_run > now && !not_before_.count(name))
        return;
    if (const auto held = not_before_.find(name); held != not_before_.end() && held->second > now)
        return;
    platform::SystemTime answered;
    {
        Transaction reading(session, Transaction::Mode::ReadOnly);
        const auto last = reading.exec("answered", kAnswered, {name});
        answered = last.is_null(0, 0) ? now : platform::SystemTime(std::chrono::microseconds(last.get_int64(0, 0)));
        const auto paused = reading.exec("paused", "select exists (select from retentiond.pause where scope in ('*', $1))", {name});
        if (paused.get_bool(0, 0)) {
            not_before_[name] = now + kPausedAgain;
            return;
        }
    }
    const auto wanted = appointment(*known.policy->schedule, answered, now);
    book_.set_next_run(name, wanted.next);
    not_before_.erase(name);
    if (!wanted.due)
        return;
    try {
        PlanRequest request;
        request.scheduled_for = platform::format_in_zone(*wanted.due, known.policy->timezone());
        request.batch_rows = settings_.pace.batch_rows;
        const auto compiled = checked(session, name);
        const auto planned = planner_.plan(session, *compiled, request);
        log_.info("RUN_PLANNED", "run " + std::to_string(planned.run) + " of policy " + name + ": " +
                                     std::to_string(planned.planned) + " subjects, " + planned.state);
        wake();
    } catch (const PlanRefused& refused) {
        const bool is_told = known.trouble == refused.what();
        book_.set_trouble(name, refused.what());
        not_before_[name] = now + kPlanAgain;
        const auto text = "policy " + name + ": " + std::string(refused.what()) + ", retrying in 60 s";
        is_told ? log_.debug("PLAN_REFUSED", text) : log_.warning("PLAN_REFUSED", text);
    } catch (const Failure& failure) {
        not_before_[name] = now + kPlanAgain;
        if (failure.is_disconnected())
            throw;
        book_.set_trouble(name, failure.what());
        log_.error("PLAN_FAILED", "policy " + name + ": " + std::string(failure.what()) + ", retrying in 60 s");
    }
}

PlannedRun Target::plan(const std::string& policy, PlanRequest request) {
    PlannedRun planned;
    request.batch_rows = settings_.pace.batch_rows;
    with_session([&](Session& session) { planned = planner_.plan(session, *checked(session, policy), request); });
    log_.info("RUN_PLANNED", "run " + std::to_string(planned.run) + " of policy " + policy + ": " +
                                 std::to_string(planned.planned) + " subjects, " + planned.state);
    wake();
    return planned;
}

} // namespace retention::jobs
