// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/column_map.hpp"

#include "policies/personal.hpp"

#include <algorithm>

namespace retention::drafting {

namespace {

using policies::SchemaColumn;
using policies::SchemaTable;

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// Why a column can't be changed, whatever it holds; empty when it can.
std::string why_fixed(const policies::Graph& graph, const SchemaTable& table, const SchemaColumn& column) {
    if (contains(table.primary_key, column.name))
        return "own key";
    if (column.is_partition_key)
        return "decides the partition";
    if (column.is_identity_always)
        return "generated always as identity";
    for (const auto* key : graph.into(table.name))
        if (!key->is_link && contains(key->parent_columns, column.name))
            return "other tables refer to it";
    return {};
}

std::string describe(const ColumnGuess& guess) {
    if (guess.meaning == Meaning::Unknown)
        return guess.reason;
    return std::string(name_of(guess.meaning)) + ", " + guess.reason;
}

DraftColumn keep_fixed(const SchemaColumn& column, const ColumnGuess& guess, const std::string& why) {
    DraftColumn kept;
    kept.name = column.name;
    kept.choices = {{column.name, "keep", anonymizers::Argument::none(), {}}};
    const bool is_doubtful = is_personal(guess.meaning) && guess.meaning != Meaning::ForeignId;
    kept.remark = {is_doubtful ? describe(guess) + ", but " + why + ": is it enough to keep it?" : why, is_doubtful};
    return kept;
}

DraftColumn choose(const SchemaTable& table, const SchemaColumn& column, const ColumnGuess& guess, RowOf row_of) {
    DraftColumn chosen;
    chosen.name = column.name;
    chosen.choices = choices_for(guess.meaning, table, column, row_of);
    chosen.remark.text = describe(guess);
    const bool is_lost = is_personal(guess.meaning) && chosen.is_kept();
    chosen.remark.is_decision = guess.certainty == Certainty::Unsure || is_lost;
    if (is_lost)
        chosen.remark.text += "; no anonymizer fits its type and keys";
    return chosen;
}

// Whatever is written there, the trigger writes over it, and the proof of the effect would fail.
DraftColumn leave_to_trigger(const SchemaColumn& column, const ColumnGuess& guess) {
    DraftColumn left;
    left.name = column.name;
    left.choices = {{column.name, "keep", anonymizers::Argument::none(), {}}};
    left.remark = {describe(guess) + ", which a trigger makes again of the other columns, as it seems. If it does not, write null, or { search: { from: [...] } }",
                   true};
    return left;
}

} // namespace

std::vector<DraftColumn> map_columns(const policies::Graph& graph, const SchemaTable& table, const TableObservation* seen, RowOf row_of) {
    std::vector<DraftColumn> columns;
    for (const auto& column : table.columns) {
        if (!policies::may_be_personal(graph, table, column))
            continue;
        const auto* observed = seen ? seen->find(column.name) : nullptr;
        const auto guess = guess_column(graph, table, column, observed, row_of == RowOf::Subject);
        const auto why = why_fixed(graph, table, column);
        if (why.empty() && observed && observed->is_made_by_trigger)
            columns.push_back(leave_to_trigger(column, guess));
        else
            columns.push_back(why.empty() ? choose(table, column, guess, row_of) : keep_fixed(column, guess, why));
    }
    return columns;
}

bool changes_anything(const std::vector<DraftColumn>& columns) {
    return std::any_of(columns.begin(), columns.end(), [](const DraftColumn& column) { return !column.is_kept(); });
}

std::vector<DraftColumn> cut_key(const SchemaTable& table, const policies::ForeignKey& key) {
    std::vector<DraftColumn> cut;
    for (const auto& name : key.columns) {
        const auto* column = table.find_column(name);
        const bool can_empty = column && column->is_nullable && !column->is_generated && !column->is_partition_key &&
                               !contains(table.primary_key, name);
        if (can_empty)
            cut.push_back({name, {{name, "null", anonymizers::Argument::none(), {}}}, 0, {}});
    }
    if (key.is_match_full && cut.size() < key.columns.size())
        return {};
    return cut;
}

} // namespace retention::drafting
