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

} // namespace retention::policies
