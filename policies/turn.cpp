// SPDX-License-Identifier: Apache-2.0
#include "policies/turn.hpp"

#include "policies/personal.hpp"

#include <algorithm>
#include <set>

namespace retention::policies {

namespace {

std::set<std::string> changed_columns(const Binding& binding, const BoundLine& line) {
    std::set<std::string> names;
    for (const auto& treated : treated_columns(binding.graph, *binding.schema->find(line.table), *line.line))
        names.insert(treated.column->name);
    return names;
}

bool goes_as_far(const Binding& binding, const BoundLine& other, const BoundLine& line) {
    if (other.deletes() || line.deletes())
        return other.deletes();
    const auto theirs = changed_columns(binding, other);
    const auto ours = changed_columns(binding, line);
    return std::includes(theirs.begin(), theirs.end(), ours.begin(), ours.end());
}

} // namespace

Turns turns(const Binding& binding, const BoundLine& line, const ForeignKey& key, bool is_outward) {
    Turns found;
    for (const auto& action : binding.actions) {
        if (action.deletes_subject())
            continue;
        const auto other = std::find_if(action.lines.begin(), action.lines.end(), [&](const BoundLine& candidate) {
            return candidate.key == &key && candidate.is_outward == is_outward && (candidate.deletes() || candidate.changes());
        });
        if (other != action.lines.end())
            (goes_as_far(binding, *other, line) ? found.as_far : found.less).push_back(action.action->name);
    }
    return found;
}

} // namespace retention::policies
