// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/acting.hpp"

#include "daemon/jobs/batch_runner.hpp"
#include "daemon/jobs/digest.hpp"
#include "daemon/jobs/journal.hpp"
#include "daemon/jobs/planner.hpp"
#include "daemon/proving/test_result.hpp"

#include <sstream>

namespace retention::proving {

namespace {

using database::Session;
using database::Transaction;
using jobs::BatchRunner;

// More than a test can need; a batch that is put off again and again must not keep us for ever.
constexpr int kRoundsMax = 1'000;

// Nobody else works on this database: there is nobody to wait for.
jobs::PaceSettings unhurried() {
    jobs::PaceSettings pace;
    pace.replica_lag = std::chrono::milliseconds(0);
    pace.dead_rows.reset();
    return pace;
}

// Of this test only: pseudonyms differ from test to test, as they do from one key to another.
jobs::PseudonymKey random_key() {
    const auto random = jobs::draw_seeds(2);
    return jobs::PseudonymKey(random[0] + random[1]);
}

long long plan(Session& session, const jobs::CompiledPolicy& policy, const platform::Clock& clock, const policies::Text& as_of) {
    jobs::PlanRequest request;
    request.as_of = as_of.value;
    request.requested_by = jobs::Person{.name = "a test"};
    try {
        const auto planned = jobs::Planner(clock).plan(session, policy, request);
        Transaction approving(session, Transaction::Mode::ReadWrite);
        jobs::journal::move_run(approving, planned.run, jobs::RunState::AwaitingApproval, jobs::RunState::Running, {});
        approving.commit();
        return planned.run;
    } catch (const jobs::PlanRefused& refused) {
        throw Trouble(as_of.place, "as_of", refused.what(), "What is expected of a subject may lie ahead; what becomes of rows may not.");
    }
}

// A batch that was put off has to wait for nothing here.
bool hurry_up(Session& session) {
    Transaction transaction(session, Transaction::Mode::ReadWrite);
    const auto pending =
        transaction.exec("hurry_up", "update retentiond.batch set not_before = null where state = 'pending'").affected_rows();
    transaction.commit();
    return pending > 0;
}

void work_off(Session& session, const std::shared_ptr<const jobs::CompiledPolicy>& policy, BatchRunner& runner) {
    for (int round = 0; round < kRoundsMax; ++round)
        if (runner.run_one(session, {{policy->policy->name, policy}}) == BatchRunner::Result::Idle && !hurry_up(session))
            break;
    Transaction transaction(session, Transaction::Mode::ReadWrite);
    jobs::journal::finish_runs(transaction, {policy->policy->name});
    transaction.commit();
}

// The cause in the last message about somebody who was set aside, without what is said around it.
std::string cause_in(const std::string& log) {
    const auto message = log.rfind("SUBJECT_SET_ASIDE ");
    const auto begin = log.find("): ", message);
    const auto end = log.find(", to be tried again", message);
    if (message == std::string::npos || begin == std::string::npos || end == std::string::npos || end < begin)
        return "see the journal";
    return log.substr(begin + 3, end - begin - 3);
}

void require_success(Session& session, long long run, const std::string& log, policies::Place place) {
    Transaction reading(session, Transaction::Mode::ReadOnly);
    const auto failed = reading.exec("set_aside", "select rule from retentiond.batch where run = $1 and state = 'failed' order by number",
                                     {std::to_string(run)});
    if (!failed.is_empty())
        throw Trouble(place, "after", "a subject, due by " + std::string(failed.get_text(0, 0)) + ", was set aside: " + cause_in(log));
    const auto state = reading.exec("state_of_run", "select state, coalesce(message, '') from retentiond.run where run = $1", {std::to_string(run)});
    if (state.get_text(0, 0) != "finished")
        throw Trouble(place, "after", "the run ended as " + std::string(state.get_text(0, 0)) + ": " + std::string(state.get_text(0, 1)));
}

} // namespace

void act(Session& session, const std::shared_ptr<const jobs::CompiledPolicy>& policy, const config::PolicyTest& test) {
    const platform::SystemClock clock;
    std::ostringstream log_text;
    platform::Log log(clock, platform::LogLevel::Warning, platform::LogStyle::Plain, log_text);
    jobs::Pace pace(unhurried(), clock);
    const auto key = random_key();
    BatchRunner runner(pace, log, &key, nullptr, {}, jobs::Present::AsOf);
    const auto run = plan(session, *policy, clock, test.as_of);
    work_off(session, policy, runner);
    require_success(session, run, log_text.str(), test.place);
}

} // namespace retention::proving
