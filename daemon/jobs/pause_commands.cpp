// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/pause_commands.hpp"

#include "daemon/jobs/durable.hpp"
#include "daemon/jobs/journal.hpp"
#include "daemon/jobs/translated.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {

using database::Session;
using database::Transaction;
using nlohmann::json;

json PauseCommands::set_paused(const std::optional<std::string>& policy, bool is_paused, const std::string& by) {
    bool was_changed = false;
    const std::vector<Target*> concerned = targets_.concerned(policy);
    // One database that does not answer keeps no other one at work.
    std::optional<OperationError> failed;
    for (auto* target : concerned)
        try {
            was_changed = pause_target(*target, policy.value_or("*"), is_paused, by) || was_changed;
        } catch (const OperationError& error) {
            failed = concerned.size() == 1 ? error
                                           : OperationError(error.kind(), error.what(), "In the databases that answer it was done; repeat it when "
                                                                                        "this one is back.");
        }
    if (failed)
        throw *failed;
    return {{"paused", is_paused}, {"policy", policy ? json(*policy) : json()}, {"already", !was_changed}};
}

bool PauseCommands::pause_target(Target& target, const std::string& scope, bool is_paused, const std::string& by) {
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
                platform::failpoint(platform::Failpoint::PauseAsked);
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
            if (is_paused)
                commit_durably(transaction, platform::Failpoint::PauseBeforeCommit, platform::Failpoint::PauseAfterCommit);
            else
                commit_durably(transaction, platform::Failpoint::ResumeBeforeCommit, platform::Failpoint::ResumeAfterCommit);
        });
        const auto what = scope == "*" ? "all work in database " + target.name() : "policy " + scope;
        const platform::LogFields fields{.database = target.name(), .policy = scope == "*" ? std::string_view() : std::string_view(scope)};
        if (was_changed && is_paused)
            log_.info("WORK_PAUSED", what + " paused by " + by, fields);
        else if (was_changed)
            log_.info("WORK_RESUMED", what + " resumed by " + by, fields);
        return was_changed;
    });
}

} // namespace retention::jobs
