// SPDX-License-Identifier: Apache-2.0
#include "policies/check_shared.hpp"

#include "anonymizers/catalogue.hpp"
#include "policies/personal.hpp"
#include "policies/sql_text.hpp"
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

// By what the two links say a row can be somebody's of both policies: they read the same column, and not each with a condition of its
// own, as links by the kind of owner have.
bool may_be_of_both(const Binding& binding, const ForeignKey& ours, const ForeignKey& theirs) {
    const bool reads_the_same = std::any_of(ours.columns.begin(), ours.columns.end(), [&](const std::string& column) {
        return std::find(theirs.columns.begin(), theirs.columns.end(), column) != theirs.columns.end();
    });
    const bool is_told_apart = !ours.where.empty() && !theirs.where.empty() && ours.where != theirs.where;
    const auto is_part = [&](const TableName& one, const TableName& other) { return binding.graph.is_within(one, other) || binding.graph.is_within(other, one); };
    return reads_the_same && !is_told_apart && is_part(ours.child, theirs.child) && !is_part(ours.parent, theirs.parent);
}

// Whose rows they are only values say, and to another policy the same values say that they are somebody else's.
void warn_of_other_policies(const Binding& binding, const BoundAction& action, const BoundLine& line, Findings& findings) {
    if (!binding.wider || !line.key || !line.key->is_link || line.is_outward || line.removes_elements() || !(line.deletes() || line.changes()))
        return;
    for (const auto& theirs : binding.wider->keys())
        if (!theirs.policy.empty() && may_be_of_both(binding, *line.key, theirs))
            findings.push_back({Severity::Warning, "ROWS_OF_BOTH", "actions." + action.action->name + "." + line.line->written, line.line->place,
                                "policy \"" + theirs.policy + "\" links the same rows by the same column (" + join(theirs.columns, ", ") + ") to " +
                                    to_text(theirs.parent) + ": what is somebody's there as well goes, or is changed, with whose turn comes first",
                                "Say in each link by where whose the rows are; or keep them here, and let that policy act on them."});
}

// Nobody knows then who points to the rows.
void refuse_unknown_pointers(const Binding& binding, const BoundAction& action, const BoundLine& line, Findings& findings) {
    if (!(line.is_outward || line.may_stay()) || !(line.deletes() || line.changes()))
        return;
    for (const auto& link : binding.refused_links)
        if (binding.graph.is_within(link.parent, line.table))
            findings.push_back({Severity::Error, "OTHER_LINK_REFUSED", "actions." + action.action->name + "." + line.line->written, line.line->place,
                                "who else points to " + to_text(line.table) + " depends on what policy \"" + link.policy + "\" links " +
                                    to_text(link.child) + " to, and that does not fit the schema: " + link.why,
                                "Mend the links of that policy: until then nobody knows whether somebody needs these rows."});
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
    for (const auto& action : binding.actions)
        for (const auto& line : action.lines) {
            warn_of_other_policies(binding, action, line, findings);
            refuse_unknown_pointers(binding, action, line, findings);
        }
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
