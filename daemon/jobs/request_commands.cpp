// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/request_commands.hpp"

#include "daemon/jobs/documents.hpp"
#include "daemon/jobs/durable.hpp"
#include "daemon/jobs/expired_batch.hpp"
#include "daemon/jobs/journal.hpp"
#include "daemon/jobs/planner.hpp"
#include "daemon/jobs/stand_in_check.hpp"
#include "daemon/jobs/subject_lookup.hpp"
#include "daemon/jobs/translated.hpp"
#include "policies/request.hpp"
#include "policies/subject_key.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace retention::jobs {

namespace {

using database::Session;
using database::Transaction;
using nlohmann::json;
using Kind = OperationError::Kind;

constexpr const char* kRecord = R"(
insert into retentiond.request (policy, subject_table, key_columns, key, reason, requested_by) values ($1, $2, $3, $4, $5, $6)
returning request)";

constexpr const char* kWithdraw = R"(
update retentiond.request set outcome = 'withdrawn', key = null, closed_by = $2, closed_at = clock_timestamp() where request = $1)";

constexpr const char* kList = R"(
select policy, subject_table, key_columns, key,
       jsonb_build_object('request', request, 'policy', policy, 'reason', reason, 'by', requested_by, 'at', requested_at)::text
from retentiond.request where outcome is null and ($1::text is null or policy = $1) order by request)";

// The rules that a request can be carried out by: those for the subject's class whose `when` holds.
json rules_that_apply(const json& explanation) {
    json rules = json::array();
    for (const auto& rule : explanation.at("rules"))
        if (rule.at("state") != policies::to_word(policies::RuleState::NotInClass) && rule.at("state") != policies::to_word(policies::RuleState::When))
            rules.push_back({{"rule", rule.at("rule")}, {"action", rule.at("action")}, {"state", rule.at("state")}, {"stopped_by", rule.at("stopped_by")}});
    return rules;
}

// A request that nothing would ever come of is refused at once, and its reason told: whoever asked waits for an answer.
void refuse_futile(const json& explanation, const json& rules) {
    if (explanation.at("class").is_null())
        throw OperationError(Kind::Refused, "the subject is of no class, and the policy touches nobody who is of none",
                             "Give the policy a class that fits: retentionctl explain shows what is known of the subject.");
    if (rules.empty())
        throw OperationError(Kind::Refused, "no rule is for subjects of class " + explanation.at("class").get<std::string>() + " as this one is now",
                             "Give the policy a rule for them, or let the application end the relationship first.");
}

// An open request as it is listed, and whom it is about.
struct OpenRequest {
    std::string table;
    std::string key_columns;
    std::string key;
    json document;
};

// By policy.
std::map<std::string, std::vector<OpenRequest>> open_requests(Transaction& reading, const std::optional<std::string>& policy) {
    std::map<std::string, std::vector<OpenRequest>> found;
    const auto open = reading.exec("list_requests", kList, {policy});
    for (int row = 0; row < open.rows(); ++row) {
        const std::string key(open.get_text(row, 3));
        auto document = json::parse(open.get_text(row, 4));
        document["subject"] = subject_of(key);
        found[std::string(open.get_text(row, 0))].push_back(
            {std::string(open.get_text(row, 1)), std::string(open.get_text(row, 2)), key, std::move(document)});
    }
    return found;
}

json standing(const std::string& state, const std::string& stopped_by, json action) {
    return {{"state", state}, {"stopped_by", stopped_by}, {"action", std::move(action)}};
}

// How each of `keys` stands, by the rule that came furthest: one that is due before one that a hold stops, and so on. Nothing of
// whoever is not there any more, or no subject.
std::map<SubjectKey, json> standings(Transaction& reading, const CompiledPolicy& compiled, const std::vector<SubjectKey>& keys) {
    const auto& judge = compiled.judge;
    const auto parts = static_cast<int>(compiled.binding.key.size());
    const auto as_of = Planner::resolve_as_of(reading, {}, Planner::Future::Allowed);
    const auto judged = reading.exec(judge.name, judge.sql, parameters_of(judge, as_of, keys, compiled.binding.key.size()));
    std::map<SubjectKey, json> found;
    for (int row = 0; row < judged.rows(); ++row) {
        SubjectKey key;
        for (int part = 0; part < parts; ++part)
            key.parts.emplace_back(judged.get_text(row, part));
        std::size_t furthest = 0;
        int state = -1;
        for (const auto index : policies::by_strength(compiled.binding))
            if (const auto its = static_cast<int>(judged.get_int64(row, parts + 1 + static_cast<int>(index))); its > state) {
                state = its;
                furthest = index;
            }
        const auto verdict = policies::verdict_of(*compiled.policy, state);
        found.emplace(std::move(key), standing(policies::to_word(verdict.state), verdict.stopped_by, compiled.policy->rules.at(furthest).then.value));
    }
    return found;
}

