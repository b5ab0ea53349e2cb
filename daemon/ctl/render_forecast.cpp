// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/bars.hpp"
#include "daemon/ctl/document.hpp"
#include "daemon/ctl/render.hpp"
#include "daemon/ctl/table.hpp"

namespace retention::ctl {
namespace {

using Align = Table::Align;

std::vector<long long> due_of(const json& forecast) {
    std::vector<long long> due;
    for (const auto& month : elements(forecast, "months"))
        due.push_back(number(month, "due"));
    return due;
}

// A month for each line, a rule for each column; beside them, or before them on a narrow screen, what is due as a bar.
std::string months(const json& forecast, const Screen& screen) {
    std::vector<Table::Column> columns{{"MONTH"}};
    for (const auto& rule : elements(forecast, "rules"))
        columns.push_back({text(rule, "rule"), Align::Right});
    columns.insert(columns.end(), {{"DUE", Align::Right}, {"FLOOR", Align::Right}, {"HOLD", Align::Right}});
    Table table(columns);
    Table brief({{"MONTH"}, {"DUE", Align::Right}});
    for (const auto& month : elements(forecast, "months")) {
        std::vector<std::string> cells{text(month, "month")};
        for (const auto& rule : elements(forecast, "rules"))
            cells.push_back(count(member(month, "by_rule"), text(rule, "rule").c_str()));
        cells.insert(cells.end(), {count(month, "due"), count(month, "floor"), count(month, "hold")});
        table.add(std::move(cells));
        brief.add({text(month, "month"), count(month, "due")});
    }
    const auto numbers = due_of(forecast);
    if (const auto together = with_bars(table.render(screen), numbers, screen); !together.empty())
        return together;
    return with_bars(brief.render(screen), numbers, screen) + "\n" + table.render(screen);
}

json actions_of(const json& forecast) {
    json sums = json::object();
    for (const auto& month : elements(forecast, "months"))
        if (member(month, "by_action").is_object())
            for (const auto& [action, value] : member(month, "by_action").items())
                if (value.is_number())
                    sums[action] = sums.value(action, 0LL) + value.get<long long>();
    return sums;
}

std::string total_line(const std::string& horizon, const json& forecast) {
    const auto by_action = actions_of(forecast);
    const auto actions = counted(by_action);
    const bool is_anybody_twice = total(by_action) > number(forecast, "due");
    return "due within " + horizon + " months: " + count(forecast, "due") + " of " + count(forecast, "subjects") + " subjects" +
           (actions.empty() ? "" : " (" + actions + (is_anybody_twice ? "; some are due for one, and later for the other" : "") + ")") +
           "; not due by then: " + count(forecast, "not_due") + "\n";
}

std::string difference_of(long long before, long long after) {
    if (before == after)
        return "0";
    return (after > before ? "+" : "") + with_separators(after - before);
}

long long sum_of_rule(const json& forecast, const std::string& rule) {
    long long sum = 0;
    for (const auto& month : elements(forecast, "months"))
        sum += number(member(month, "by_rule"), rule.c_str());
    return sum;
}

const json& element_at(const json& array, std::size_t index) {
    static const json nothing;
    return index < array.size() ? array[index] : nothing;
}

// Both answers month by month; bars are of the new one.
std::string compared_months(const json& before, const json& after, const Screen& screen) {
    Table table({{"MONTH"}, {"AS IT IS", Align::Right}, {"WHAT IF", Align::Right}, {"DIFFERENCE", Align::Right},
                 {"FLOOR", Align::Right}, {"HOLD", Align::Right}});
    const auto& months_before = elements(before, "months");
    const auto& months_after = elements(after, "months");
    for (std::size_t i = 0; i < months_after.size(); ++i) {
        const auto& was = element_at(months_before, i);
        const auto& is = months_after[i];
        table.add({text(is, "month"), count(was, "due"), count(is, "due"), difference_of(number(was, "due"), number(is, "due")),
                   count(is, "floor"), count(is, "hold")});
    }
    const auto plain = table.render(screen);
    const auto together = with_bars(plain, due_of(after), screen);
    return together.empty() ? plain : together;
}

std::string compared_rules(const json& before, const json& after, const Screen& screen) {
    Table table({{"RULE"}, {"ACTION"}, {"AS IT IS", Align::Right}, {"WHAT IF", Align::Right}, {"DIFFERENCE", Align::Right}});
    for (const auto& rule : elements(after, "rules")) {
        const auto name = text(rule, "rule");
        const auto was = sum_of_rule(before, name);
        const auto is = sum_of_rule(after, name);
        table.add({name, text(rule, "action"), with_separators(was), with_separators(is), difference_of(was, is)});
    }
    return table.render(screen);
}

} // namespace

std::string render_forecast(const json& forecast, const Screen& screen) {
    const auto horizon = text(forecast, "horizon");
    const auto& before = member(forecast, "as_is");
    const auto& after = member(forecast, "what_if");
    std::string result = "forecast of policy " + text(forecast, "policy") + " as of " + moment(forecast, "as_of") + ": if " +
                         text(forecast, "assumes") + "\n";
    for (const auto& change : elements(forecast, "set"))
        result += "what if: " + text_of(change) + "\n";
    if (!after.is_object())
        result += "\n" + months(before, screen) + "\n" + total_line(horizon, before);
    else
        result += "\n" + compared_months(before, after, screen) + "\n" + compared_rules(before, after, screen) + "\nas it is: " +
                  total_line(horizon, before) + "what if:  " + total_line(horizon, after);
    return result + "floor, hold: whom one stops at the end of that month" + (after.is_object() ? ", what if" : "") +
           "; they are not in the other numbers\n";
}

} // namespace retention::ctl
