// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/stand_in_check.hpp"

#include "daemon/jobs/expired_batch.hpp"
#include "policies/stand_in.hpp"

namespace retention::jobs {

namespace {

std::vector<SubjectKey> subjects_found(database::Transaction& reading, const std::string& sql) {
    const auto found = reading.exec_once("find_stand_in", sql);
    std::vector<SubjectKey> keys;
    for (int row = 0; row < found.rows(); ++row) {
        SubjectKey key;
        for (int column = 0; column < found.columns(); ++column)
            key.parts.emplace_back(found.get_text(row, column));
        keys.push_back(std::move(key));
    }
    return keys;
}

// The first rule that is followed for one of them, if its action moves rows to the stand-in, deletes it, or acts on what was moved there.
const policies::Rule* harmful_rule(const policies::Binding& binding, const database::Result& judged, const policies::StandIn& stand_in) {
    const int verdict = static_cast<int>(binding.key.size());
    for (int row = 0; row < judged.rows(); ++row) {
        if (judged.is_null(row, verdict))
            continue;
        const auto& rule = binding.policy->rules.at(static_cast<std::size_t>(judged.get_int64(row, verdict)));
        const auto* action = binding.find_action(rule.then.value);
        const bool moves = stand_in.policy.empty() && rule.then.value == stand_in.action;
        if (moves || (action && policies::harms(binding, stand_in, *action)))
            return &rule;
    }
    return nullptr;
}

policies::Finding finding_of(const policies::Binding& binding, const policies::StandIn& stand_in, const policies::Rule& rule) {
    const std::string hint = policies::stand_in_hint(binding);
    if (stand_in.policy.empty())
        return {policies::Severity::Error, "STAND_IN_DUE", stand_in.path, stand_in.place,
                "the row that others are moved to is due itself, by rule " + rule.name, hint};
    return {policies::Severity::Error, "STAND_IN_DUE", "subject.table", binding.policy->subject.place,
            "policy \"" + stand_in.policy + "\" moves others' rows to a row that is due here, by rule " + rule.name + " (" + stand_in.path + ")", hint};
}

} // namespace

policies::Findings due_stand_ins(database::Transaction& reading, const policies::Binding& binding, const policies::Statement& judge,
                                 const std::string& as_of) {
    policies::Findings findings;
    auto all = policies::stand_ins(binding);
    for (auto& stand_in : policies::stand_ins_of_others(binding))
        all.push_back(std::move(stand_in));
    for (const auto& stand_in : all) {
        const auto keys = stand_in.is_subject ? subjects_found(reading, stand_in.find) : std::vector<SubjectKey>();
        if (keys.empty())
            continue;
        const auto judged = reading.exec(judge.name, judge.sql, parameters_of(judge, as_of, keys, binding.key.size()));
        if (const auto* rule = harmful_rule(binding, judged, stand_in))
            findings.push_back(finding_of(binding, stand_in, *rule));
    }
    return findings;
}

} // namespace retention::jobs
