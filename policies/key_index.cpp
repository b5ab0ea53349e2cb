// SPDX-License-Identifier: Apache-2.0
#include "policies/key_index.hpp"

#include "policies/graph.hpp"
#include "policies/sql_text.hpp"
#include "policies/way.hpp"
#include "policies/written.hpp"

#include <algorithm>

namespace retention::policies {

bool has_index_for(const SchemaTable& table, const ForeignKey& key) {
    return std::any_of(table.indexes.begin(), table.indexes.end(), [&](const SchemaIndex& index) {
        if (index.is_partial || index.finds_elements != key.has_elements)
            return false;
        if (!key.expression.empty())
            return index.columns.empty();
        if (index.columns.size() < key.columns.size())
            return false;
        return same_columns({index.columns.begin(), index.columns.begin() + static_cast<std::ptrdiff_t>(key.columns.size())}, key.columns);
    });
}

std::string index_trial(const Binding& binding, const ForeignKey& key) {
    std::vector<std::string> values;
    for (const auto& name : key.parent_columns)
        values.push_back("(select p." + quote_name(name) + " from " + quote_table(key.parent) + " p limit 1)");
    return "select from " + quote_table(key.child) + " t where " + join(key_matches(binding, key, "t", values), " and ");
}

std::string indexed_part(const ForeignKey& key) {
    return "(" + (key.expression.empty() ? as_sql(key.columns) : "(" + key.expression + ")") + ")";
}

std::string create_index(const SchemaTable& table, const ForeignKey& key) {
    return "CREATE INDEX CONCURRENTLY ON " + as_sql(table.name) + (key.has_elements ? " USING gin " : " ") + indexed_part(key) + ".";
}

} // namespace retention::policies
