// SPDX-License-Identifier: Apache-2.0
#include "policies/written.hpp"

#include "policies/sql_text.hpp"

#include <algorithm>
#include <set>

namespace retention::policies {

namespace {

bool is_plain(const std::string& name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
    });
}

std::string part(const std::string& name) { return is_plain(name) ? name : quote_name(name); }

// PostgreSQL's documentation, appendix C: what can be no name of a column or table without quotes.
const std::set<std::string_view> kReserved{
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization", "binary", "both", "case", "cast",
    "check", "collate", "collation", "column", "concurrently", "constraint", "create", "cross", "current_catalog", "current_date",
    "current_role", "current_schema", "current_time", "current_timestamp", "current_user", "default", "deferrable", "desc", "distinct",
    "do", "else", "end", "except", "false", "fetch", "for", "foreign", "freeze", "from", "full", "grant", "group", "having", "ilike",
    "in", "initially", "inner", "intersect", "into", "is", "isnull", "join", "lateral", "leading", "left", "like", "limit", "localtime",
    "localtimestamp", "natural", "not", "notnull", "null", "offset", "on", "only", "or", "order", "outer", "overlaps", "placing",
    "primary", "references", "returning", "right", "select", "session_user", "similar", "some", "symmetric", "system_user", "table",
    "tablesample", "then", "to", "trailing", "true", "union", "unique", "user", "using", "variadic", "verbose", "when", "where",
    "window", "with"};

std::string sql_part(const std::string& name) {
    const bool is_simple = !name.empty() && (name.front() < '0' || name.front() > '9') &&
                           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
    return is_simple && kReserved.count(name) == 0 ? name : quote_name(name);
}

} // namespace

std::string as_written(const TableName& table) {
    return table.schema.empty() ? part(table.name) : part(table.schema) + "." + part(table.name);
}

std::string as_written(const std::vector<std::string>& columns) {
    std::vector<std::string> parts;
    for (const auto& column : columns)
        parts.push_back(part(column));
    return join(parts, ", ");
}

std::string as_sql(const TableName& table) {
    return table.schema.empty() ? sql_part(table.name) : sql_part(table.schema) + "." + sql_part(table.name);
}

std::string as_sql(const std::vector<std::string>& columns) {
    std::vector<std::string> parts;
    for (const auto& column : columns)
        parts.push_back(sql_part(column));
    return join(parts, ", ");
}

std::string as_yaml_key(std::string_view written) {
    const bool has_quotes = written.find('"') != std::string_view::npos;
    std::string text = has_quotes ? "'" : "\"";
    for (const char c : written)
        text += has_quotes && c == '\'' ? std::string("''") : std::string(1, c);
    return text + (has_quotes ? "'" : "\"");
}

} // namespace retention::policies
