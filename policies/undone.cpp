// SPDX-License-Identifier: Apache-2.0
//
// Who was done and is so no longer: a backup of the application's tables alone was restored, another program wrote the old values
// back, or the policy takes more by now. The journal's marker says that nothing is left to do, and only the row can tell otherwise.
#include "policies/undone.hpp"

#include "policies/new_values.hpp"
#include "policies/sql_text.hpp"

namespace retention::policies {

namespace {

bool tells_by_itself(const anonymizers::Traits& traits) {
    const auto& draws = traits.draws;
    return traits.is_repeatable && !draws.seed && !draws.known && !draws.pseudonym && !draws.keyed_hash && !draws.row && !draws.shuffled &&
           !draws.others;
}

} // namespace

std::optional<OwnEffect> own_effect(const Binding& binding, const std::string& action) {
    const auto* bound = binding.find_action(action);
    const auto* line = bound ? bound->subject_line() : nullptr;
    if (!line || !line->changes())
        return std::nullopt;
    OwnEffect effect;
    std::vector<std::string> conditions;
    for (const auto& value : new_values(binding, *line)) {
        if (!tells_by_itself(value.traits))
            continue;
        effect.columns.push_back(value.column->name);
        conditions.push_back(value.holds);
    }
    if (conditions.empty())
        return std::nullopt;
    effect.holds = join(conditions, " and ");
    return effect;
}

} // namespace retention::policies