// By which key each of `keys` stands in the subject's table: somebody may have rewritten it since to an equal one, which is another text.
std::map<SubjectKey, SubjectKey> as_stored(Transaction& reading, const policies::Binding& binding, const std::vector<SubjectKey>& keys) {
    const auto statement = policies::stored_keys(binding);
    const auto rows = reading.exec(statement.name, statement.sql, parameters_of(statement, {}, keys, binding.key.size()));
    std::map<SubjectKey, SubjectKey> stored;
    for (int row = 0; row < rows.rows(); ++row) {
        SubjectKey key;
        for (int part = 1; part < rows.columns(); ++part)
            key.parts.emplace_back(rows.get_text(row, part));
        stored.emplace(keys.at(static_cast<std::size_t>(rows.get_int64(row, 0) - 1)), std::move(key));
    }
    return stored;
}

// Adds to each request how its subject stands now. `orphaned`: the policy is about another table or key by now.
void add_standings(Session& session, const CompiledPolicy& compiled, std::vector<OpenRequest>& requests) {
    const auto table = policies::to_text(compiled.binding.subject->name);
    const auto columns = policies::key_name(compiled.binding);
    const auto is_ours = [&](const OpenRequest& request) { return request.table == table && request.key_columns == columns; };
    std::vector<SubjectKey> keys;
    for (const auto& request : requests)
        if (is_ours(request))
            keys.push_back(parse_key(request.key, compiled.binding.key.size()));
    Transaction reading(session, Transaction::Mode::ReadOnly, compiled.policy->timezone());
    const auto stored = as_stored(reading, compiled.binding, keys);
    const auto known = standings(reading, compiled, keys);
    for (auto& request : requests) {
        if (!is_ours(request)) {
            request.document.update(standing("orphaned", "", nullptr));
            continue;
        }
        const auto row = stored.find(parse_key(request.key, compiled.binding.key.size()));
        const auto found = row == stored.end() ? known.end() : known.find(row->second);
        request.document.update(found == known.end() ? standing("no_subject", "", nullptr) : found->second);
    }
}

} // namespace

json RequestCommands::add(const std::string& policy, const std::string& key, const std::string& reason, const std::string& by) {
    Target& target = targets_.of_policy(policy);
    if (reason.empty())
        throw OperationError(Kind::Invalid, "an erasure request needs a reason", "Write it after --reason: who asked, and the number of the ticket.");
    return translated(target, [&] {
        json document;
        target.with_session([&](Session& session) {
            const auto compiled = target.checked(session, policy);
            const auto& binding = compiled->binding;
            const auto typed = key_of(binding, key);
            Transaction transaction(session, Transaction::Mode::ReadWrite, compiled->policy->timezone());
            // Locked: a batch that is at it comes first, and then there is nobody, or somebody who is done.
            const auto found = find_subject(transaction, binding, typed, true);
            if (!found)
                throw OperationError(Kind::NotFound, "there is no such subject: nothing is left to erase here");
            const auto& subject = *found;
            const auto table = policies::to_text(binding.subject->name);
            // The subject is locked, so that nobody else records one meanwhile.
            const auto find = policies::requests_of(binding);
            const auto standing = transaction.exec(find.name, find.sql, parameters_of(find, {}, std::span(&subject, 1), binding.key.size()));
            const bool already = !standing.is_empty();
            const auto number = (already ? standing
                                         : transaction.exec("record_request", kRecord,
                                                            {policy, table, policies::key_name(binding), to_text(subject), reason, by}))
                                    .get_int64(0, 0);
            const auto as_of = Planner::resolve_as_of(transaction, {}, Planner::Future::Allowed);
            const auto explanation = documents::explanation(transaction, *compiled, as_of, subject);
            if (!explanation)
                throw OperationError(Kind::Refused, "the row exists, but is no subject of this policy (subject.where)");
            const auto rules = rules_that_apply(*explanation);
            refuse_futile(*explanation, rules);
            for (const auto& finding : due_stand_ins(transaction, binding, compiled->judge, as_of))
                throw OperationError(Kind::Refused, "others' rows are moved to this row: it cannot go itself", finding.hint);
            document = {{"request", number},
                        {"policy", policy},
                        {"database", target.name()},
                        {"subject", subject_of(to_text(subject))},
                        {"already", already},
                        {"observes", compiled->policy->mode == policies::Mode::Observe},
                        {"class", explanation->at("class")},
                        {"rules", rules},
                        {"next", explanation->at("next")}};
            if (already)
                return;
            journal::record_event(transaction, "request_recorded", policy, std::nullopt, by);
            commit_durably(transaction, platform::Failpoint::RequestBeforeCommit, platform::Failpoint::RequestAfterCommit);
            log_.info("REQUEST_RECORDED", "erasure request " + std::to_string(number) + " recorded through policy " + policy + " by " + by,
                      {.database = target.name(), .policy = policy});
        });
        return document;
    });
}

