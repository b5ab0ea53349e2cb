// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/expired_batch.hpp"

#include "daemon/platform/failpoint.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace retention::jobs {

namespace {

SubjectKey key_in_row(const database::Result& result, int row, std::size_t key_columns) {
    SubjectKey key;
    for (std::size_t i = 0; i < key_columns; ++i)
        key.parts.emplace_back(result.get_text(row, static_cast<int>(i)));
    return key;
}

std::set<SubjectKey> keys_in(const database::Result& result, std::size_t key_columns) {
    std::set<SubjectKey> keys;
    for (int row = 0; row < result.rows(); ++row)
        keys.insert(key_in_row(result, row, key_columns));
    return keys;
}

// Whether `action` still counts as taken for the subject of this row of the judgement.
bool counts(const CompiledPolicy& policy, const database::Result& judged, int row, const std::string& action) {
    const std::size_t width = policy.binding.key.size();
    const auto& rules = policy.policy->rules;
    const int is_held = static_cast<int>(width + 1 + rules.size());
    if (judged.get_bool(row, is_held))
        return false;
    // The action may have taken what made the subject one of its class. Whoever came back since is in one, or began something.
    bool is_done = !judged.get_bool(row, is_held + 1);
    for (std::size_t i = 0; i < rules.size(); ++i)
        is_done = is_done || (rules[i].then.value == action && judged.get_int64(row, static_cast<int>(width + 1 + i)) ==
                                                                   static_cast<long long>(policies::RuleState::Done));
    return is_done;
}

// Whether a rule with another action is due for the subject of this row as well, or waits for nothing but a floor.
bool owes_more(const CompiledPolicy& policy, const database::Result& judged, int row, std::size_t rule) {
    const auto& rules = policy.policy->rules;
    const auto first_state = policy.binding.key.size() + 1;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const auto code = static_cast<int>(judged.get_int64(row, static_cast<int>(first_state + i)));
        const auto state = policies::verdict_of(*policy.policy, code).state;
        if (rules[i].then.value != rules[rule].then.value && (state == policies::RuleState::Due || state == policies::RuleState::Floor))
            return true;
    }
    return false;
}

// The keys by which erasure requests know the subject of this row.
void add_asked(std::vector<std::string>& asked, const CompiledPolicy& policy, const database::Result& judged, int row) {
    const int asked_as = static_cast<int>(policy.binding.key.size() + 1 + policy.policy->rules.size() + 2);
    if (judged.is_null(row, asked_as))
        return;
    for (const auto& key : nlohmann::json::parse(judged.get_text(row, asked_as)))
        asked.push_back(key.get<std::string>());
}

// Words of its own where the verdict's would say something else in a journal, in which "done" is what this batch did.
std::string reason_to_skip(policies::RuleState state) {
    if (state == policies::RuleState::Due)
        return "other_rule";
    return state == policies::RuleState::Done ? "already_done" : policies::to_word(state);
}

} // namespace

database::Parameters parameters_of(const policies::Statement& statement, const std::string& as_of,
                                   std::span<const SubjectKey> keys, std::size_t key_columns, const Secrets& secrets) {
    database::Parameters parameters;
    for (const auto bind : statement.binds) {
        switch (bind) {
        case policies::Bind::AsOf:
            parameters.emplace_back(as_of);
            break;
        case policies::Bind::Keys:
            for (std::size_t i = 0; i < key_columns; ++i)
                parameters.emplace_back(array_of_column(keys, i));
            break;
        case policies::Bind::Seeds:
            parameters.emplace_back(array_of(secrets.seeds));
            break;
        case policies::Bind::Pseudonyms:
            parameters.emplace_back(array_of(secrets.pseudonyms));
            break;
        }
    }
    return parameters;
}

namespace {

// Of so many who were asked about: those whom the judgement finds due by this rule. Notes what the others are, and who is owed more.
std::vector<SubjectKey> keep_due(const CompiledPolicy& policy, const database::Result& judged, std::size_t rule, std::size_t asked,
                                 Judge::Verdict& verdict) {
    const std::size_t width = policy.binding.key.size();
    const int verdict_column = static_cast<int>(width);
    const int state_column = verdict_column + 1 + static_cast<int>(rule);
    std::set<SubjectKey> seen;
    std::vector<SubjectKey> due;
    verdict.owed.clear();
    verdict.asked.clear();
    for (int row = 0; row < judged.rows(); ++row) {
        SubjectKey key = key_in_row(judged, row, width);
        if (!seen.insert(key).second)
            throw std::logic_error("the subject view gave a subject twice");
        if (!judged.is_null(row, verdict_column) && judged.get_int64(row, verdict_column) == static_cast<long long>(rule)) {
            if (owes_more(policy, judged, row, rule))
                verdict.owed.push_back(key);
            else
                add_asked(verdict.asked, policy, judged, row);
            due.push_back(std::move(key));
            continue;
        }
        const auto state =
            policies::verdict_of(*policy.policy, static_cast<int>(judged.get_int64(row, state_column))).state;
        ++verdict.skipped[reason_to_skip(state)];
    }
    if (seen.size() < asked)
        verdict.skipped["no_subject"] += static_cast<long long>(asked - seen.size());
    return due;
}

} // namespace

