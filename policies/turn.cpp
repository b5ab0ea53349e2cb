// SPDX-License-Identifier: Apache-2.0
#include "policies/turn.hpp"

#include "policies/personal.hpp"

#include <algorithm>

namespace retention::policies {

namespace {

// Nothing of a value is left.
bool leaves_nothing(const std::string& anonymizer) { return anonymizer == "null" || anonymizer == "redact" || anonymizer == "empty"; }

bool goes_as_far(const ColumnTreatment& other, const ColumnTreatment& one) {
    return leaves_nothing(other.anonymizer) || (other.anonymizer == one.anonymizer && other.argument == one.argument);
}

bool goes_as_far(const Binding& binding, const BoundLine& other, const BoundLine& line) {
    if (other.deletes() || line.deletes())
        return other.deletes();
    const auto& table = *binding.schema->find(line.table);
    const auto theirs = treated_columns(binding.graph, table, *other.line);
    const auto ours = treated_columns(binding.graph, table, *line.line);
    return std::all_of(ours.begin(), ours.end(), [&](const TreatedColumn& one) {
        return std::any_of(theirs.begin(), theirs.end(), [&](const TreatedColumn& another) {
            return another.column == one.column && goes_as_far(*another.treatment, *one.treatment);
        });
    });
}

bool leads_through(const BoundLine& line, const ForeignKey* through) {
    return !through || std::any_of(line.paths.begin(), line.paths.end(), [&](const Path& path) {
               return std::find(path.begin(), path.end(), through) != path.end();
           });
}

} // namespace

Turns turns(const Binding& binding, const BoundLine& line, const ForeignKey& key, bool is_outward, const ForeignKey* through, const ForeignKey* below) {
    Turns found;
    for (const auto& action : binding.actions) {
        if (action.deletes_subject())
            continue;
        const auto other = std::find_if(action.lines.begin(), action.lines.end(), [&](const BoundLine& candidate) {
            return candidate.key == &key && candidate.is_outward == is_outward && (candidate.deletes() || candidate.changes()) &&
                   leads_through(candidate, through) && (!below || (candidate.below && action.lines[*candidate.below].key == below));
        });
        if (other != action.lines.end())
            (goes_as_far(binding, *other, line) ? found.as_far : found.less).push_back(action.action->name);
    }
    return found;
}

} // namespace retention::policies
