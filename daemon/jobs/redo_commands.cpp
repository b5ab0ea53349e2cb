// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/redo_commands.hpp"

#include "daemon/jobs/durable.hpp"
#include "daemon/jobs/expired_batch.hpp"
#include "daemon/jobs/journal.hpp"
#include "daemon/jobs/parts.hpp"
#include "daemon/jobs/planner.hpp"
#include "daemon/jobs/translated.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {

using database::Savepoint;
using database::Session;
using database::Transaction;
using nlohmann::json;

long long send_undone_again(Transaction& transaction, const CompiledPolicy& policy) {
    const auto as_of = Planner::resolve_as_of(transaction, {}, Planner::Future::Allowed);
    const auto at_once = [&] {
        Savepoint savepoint(transaction);
        const auto sent = transaction.exec(policy.send_undone_again.name, policy.send_undone_again.sql, {as_of}).affected_rows();
        savepoint.release();
        return sent;
    };
    const auto in_parts = [&] {
        long long sent = 0;
        const auto& statement = policy.send_undone_again_of_part;
        for_every_part(transaction, policy, [&](std::span<const SubjectKey> keys) {
            sent += transaction.exec(statement.name, statement.sql, parameters_of(statement, as_of, keys, policy.binding.key.size())).affected_rows();
        });
        return sent;
    };
    return at_once_or_in_parts(at_once, in_parts);
}

json RedoCommands::redo(const std::string& policy, const std::string& by) {
    Target& target = targets_.of_policy(policy);
    return translated(target, [&] {
        long long subjects = 0;
        target.with_session([&](Session& session) {
            const auto compiled = target.checked(session, policy);
            Transaction transaction(session, Transaction::Mode::ReadWrite, compiled->policy->timezone());
            subjects = send_undone_again(transaction, *compiled);
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
