// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/census.hpp"

#include "policies/forgotten.hpp"
#include "policies/judgement.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <numeric>

namespace retention::jobs {

using nlohmann::json;

namespace {

long long sum(const std::map<std::string, long long>& counts) {
    return std::accumulate(counts.begin(), counts.end(), 0LL, [](long long all, const auto& one) { return all + one.second; });
}

void keep_earliest(std::optional<std::string>& earliest, const std::optional<std::string_view>& day) {
    // ISO dates of years 1 to 9999 sort as text.
    if (day && (!earliest || *day < *earliest))
        earliest = std::string(*day);
}

void add(RuleCount& count, const policies::RuleVerdict& verdict, long long subjects,
         const std::optional<std::string_view>& expired_on) {
    switch (verdict.state) {
    case policies::RuleState::Due:
        count.due += subjects;
        keep_earliest(count.oldest_due_on, expired_on);
        return;
    case policies::RuleState::Unless:
        count.unless += subjects;
        return;
    case policies::RuleState::Floor:
        count.floors[verdict.stopped_by] += subjects;
        keep_earliest(count.oldest_stopped_on, expired_on);
        return;
    case policies::RuleState::Hold:
        count.holds[verdict.stopped_by] += subjects;
        keep_earliest(count.oldest_stopped_on, expired_on);
        return;
    case policies::RuleState::Done:
        count.done += subjects;
        return;
    case policies::RuleState::NoStartingPoint:
        count.no_starting_point += subjects;
        return;
    case policies::RuleState::NotInClass:
    case policies::RuleState::When:
    case policies::RuleState::NotExpired:
        return;
    }
}

// What one subject is to one rule, and since when.
struct Standpoint {
    policies::RuleVerdict verdict;
    std::optional<std::string_view> expired_on;
};

// Those who are not due, where something in this state, a hold or a floor, stops a rule. False when nothing does.
bool add_stopped(Stopped& stopped, policies::RuleState state, const std::vector<Standpoint>& standpoints, long long subjects) {
    const auto is_in_state = [state](const Standpoint& standpoint) { return standpoint.verdict.state == state; };
    const auto first = std::find_if(standpoints.begin(), standpoints.end(), is_in_state);
    if (first == standpoints.end())
        return false;
    if (subjects == 0)
        return true;
    stopped.subjects[first->verdict.stopped_by] += subjects;
    for (const auto& standpoint : standpoints)
        if (is_in_state(standpoint))
            keep_earliest(stopped.oldest_on, standpoint.expired_on);
    return true;
}

// Each counts once: who is held, then who is undone, then whom a floor stops. A floor may stop the deletion of somebody from whom what an
// earlier action took must go all the same.
void add_not_due(Census& census, const std::vector<Standpoint>& standpoints, long long subjects, long long undone) {
    if (add_stopped(census.held, policies::RuleState::Hold, standpoints, subjects))
        return;
    census.undone += undone;
    add_stopped(census.floored, policies::RuleState::Floor, standpoints, subjects - undone);
}

json to_json(const std::vector<Unjudged>& unjudged) {
    json because = json::array();
    for (const auto& one : unjudged)
        because.push_back({{"path", one.path.empty() ? json() : json(one.path)}, {"sqlstate", one.sqlstate}, {"subjects", one.subjects}});
    return because;
}

json to_json(const Stopped& stopped) {
    return {{"subjects", sum(stopped.subjects)},
            {"by_name", stopped.subjects},
            {"oldest_on", stopped.oldest_on ? json(*stopped.oldest_on) : json()}};
}

} // namespace

long long RuleCount::floor() const noexcept { return sum(floors); }

long long RuleCount::hold() const noexcept { return sum(holds); }

long long Census::unjudged_subjects() const noexcept {
    return std::accumulate(unjudged.begin(), unjudged.end(), 0LL, [](long long all, const Unjudged& one) { return all + one.subjects; });
}

Census empty_census(const policies::Policy& policy, const std::string& as_of) {
    Census census;
    census.as_of = as_of;
    census.rules.resize(policy.rules.size());
    for (const auto& c : policy.classes)
        census.classes[c.name] = 0;
    return census;
}

Census take_census(database::Transaction& transaction, const CompiledPolicy& policy, const std::string& as_of) {
    auto census = empty_census(*policy.policy, as_of);
    add_counted(census, policy, transaction.exec(policy.census.name, policy.census.sql, {as_of}));
    return census;
}

void add_counted(Census& census, const CompiledPolicy& policy, const database::Result& rows) {
    const auto& rules = policy.policy->rules;
    const auto ruled = policies::ruled_classes(*policy.policy);
    // class, a state for each rule, verdict, count, the earliest end for each rule, undone
    const int verdict_column = static_cast<int>(rules.size()) + 1;
    for (int row = 0; row < rows.rows(); ++row) {
        const long long subjects = rows.get_int64(row, verdict_column + 1);
        census.subjects += subjects;
        bool is_never_due = true;
        std::vector<Standpoint> standpoints;
        for (std::size_t i = 0; i < rules.size(); ++i) {
            const auto verdict = policies::verdict_of(*policy.policy, static_cast<int>(rows.get_int64(row, static_cast<int>(i) + 1)));
            is_never_due = is_never_due && policies::is_never_due(verdict.state);
            const auto expired_on = rows.cell(row, verdict_column + 2 + static_cast<int>(i));
            add(census.rules[i], verdict, subjects, expired_on);
            standpoints.push_back({verdict, expired_on});
        }
        if (rows.is_null(row, 0)) {
            census.unclassified += subjects;
        } else {
            const std::string name(rows.get_text(row, 0));
            census.classes[name] += subjects;
            if (!ruled.count(name))
                census.without_rule[name] += subjects;
            else if (is_never_due)
                census.never_due[name] += subjects;
        }
        if (rows.is_null(row, verdict_column)) {
            add_not_due(census, standpoints, subjects, rows.get_int64(row, verdict_column + 2 + static_cast<int>(rules.size())));
            continue;
        }
        const auto chosen = static_cast<std::size_t>(rows.get_int64(row, verdict_column));
        census.due += subjects;
        census.rules[chosen].takes += subjects;
        keep_earliest(census.oldest_due_on, rows.cell(row, verdict_column + 2 + static_cast<int>(chosen)));
    }
}

json to_json(const Census& census, const policies::Policy& policy) {
    json rules = json::array();
    json by_action = json::object();
    for (std::size_t i = 0; i < policy.rules.size(); ++i) {
        const auto& rule = policy.rules[i];
        const auto& count = census.rules[i];
        json classes = json::array();
        for (const auto& c : rule.classes)
            classes.push_back(c.value);
        rules.push_back({{"rule", rule.name},
                         {"class", classes.size() == 1 ? classes[0] : classes},
                         {"action", rule.then.value},
                         {"because", rule.because},
                         {"expired", count.expired()},
                         {"due", count.due},
                         {"takes", count.takes},
                         {"unless", count.unless},
                         {"floor", count.floor()},
                         {"hold", count.hold()},
                         {"done", count.done},
                         {"no_starting_point", count.no_starting_point},
                         {"floors", count.floors},
                         {"holds", count.holds},
                         {"oldest_due_on", count.oldest_due_on ? json(*count.oldest_due_on) : json()},
                         {"oldest_stopped_on", count.oldest_stopped_on ? json(*count.oldest_stopped_on) : json()}});
        by_action[rule.then.value] = by_action.value(rule.then.value, 0LL) + count.takes;
    }
    return {{"policy", policy.name},
            {"mode", policy.mode == policies::Mode::Enforce ? "enforce" : "observe"},
            {"as_of", census.as_of},
            {"subjects", census.subjects},
            {"classes", census.classes},
            {"unclassified", census.unclassified},
            {"without_rule", census.without_rule},
            {"never_due", census.never_due},
            {"rules", rules},
            {"due", census.due},
            {"due_by_action", by_action},
            {"undone", census.undone},
            {"unjudged", {{"subjects", census.unjudged_subjects()}, {"because", to_json(census.unjudged)}}},
            {"stopped", {{"hold", to_json(census.held)}, {"floor", to_json(census.floored)}}},
            {"oldest_due_on", census.oldest_due_on ? json(*census.oldest_due_on) : json()}};
}

} // namespace retention::jobs
