// SPDX-License-Identifier: Apache-2.0
#include "policies/policy.hpp"

#include <algorithm>

namespace retention::policies {

std::string to_text(const TableName& table) {
    return table.schema.empty() ? table.name : table.schema + "." + table.name;
}

const std::string& Policy::timezone() const noexcept {
    static const std::string utc = Schedule{}.timezone;
    return schedule ? schedule->timezone : utc;
}

const Action* Policy::find_action(const std::string& action) const noexcept {
    const auto found = std::ranges::find(actions, action, &Action::name);
    return found == actions.end() ? nullptr : &*found;
}

std::vector<Criterion> criteria(const Policy& policy) {
    std::vector<Criterion> all;
    const auto add_condition = [&](std::string path, const std::optional<Expression>& expression, std::optional<std::size_t> rule = std::nullopt) {
        if (expression)
            all.push_back({std::move(path), &*expression, false, rule});
    };
    for (const auto& one : policy.classes)
        all.push_back({"classes." + one.name, &one.when, false, std::nullopt});
    for (std::size_t i = 0; i < policy.rules.size(); ++i) {
        const auto& rule = policy.rules[i];
        const std::string path = "rules." + rule.name;
        all.push_back({path + ".after", &rule.after, true, i});
        add_condition(path + ".when", rule.when, i);
        add_condition(path + ".unless", rule.unless, i);
    }
    for (const auto& floor : policy.floors) {
        add_condition("floors." + floor.name + ".where", floor.where);
        all.push_back({"floors." + floor.name + ".after", &floor.after, true, std::nullopt});
    }
    for (const auto& hold : policy.holds)
        all.push_back({"holds." + hold.name, &hold.where, false, std::nullopt});
    return all;
}

} // namespace retention::policies
