// SPDX-License-Identifier: Apache-2.0
#include "policies/key_index.hpp"

#include "policies/graph.hpp"
#include "policies/sql_lexer.hpp"
#include "policies/sql_text.hpp"
#include "policies/way.hpp"
#include "policies/written.hpp"

#include <algorithm>
#include <set>

namespace retention::policies {

namespace {

// Columns that a link's condition holds to one value each, as far as that is plain: `owner_type = 'person'`, joined by `and`.
std::set<std::string> fixed_columns(const ForeignKey& key) {
    auto words = words_of(key.where);
    const bool is_plain = key.where.find_first_of("<>!(|") == std::string::npos && !words.count("or") && !words.count("not");
    return is_plain ? words : std::set<std::string>{};
}

// The index finds the key's rows: it begins with the key's columns, or with them after such as are fixed anyway.
bool begins_with(const std::vector<std::string>& index, const ForeignKey& key, const std::set<std::string>& fixed) {
    const auto first = std::find_if(index.begin(), index.end(), [&](const std::string& column) {
        return !fixed.count(column) || std::count(key.columns.begin(), key.columns.end(), column) > 0;
    });
    if (static_cast<std::size_t>(index.end() - first) < key.columns.size())
        return false;
    return same_columns({first, first + static_cast<std::ptrdiff_t>(key.columns.size())}, key.columns);
}

} // namespace

bool has_index_for(const SchemaTable& table, const ForeignKey& key) {
    const auto fixed = fixed_columns(key);
    return std::any_of(table.indexes.begin(), table.indexes.end(), [&](const SchemaIndex& index) {
        if (index.is_partial || index.finds_elements != key.has_elements)
            return false;
        if (!key.expression.empty())
            return index.columns.empty();
        return begins_with(index.columns, key, fixed);
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
    const std::string at_once = table.kind == 'p' ? "" : "CONCURRENTLY ";   // not of a table in parts
    return "CREATE INDEX " + at_once + "ON " + as_sql(table.name) + (key.has_elements ? " USING gin " : " ") + indexed_part(key) + ".";
}

} // namespace retention::policies
