// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/forecast.hpp"

#include "policies/forecast.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace retention::jobs {

using nlohmann::json;
using policies::Forecasted;

namespace {

// "2026-11" and 3 give "2027-01": the third month is the one after next.
std::string month_name(const std::string& as_of, int number) {
    const int month = std::stoi(as_of.substr(0, 4)) * 12 + std::stoi(as_of.substr(5, 2)) - 1 + number - 1;
    char text[24];
    std::snprintf(text, sizeof text, "%04d-%02d", month / 12, month % 12 + 1);
    return text;
}

std::vector<ForecastMonth> empty_months(const std::string& as_of, int months, std::size_t rules) {
    std::vector<ForecastMonth> all;
    for (int i = 0; i <= months; ++i) {
        ForecastMonth month;
        month.name = i == 0 ? "now" : month_name(as_of, i);
        month.taken.resize(rules);
        all.push_back(std::move(month));
    }
    return all;
}

json counts_of(const ForecastMonth& month, const policies::Policy& policy) {
    json by_rule = json::object();
    json by_action = json::object();
    for (std::size_t i = 0; i < policy.rules.size(); ++i) {
        by_rule[policy.rules[i].name] = month.taken[i];
        const auto& action = policy.rules[i].then.value;
        by_action[action] = by_action.value(action, 0LL) + month.taken[i];
    }
    return {{"month", month.name}, {"due", month.due},     {"by_rule", by_rule}, {"by_action", by_action},
            {"floor", month.floor}, {"hold", month.hold}};
}

} // namespace

Forecast take_forecast(database::Transaction& transaction, const policies::Binding& binding, const std::string& as_of, int months) {
    Forecast forecast;
    forecast.as_of = as_of;
    forecast.months = empty_months(as_of, months, binding.policy->rules.size());
    const auto all = policies::count_subjects(binding);
    forecast.subjects = transaction.exec_once(all.name, all.sql).get_int64(0, 0);
    const auto statement = policies::forecast(binding);
    const auto rows = transaction.exec_once(statement.name, statement.sql, {as_of, std::to_string(months)});
    for (int row = 0; row < rows.rows(); ++row) {
        auto& month = forecast.months.at(static_cast<std::size_t>(rows.get_int64(row, 0)));
        const auto what = rows.get_int64(row, 1);
        const auto subjects = rows.get_int64(row, 2);
        if (what == static_cast<int>(Forecasted::Held)) {
            month.hold = subjects;
        } else if (what == static_cast<int>(Forecasted::Floored)) {
            month.floor = subjects;
        } else if (what == static_cast<int>(Forecasted::Subjects)) {
            forecast.due += subjects;
        } else {
            month.taken.at(static_cast<std::size_t>(what)) = subjects;
            month.due += subjects;
        }
    }
    return forecast;
}

json to_json(const Forecast& forecast, const policies::Policy& policy) {
    json months = json::array();
    for (const auto& month : forecast.months)
        months.push_back(counts_of(month, policy));
    json rules = json::array();
    for (const auto& rule : policy.rules)
        rules.push_back({{"rule", rule.name}, {"action", rule.then.value}});
    return {{"subjects", forecast.subjects},
            {"due", forecast.due},
            {"not_due", forecast.subjects - forecast.due},
            {"rules", rules},
            {"months", months}};
}

} // namespace retention::jobs