json RequestCommands::withdraw(const Numbered& wanted, const std::string& by) {
    Target& target = targets_.of_request(wanted);
    const std::string number = std::to_string(wanted.number);
    return translated(target, [&] {
        json document;
        target.with_session([&](Session& session) {
            Transaction transaction(session, Transaction::Mode::ReadWrite);
            // A batch that has judged and not yet committed comes first, and then there is nothing to withdraw.
            journal::lock_out_batches(transaction);
            const auto found = transaction.exec("find_numbered_request",
                                                "select policy, outcome, key from retentiond.request where request = $1 for update", {number});
            const std::string policy(found.get_text(0, 0));
            if (!found.is_null(0, 1) && found.get_text(0, 1) != "withdrawn")
                throw OperationError(Kind::Refused, "request " + number + " is " + std::string(found.get_text(0, 1)) + " already");
            const bool already = !found.is_null(0, 1);
            document = {{"request", wanted.number},
                        {"policy", policy},
                        {"database", target.name()},
                        {"subject", found.is_null(0, 2) ? json() : subject_of(std::string(found.get_text(0, 2)))},
                        {"already", already}};
            if (already)
                return;
            transaction.exec("withdraw_request", kWithdraw, {number, by});
            journal::record_event(transaction, "request_withdrawn", policy, std::nullopt, by);
            commit_durably(transaction, platform::Failpoint::WithdrawalBeforeCommit, platform::Failpoint::WithdrawalAfterCommit);
            log_.info("REQUEST_WITHDRAWN", "erasure request " + number + " of policy " + policy + " withdrawn by " + by,
                      {.database = target.name(), .policy = policy});
        });
        return document;
    });
}

json RequestCommands::list(const std::optional<std::string>& policy) {
    json list = json::array();
    for (auto* target : targets_.concerned(policy))
        translated(*target, [&] {
            target->with_session([&](Session& session) {
                std::map<std::string, std::vector<OpenRequest>> requests;
                {
                    Transaction reading(session, Transaction::Mode::ReadOnly, targets_.zone(policy));
                    requests = open_requests(reading, policy);
                }
                for (auto& [name, its] : requests) {
                    for (auto& request : its)
                        request.document["database"] = target->name();
                    try {
                        add_standings(session, *target->checked(session, name), its);
                    } catch (const PlanRefused&) {
                        // The policy is broken or gone, and status says so: whom it would act upon is not known.
                        for (auto& request : its)
                            request.document.update(json{{"state", json()}, {"stopped_by", ""}, {"action", json()}});
                    }
                    for (auto& request : its)
                        list.push_back(std::move(request.document));
                }
            });
        });
    std::stable_sort(list.begin(), list.end(), [](const json& one, const json& other) { return one.at("request") < other.at("request"); });
    return {{"requests", list}};
}

} // namespace retention::jobs
