// SPDX-License-Identifier: Apache-2.0
//
// Who was done and is so no longer: a backup of the application's tables alone was restored, another program wrote the old values
// back, or the policy takes more by now. The journal's marker says that nothing is left to do, and only the row can tell otherwise.
#include "policies/undone.hpp"

#include "policies/marker.hpp"
#include "policies/new_values.hpp"
#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"

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

Statement send_done_again(const Binding& binding, Shape shape) {
    std::vector<std::string> actions;
    for (const auto& action : binding.actions)
        actions.push_back(action.action->name);
    const auto key = key_columns(binding, "s");
    const bool is_keyed = shape == Shape::Keyed;
    return {"send_done_again",
            "with done as materialized (\n  select m.key, m.action, m.again from " + quote_table(binding.subject->name) +
                " s join retentiond.marker m on " + is_marker_of(binding, "m", actions, key_text(binding, key)) +
                (is_keyed ? " where " + in_keys(binding, key, 1) : "") +
                "),\nsent as (\n  update retentiond.marker m set again = true from done d where not d.again and m.action = d.action and " +
                is_marker_of(binding, "m", actions, "d.key") +
                ")\nselect count(distinct key), count(distinct key) filter (where not again) from done",
            is_keyed ? std::vector{Bind::Keys} : std::vector<Bind>{}};
}

} // namespace retention::policies