// The present is asked for when all locks are taken: what somebody wrote down while we waited has begun by then.
std::vector<std::string> Judge::instants(database::Transaction& transaction, const CompiledPolicy& policy, const std::string& as_of) const {
    if (present_ == Present::AsOf || !policy.asks_for_instant)
        return {as_of};
    return {as_of, std::string(transaction.exec("present", "select to_json(clock_timestamp()) #>> '{}'").get_text(0, 0))};
}

Judge::Verdict Judge::judge(database::Transaction& transaction, const CompiledPolicy& policy, const std::string& as_of,
                            std::size_t rule, std::span<const SubjectKey> keys) const {
    const std::size_t width = policy.binding.key.size();
    const auto exec = [&](const policies::Statement& statement, std::span<const SubjectKey> about) {
        return transaction.exec(statement.name, statement.sql, parameters_of(statement, as_of, about, width));
    };
    Verdict verdict;

    const auto locked = keys_in(exec(policy.lock_subjects, keys), width);
    std::vector<SubjectKey> missing;
    std::copy_if(keys.begin(), keys.end(), std::back_inserter(missing),
                 [&](const SubjectKey& key) { return !locked.count(key); });
    if (!missing.empty()) {
        const auto present = keys_in(exec(policy.existing, missing), width);
        for (const auto& key : missing)
            if (present.count(key))
                verdict.busy.push_back(key);
            else
                ++verdict.skipped["gone"];
    }
    if (locked.empty())
        return verdict;

    const std::vector<SubjectKey> held(locked.begin(), locked.end());
    for (const auto& statement : policy.lock_evidence)
        exec(statement, held);
    platform::failpoint(platform::Failpoint::BatchAfterLock);

    std::vector<SubjectKey> asked = held;
    verdict.due.instants_ = instants(transaction, policy, as_of);
    for (const auto& instant : verdict.due.instants_) {
        const auto judged = transaction.exec(policy.judge.name, policy.judge.sql, parameters_of(policy.judge, instant, asked, width));
        asked = keep_due(policy, judged, rule, asked.size(), verdict);
        if (asked.empty())
            break;
    }
    verdict.due.keys_ = std::move(asked);
    platform::failpoint(platform::Failpoint::BatchAfterJudge);
    return verdict;
}

std::vector<Turn> Judge::still_done(database::Transaction& transaction, const CompiledPolicy& policy, std::span<const std::string> instants,
                                    std::span<const Turn> turns) {
    const std::size_t width = policy.binding.key.size();
    const auto exec = [&](const policies::Statement& statement, std::span<const SubjectKey> about) {
        return transaction.exec(statement.name, statement.sql, parameters_of(statement, {}, about, width));
    };
    std::set<SubjectKey> asked;
    for (const auto& turn : turns)
        asked.insert(turn.key);
    const std::vector<SubjectKey> keys(asked.begin(), asked.end());
    const auto locked = keys_in(exec(policy.lock_others, keys), width);
    const std::vector<SubjectKey> held(locked.begin(), locked.end());
    std::vector<Turn> done;
    if (held.empty())
        return done;
    for (const auto& statement : policy.lock_evidence)
        exec(statement, held);
    done.assign(turns.begin(), turns.end());
    for (const auto& instant : instants) {
        const auto judged = transaction.exec(policy.judge.name, policy.judge.sql, parameters_of(policy.judge, instant, held, width));
        std::map<SubjectKey, int> rows;
        for (int row = 0; row < judged.rows(); ++row)
            rows.emplace(key_in_row(judged, row, width), row);
        std::erase_if(done, [&](const Turn& turn) {
            const auto row = rows.find(turn.key);
            return row == rows.end() || !counts(policy, judged, row->second, turn.action);
        });
    }
    return done;
}

} // namespace retention::jobs
