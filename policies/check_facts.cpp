// SPDX-License-Identifier: Apache-2.0
#include "policies/check.hpp"

#include <algorithm>
#include <set>

namespace retention::policies {

namespace {

// Rows that name two subjects, of which the action deletes them for the one that `path` does not lead to. Where one of the ways leads over other
// rows, an order of the same customer, both mostly lead to one.
const BoundLine* deleting_otherwise(const Binding& binding, const BoundAction& action, const TableName& table, const Path& path) {
    for (const auto& line : action.lines)
        if (path.size() == 1 && line.key && !line.is_outward && line.deletes() && binding.graph.is_within(table, line.table) &&
            std::ranges::any_of(line.paths, [&](const Path& way) { return way.size() == 1 && way.front() != path.front(); }))
            return &line;
    return nullptr;
}

} // namespace

namespace {

// '31-12-2010' comes after '02-01-2026' as a text.
void check_order(const Binding& binding, const BoundFact& fact, Findings& findings) {
    const auto* table = binding.schema->find(fact.table);
    const auto* column = table ? table->find_column(fact.fact->column) : nullptr;
    const bool is_ordered = fact.fact->form == Fact::Form::Max || fact.fact->form == Fact::Form::Min;
    if (is_ordered && column && column->family == anonymizers::TypeFamily::Text)
        findings.push_back({Severity::Warning, "FACT_OF_TEXT", "facts." + fact.fact->name, fact.fact->place,
                            to_text(fact.table) + "." + column->name + " is of type " + column->type +
                                ": the first and the last of texts are those of the alphabet, not of the calendar",
                            "Right for dates written 2026-01-31, all alike. Else take a query: select person_id, max(to_date(day, 'DD-MM-YYYY')) ... group by 1."});
}

} // namespace

// What one person's erasure takes from what is known of another: the day of the last message is that of the last one that is left.
void check_facts(const Binding& binding, Findings& findings) {
    for (const auto& fact : binding.facts) {
        check_order(binding, fact, findings);
        if (fact.inward.empty())
            continue;
        for (const auto& action : binding.actions)
            if (const auto* line = deleting_otherwise(binding, action, fact.table, fact.inward))
                findings.push_back({Severity::Warning, "FACT_ERASED", "facts." + fact.fact->name, fact.fact->place,
                                    "action " + action.action->name + " deletes rows of " + to_text(fact.table) + " by another key (" +
                                        line->line->written + "): when one person is erased, this fact of others changes, and they may be due by it, or "
                                        "in no class any more",
                                    "Keep what another person's date depends on (null the key instead), or take the fact from a column that stays."});
    }
}

} // namespace retention::policies
