// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/redo_commands.hpp"

#include "daemon/jobs/durable.hpp"
#include "daemon/jobs/expired_batch.hpp"
#include "daemon/jobs/journal.hpp"
#include "daemon/jobs/parts.hpp"
#include "daemon/jobs/planner.hpp"
#include "daemon/jobs/subject_lookup.hpp"
#include "daemon/jobs/translated.hpp"
#include "policies/undone.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {

using database::Savepoint;
using database::Session;
using database::Transaction;
using nlohmann::json;
using Kind = OperationError::Kind;

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

json RedoCommands::send_again(const std::string& policy, const std::string& by,
                              const std::function<long long(Transaction&, const CompiledPolicy&)>& send) {
    Target& target = targets_.of_policy(policy);
    return translated(target, [&] {
        long long subjects = 0;
        target.with_session([&](Session& session) {
            const auto compiled = target.checked(session, policy);
            Transaction transaction(session, Transaction::Mode::ReadWrite, compiled->policy->timezone());
            subjects = send(transaction, *compiled);
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

json RedoCommands::redo(const std::string& policy, const std::string& by) { return send_again(policy, by, send_undone_again); }

json RedoCommands::redo_subject(const std::string& policy, const std::string& key, const std::string& by) {
    return send_again(policy, by, [&](Transaction& transaction, const CompiledPolicy& compiled) {
        const auto& binding = compiled.binding;
        const auto subject = find_subject(transaction, binding, key_of(binding, key), false);
        if (!subject)
            throw OperationError(Kind::NotFound, "there is no such subject");
        const auto send = policies::send_done_again(binding, policies::Shape::Keyed);
        const auto sent = transaction.exec(send.name, send.sql, parameters_of(send, {}, std::span(&*subject, 1), binding.key.size()));
        if (sent.get_int64(0, 0) == 0)
            throw OperationError(Kind::NotFound, "nothing was done for this subject that could be done again",
                                 "It is judged by each run: retentionctl explain " + policy + " KEY says what is next.");
        return sent.get_int64(0, 1);
    });
}

json RedoCommands::redo_all(const std::string& policy, const std::string& by) {
    return send_again(policy, by, [](Transaction& transaction, const CompiledPolicy& compiled) {
        const auto send = policies::send_done_again(compiled.binding, policies::Shape::Whole);
        return transaction.exec_once(send.name, send.sql).get_int64(0, 1);
    });
}

} // namespace retention::jobs
