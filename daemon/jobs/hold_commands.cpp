// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/hold_commands.hpp"

#include "daemon/jobs/durable.hpp"
#include "daemon/jobs/expired_batch.hpp"
#include "daemon/jobs/hold_check.hpp"
#include "daemon/jobs/journal.hpp"
#include "daemon/jobs/subject_lookup.hpp"
#include "daemon/jobs/translated.hpp"
#include "policies/holds.hpp"
#include "policies/locks.hpp"
#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {

using database::Savepoint;
using database::Session;
using database::Transaction;
using nlohmann::json;
using Kind = OperationError::Kind;

namespace {

// Not known while a table is locked, or no policy is in force: the list is told all the same.
std::map<long long, std::string> doubts(Transaction& reading, const PolicyBook& book) {
    const auto policy = book.any_in_force();
    if (!policy)
        return {};
    try {
        Savepoint savepoint(reading);
        auto found = holds_in_doubt(reading, *policy);
        savepoint.release();
        return found;
    } catch (const database::Failure& failure) {
        if (failure.is_disconnected())
            throw;
        return {};
    }
}

constexpr const char* kOthersOnTheSameRow = R"(
select count(*) from retentiond.hold h
join retentiond.hold o on o.subject_table = h.subject_table and o.key_columns = h.key_columns and o.key = h.key
where h.hold = $1 and o.hold <> h.hold and o.removed_at is null)";

} // namespace

json HoldCommands::add(const std::string& policy, const std::string& key, const std::string& reason,
                              const std::string& by) {
    Target& target = targets_.of_policy(policy);
    if (reason.empty())
        throw OperationError(Kind::Invalid, "a hold needs a reason", "Write it after --reason.");
    return translated(target, [&] {
        json document;
        target.with_session([&](Session& session) {
            // Bound and no more: a policy that does not fit the schema any longer still says who is who.
            const auto binding = target.bound(session, policy);
            const auto typed = key_of(binding, key);
            Transaction transaction(session, Transaction::Mode::ReadWrite, binding.policy->timezone());
            // Not while a batch has judged and not yet committed: the hold either comes before, and is seen, or after, and says
            // so. That goes for rows that another policy's batch would reach, too. Then the subject's row.
            journal::lock_out_batches(transaction);
            const auto subject = find_subject(transaction, binding, typed, true);
            if (!subject)
                throw OperationError(Kind::NotFound, "there is no such subject; if it was due, the hold came too late");
            const auto table = policies::to_text(binding.subject->name);
            const auto named = policies::hold_name_of(binding);
            const auto found = transaction.exec(named.name, named.sql, parameters_of(named, {}, std::span(&*subject, 1), binding.key.size()));
            const auto row_key = policies::join(binding.subject->row_key(), ", ");
            if (found.is_empty())
                throw OperationError(Kind::Refused, "a hold could not name the row: (" + row_key + ") is null there",
                                     "Give it a value, or the table a primary key.");
            const std::string name(found.get_text(0, 0));
            // Somebody acted upon while the hold waited for the row's lock.
            const bool is_too_late =
                transaction
                    .exec("find_marker",
                          "select exists (select from retentiond.marker where subject_table = $1 and key_columns = $2 and key = $3 and "
                          "acted_at >= transaction_timestamp())",
                          {table, policies::key_name(binding), to_text(*subject)})
                    .get_bool(0, 0);
            const auto placed = transaction.exec(
                "place_hold",
                "insert into retentiond.hold (subject_table, key_columns, key, policy, reason, placed_by) values ($1, $2, $3, $4, $5, $6) "
                "returning hold",
                {table, row_key, name, policy, reason, by});
            journal::record_event(transaction, "hold_placed", policy, std::nullopt, by);
            document = {{"hold", placed.get_int64(0, 0)},
                        {"policy", policy},
                        {"database", target.name()},
                        {"subject", subject_of(to_text(*subject))},
                        {"too_late", is_too_late}};
            commit_durably(transaction, platform::Failpoint::HoldBeforeCommit, platform::Failpoint::HoldAfterCommit);
        });
        log_.info("HOLD_PLACED", "hold " + document["hold"].dump() + " placed through policy " + policy + " by " + by,
                  {.database = target.name(), .policy = policy});
        return document;
    });
}

json HoldCommands::remove(const Numbered& wanted, const std::string& by) {
    Target& target = targets_.of_hold(wanted);
    const long long hold = wanted.number;
    return translated(target, [&] {
        json document;
        target.with_session([&](Session& session) {
            Transaction transaction(session, Transaction::Mode::ReadWrite);
            const auto found = transaction.exec(
                "find_hold", "select policy, removed_at is not null, key from retentiond.hold where hold = $1 for update",
                {std::to_string(hold)});
            const bool already = found.get_bool(0, 1);
            const auto others = transaction.exec("other_holds", kOthersOnTheSameRow, {std::to_string(hold)}).get_int64(0, 0);
            if (!already) {
                transaction.exec("remove_hold",
                                 "update retentiond.hold set removed_by = $2, removed_at = clock_timestamp(), key = null where hold = $1",
                                 {std::to_string(hold), by});
                journal::record_event(transaction, "hold_removed", std::string(found.get_text(0, 0)), std::nullopt, by);
            }
            // For the last time whom it was on: who removed the wrong one can place it again.
            document = {{"hold", hold},
                        {"policy", found.get_text(0, 0)},
                        {"database", target.name()},
                        {"subject", found.is_null(0, 2) ? json() : json(subject_of(std::string(found.get_text(0, 2))))},
                        {"others", already ? json() : json(others)},
                        {"already", already}};
            commit_durably(transaction, platform::Failpoint::HoldRemovalBeforeCommit, platform::Failpoint::HoldRemovalAfterCommit);
        });
        log_.info("HOLD_REMOVED", "hold " + std::to_string(hold) + " removed by " + by, {.database = target.name()});
        return document;
    });
}

json HoldCommands::list(const std::optional<std::string>& policy) {
    json list = json::array();
    const std::vector<Target*> concerned = targets_.concerned(policy);
    for (auto* target : concerned)
        translated(*target, [&] {
            target->with_session([&](Session& session) {
                Transaction reading(session, Transaction::Mode::ReadOnly, targets_.zone(policy));
                const auto holds = reading.exec(
                    "list_holds",
                    "select jsonb_build_object('hold', hold, 'policy', policy, 'table', subject_table, 'subject', key, 'reason', "
                    "reason, 'by', placed_by, 'at', placed_at)::text from retentiond.hold where removed_at is null and "
                    "($1::text is null or policy = $1) order by hold",
                    {policy});
                const auto in_doubt = doubts(reading, target->book());
                for (int row = 0; row < holds.rows(); ++row) {
                    json hold = json::parse(holds.get_text(row, 0));
                    hold["subject"] = subject_of(hold["subject"].get<std::string>());
                    hold["database"] = target->name();
                    const auto doubt = in_doubt.find(hold["hold"].get<long long>());
                    hold["doubt"] = doubt == in_doubt.end() ? json() : json(doubt->second);
                    list.push_back(std::move(hold));
                }
            });
        });
    return {{"holds", list}};
}

} // namespace retention::jobs
