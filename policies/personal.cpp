// SPDX-License-Identifier: Apache-2.0
#include "policies/personal.hpp"

#include <algorithm>

namespace retention::policies {

namespace {

bool contains(const std::vector<std::string>& columns, const std::string& name) {
    return std::find(columns.begin(), columns.end(), name) != columns.end();
}

} // namespace

bool may_be_personal(const Graph& graph, const SchemaTable& table, const SchemaColumn& column) {
    using anonymizers::TypeFamily;
    if (column.is_generated || column.family == TypeFamily::Boolean || column.family == TypeFamily::Enum)
        return false;
    if (contains(table.primary_key, column.name))
        return false;
    // A link's column may well be an e-mail address: only real foreign keys are free of personal data.
    const auto keys = graph.out_of(table.name);
    return std::none_of(keys.begin(), keys.end(), [&](const ForeignKey* key) {
        return !key->is_link && contains(key->columns, column.name);
    });
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
        return rest && may_be_personal(graph, table, column) ? rest : nullptr;
    };
    std::vector<TreatedColumn> treated;
    for (const auto& column : table.columns)
        if (const auto* treatment = treatment_of(column); treatment && treatment->anonymizer != "keep")
            treated.push_back({&column, treatment});
    return treated;
}

anonymizers::Column describe_column(const SchemaTable& table, const SchemaColumn& column) {
    anonymizers::Column described;
    described.name = column.name;
    described.type = column.type;
    described.family = column.family;
    if (column.length_max > 0)
        described.length_max = column.length_max;
    described.is_nullable = column.is_nullable;
    described.is_unique = std::any_of(table.unique_indexes.begin(), table.unique_indexes.end(),
                                      [&](const UniqueIndex& index) { return contains(index.columns, column.name); });
    return described;
}

} // namespace retention::policies
