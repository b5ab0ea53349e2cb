// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/redo_commands.hpp"

#include "daemon/jobs/durable.hpp"
#include "daemon/jobs/journal.hpp"
#include "daemon/jobs/planner.hpp"
#include "daemon/jobs/translated.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {

using database::Session;
using database::Transaction;
using nlohmann::json;

json RedoCommands::redo(const std::string& policy, const std::string& by) {
    Target& target = targets_.of_policy(policy);
    return translated(target, [&] {
        long long subjects = 0;
        target.with_session([&](Session& session) {
            const auto compiled = target.checked(session, policy);
            Transaction transaction(session, Transaction::Mode::ReadWrite, compiled->policy->timezone());
            const auto as_of = Planner::resolve_as_of(transaction, {}, Planner::Future::Allowed);
            subjects = transaction.exec(compiled->send_undone_again.name, compiled->send_undone_again.sql, {as_of}).affected_rows();
            if (subjects > 0)
                journal::record_event_in_detail(transaction, "sent_again", policy, by, json{{"subjects", subjects}}.dump());
            commit_durably(transaction, platform::Failpoint::RedoBeforeCommit, platform::Failpoint::RedoAfterCommit);
        });
        if (subjects > 0)
            log_.info("UNDONE_SENT_AGAIN", "policy " + policy + ": " + std::to_string(subjects) + " subjects are due again, asked for by " + by,
                      {.database = target.name(), .policy = policy});
        return json{{"policy", policy}, {"database", target.name()}, {"subjects", subjects}};
    });
}

} // namespace retention::jobs
