// SPDX-License-Identifier: Apache-2.0
#include "policies/check_shared.hpp"

#include "anonymizers/catalogue.hpp"
#include "policies/personal.hpp"
#include "policies/turn.hpp"
#include "policies/way.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace retention::policies {

namespace {

bool takes_names_out(const Binding& binding, const BoundLine& line) {
    const auto treated = treated_columns(binding.graph, *binding.schema->find(line.table), *line.line);
    return std::any_of(treated.begin(), treated.end(), [](const TreatedColumn& one) {
        const auto* anonymizer = anonymizers::find(one.treatment->anonymizer);
        return anonymizer && anonymizers::traits(*anonymizer, one.treatment->argument).draws.known;
    });
}

// Of the people who share a row, those whose turn came in an earlier batch have other names by then, or are gone.
void warn_of_names(const BoundAction& action, const BoundLine& line, Findings& findings) {
    findings.push_back({Severity::Warning, "SCRUB_SHARED", "actions." + action.action->name + "." + line.line->written, line.line->place,
                        "where several subjects have a part in a row, scrub knows the names of those alone who are due with the last of them",
                        "Take redact, or null, where texts may name the others."});
}

} // namespace

bool may_be_shared(const Binding& binding, const BoundLine& line) {
    return line.is_outward || std::any_of(line.paths.begin(), line.paths.end(), [&](const Path& path) {
               return std::any_of(path.begin(), path.end(), [&](const ForeignKey* key) { return may_name_several(binding, *key); });
           });
}

void check_shared(const Binding& binding, Findings& findings) {
    std::set<std::tuple<std::string, std::string, const ForeignKey*, bool>> told;
    for (const auto& action : binding.actions)
        for (const auto& line : action.lines)
            if (line.key && line.changes() && may_be_shared(binding, line) && takes_names_out(binding, line))
                warn_of_names(action, line, findings);
    for (const auto& action : binding.actions) {
        if (action.deletes_subject())
            continue;
        for (const auto& line : action.lines) {
            if (!line.key || !(line.deletes() || line.changes()) || line.removes_elements() || !may_be_shared(binding, line))
                continue;
            for (const auto& other : turns(binding, line, *line.key, line.is_outward).less) {
                const auto [first, second] = std::minmax(action.action->name, other);
                if (told.insert({first, second, line.key, line.is_outward}).second)
                    findings.push_back({Severity::Warning, "SHARED_DIFFERENTLY", "actions." + action.action->name + "." + line.line->written,
                                        line.line->place,
                                        "action " + other + " does less with these rows, or something else: of one that a subject of each has a part "
                                        "in, something may stay as it is",
                                        "Say the same in both. What stays is counted as shared."});
            }
        }
    }
}

} // namespace retention::policies
