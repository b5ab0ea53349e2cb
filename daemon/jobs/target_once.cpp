// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/target_sessions.hpp"

#include <algorithm>

namespace retention::jobs {

using database::Failure;
using database::Session;
using database::Transaction;
using namespace std::chrono_literals;

int Target::do_once() {
    constexpr auto kPatience = 30s;
    if (const auto stopped = why_stopped()) {
        log_.warning("WORK_STOPPED", "database " + settings_.name + ": " + *stopped + "; nothing is done", {.database = settings_.name});
        return 3;
    }
    wait_until_checked(kPatience);
    int status = 0;
    for (const auto& name : book_.names()) {
        try {
            plan(name, {});
        } catch (const PlanAnswered& answered) {
            // The active run is carried on.
            log_.info("PLAN_REFUSED", "policy " + name + ": " + answered.what(), {.database = settings_.name, .policy = name});
        } catch (const PlanRefused& refused) {
            // Drift waits for a person; anything else is a failure.
            const auto known = book_.find(name);
            status = std::max(status, known && known->waiting ? 3 : 1);
            log_.error("PLAN_REFUSED", "policy " + name + ": " + refused.what(), {.database = settings_.name, .policy = name});
        } catch (const Failure& failure) {
            status = 1;
            log_.error("PLAN_FAILED", "policy " + name + ": " + failure.what(), {.database = settings_.name, .policy = name});
        }
    }
    // Which of the policies' last runs are still at work, wait for a person, or have failed.
    constexpr const char* kStanding = R"(
select count(*) filter (where r.state = 'running'), count(*) filter (where r.state in ('awaiting_approval', 'paused')),
       count(*) filter (where r.state in ('failed', 'superseded') or (r.census #>> '{unjudged,subjects}')::bigint > 0 or exists (
           select from retentiond.batch b where b.run = r.run and b.state = 'failed'))
from unnest($1::text[]) p(policy), lateral (select * from retentiond.run where policy = p.policy order by run desc limit 1) r)";
    while (!is_stopping_) {
        if (why_stopped())
            return 3;   // the guard has told why
        try {
            bool is_through = false;
            with_session([&](Session& session) {
                Transaction reading(session, Transaction::Mode::ReadOnly);
                const auto standing = reading.exec("standing", kStanding, {array_of(book_.names())});
                is_through = standing.get_int64(0, 0) == 0;
                if (is_through && standing.get_int64(0, 2) > 0)
                    status = std::max(status, 1);
                if (is_through && standing.get_int64(0, 1) > 0)
                    status = 3;
            });
            if (is_through)
                return status;
        } catch (const Failure& failure) {
            if (status == 1)
                return status;   // it could not even be planned
            log_.warning("DATABASE_UNREACHABLE", "database " + settings_.name + ": " + failure.what() + ", retrying",
                         {.database = settings_.name});
        }
        pause_thread(kIdle);
    }
    return status;
}

} // namespace retention::jobs
