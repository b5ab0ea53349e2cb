// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/value_query.hpp"

#include "policies/sql_text.hpp"

namespace retention::drafting {

namespace {

using anonymizers::TypeFamily;
using policies::SchemaColumn;
using policies::SchemaTable;

std::string is_same_value(const SchemaColumn& column, const SchemaColumn& key) {
    const std::string left = "t." + policies::quote_name(column.name);
    const std::string right = "p." + policies::quote_name(key.name);
    if (column.family == TypeFamily::Text && key.family == TypeFamily::Text)
        return "lower(" + left + "::text) = lower(" + right + "::text)";
    return column.family == key.family ? left + " = " + right : left + "::text = " + right + "::text";
}

// The condition speaks of columns by their names alone, which the person may have as well.
std::string rows_of(const DraftLink& link, const SchemaTable& table) {
    const std::string name = policies::quote_table(table.name);
    return link.where.empty() ? name : "(select * from " + name + " where " + link.where + ")";
}

} // namespace

std::string query_by_value(const DraftLink& link, const SchemaTable& table, const std::string& moment, const SchemaTable& subject,
                           const std::vector<std::string>& key) {
    std::vector<std::string> keys, same;
    for (const auto& name : key)
        keys.push_back("p." + policies::quote_name(name));
    for (std::size_t i = 0; i < link.columns.size(); ++i)
        same.push_back(is_same_value(*table.find_column(link.columns[i]), *subject.find_column(link.to_columns[i])));
    return "select " + policies::join(keys, ", ") + ", max(t." + policies::quote_name(moment) + ") from " + rows_of(link, table) +
           " as t join " + policies::quote_table(subject.name) + " as p on " + policies::join(same, " and ") + " group by " +
           policies::join(keys, ", ");
}

} // namespace retention::drafting
