// SPDX-License-Identifier: Apache-2.0
#include "policies/personal.hpp"

#include <algorithm>

namespace retention::policies {

namespace {

bool contains(const std::vector<std::string>& columns, const std::string& name) {
    return std::find(columns.begin(), columns.end(), name) != columns.end();
}

// Of a primary or a real foreign key; a link's column may well be an e-mail address.
bool is_key_column(const Graph& graph, const SchemaTable& table, const std::string& name) {
    if (contains(table.primary_key, name))
        return true;
    const auto keys = graph.out_of(table.name);
    return std::any_of(keys.begin(), keys.end(),
                       [&](const ForeignKey* key) { return !key->is_link && contains(key->columns, name); });
}

} // namespace

bool may_be_personal(const Graph& graph, const SchemaTable& table, const SchemaColumn& column) {
    using anonymizers::TypeFamily;
    if (column.is_generated || column.family == TypeFamily::Boolean || column.family == TypeFamily::Enum)
        return false;
    const bool is_technical = column.family == TypeFamily::Integer || column.family == TypeFamily::Number ||
                              column.family == TypeFamily::Uuid;
    return !(is_technical && is_key_column(graph, table, column.name));
}

std::vector<TreatedColumn> treated_columns(const Graph& graph, const SchemaTable& table, const Line& line) {
    const auto treatment_of = [&](const SchemaColumn& column) -> const ColumnTreatment* {
        const ColumnTreatment* rest = nullptr;
        for (const auto& treatment : line.columns) {
            if (treatment.column == column.name)
                return &treatment;
            if (treatment.column == "*")
                rest = &treatment;
        }
        const bool is_free = may_be_personal(graph, table, column) && !is_key_column(graph, table, column.name);
        return rest && is_free ? rest : nullptr;
    };
    std::vector<TreatedColumn> treated;
    for (const auto& column : table.columns)
        if (const auto* treatment = treatment_of(column); treatment && treatment->anonymizer != "keep")
            treated.push_back({&column, treatment});
    return treated;
}

anonymizers::Column describe_column(const SchemaTable& table, const SchemaColumn& column, const Line& line) {
    anonymizers::Column described;
    described.name = column.name;
    described.type = column.type;
    described.family = column.family;
    if (column.length_max > 0)
        described.length_max = column.length_max;
    described.is_nullable = column.is_nullable;
    described.is_unique = std::any_of(table.unique_indexes.begin(), table.unique_indexes.end(),
                                      [&](const UniqueIndex& index) { return contains(index.columns, column.name); });
    described.has_row_key = !table.primary_key.empty() && std::none_of(line.columns.begin(), line.columns.end(), [&](const auto& treatment) {
        return treatment.anonymizer != "keep" && contains(table.primary_key, treatment.column);
    });
    for (const auto& other : table.columns)
        if (other.name != column.name)
            described.others.push_back(other.name);
    return described;
}

} // namespace retention::policies
