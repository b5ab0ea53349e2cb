// SPDX-License-Identifier: Apache-2.0
#include "policies/way.hpp"

#include "policies/sql_lexer.hpp"
#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"

#include <set>

namespace retention::policies {

namespace {

bool is_citext(const SchemaColumn* column) { return column && (column->type == "citext" || column->type.ends_with(".citext")); }

bool is_text(const SchemaColumn& column) { return column.family == anonymizers::TypeFamily::Text; }

bool is_array(const SchemaColumn& column) { return column.family == anonymizers::TypeFamily::Array; }

// integer[] -> integer, character varying(20)[] -> character varying: a cast to the whole would cut a longer key.
std::string element_type(const std::string& array) {
    const auto end = array.find_first_of("([");
    return array.starts_with("character(") ? "pg_catalog.bpchar" : array.substr(0, end);
}

// A link's expression over the row `child`.
std::string value_of_link(const Binding& binding, const ForeignKey& key, const std::string& child) {
    std::set<std::string> columns;
    if (const auto* table = binding.schema->find(key.child))
        for (const auto& column : table->columns)
            columns.insert(column.name);
    if (const auto qualified = over_alias(key.expression, child, columns))
        return "(" + *qualified + ")";
    return over_row(key.expression, child, key.child);
}

// `parent` is an element of the child's array, which may be one of JSON, with numbers or texts in it.
std::string element_matches(const std::string& array, const SchemaColumn* column, const std::string& parent) {
    if (column && is_array(*column))
        return array + " operator(pg_catalog.@>) array[" + parent + "::" + element_type(column->type) + "]";
    const std::string value = column && column->type == "jsonb" ? array : "to_jsonb(" + array + ")";
    return "(" + value + " operator(pg_catalog.@>) to_jsonb(" + parent + ") or " + value + " operator(pg_catalog.@>) to_jsonb(" + parent +
           "::text))";
}

std::string link_matches(const std::string& child, const SchemaColumn* column, const std::string& parent, const SchemaColumn& to) {
    if (is_citext(&to) && !is_citext(column))
        return child + "::" + to.type + " = " + parent;
    if (column == nullptr)
        return child + "::text = " + parent + "::text";
    if (is_citext(column) && !is_citext(&to))
        return child + " = " + parent + "::text::" + column->type;
    if (is_text(*column) && !is_text(to))
        return child + " = " + parent + "::text";
    if (!is_text(*column) && is_text(to))
        return child + "::text = " + parent;
    return child + " = " + parent;
}

// The child's own columns in order of the subject's key, when the key refers to just that; else nothing.
std::vector<std::string> key_in_child(const Binding& binding, const ForeignKey& key, const std::string& child) {
    if (key.is_link || key.parent_columns.size() != binding.key.size())
        return {};
    std::vector<std::string> expressions;
    for (const auto& part : binding.key)
        for (std::size_t c = 0; c < key.parent_columns.size(); ++c)
            if (key.parent_columns[c] == part.name)
                expressions.push_back(child + "." + quote_name(key.columns[c]));
    return expressions.size() == binding.key.size() ? expressions : std::vector<std::string>{};
}

} // namespace

std::string referred_rows(const Binding& binding, const ForeignKey& key) {
    return (binding.schema->has_children(key.parent) && !key.is_link ? "only " : "") + quote_table(key.parent);
}

std::vector<std::string> key_matches(const Binding& binding, const ForeignKey& key, const std::string& child,
                                     const std::string& parent) {
    std::vector<std::string> columns;
    for (const auto& name : key.parent_columns)
        columns.push_back(parent + "." + quote_name(name));
    return key_matches(binding, key, child, columns);
}

std::vector<std::string> key_matches(const Binding& binding, const ForeignKey& key, const std::string& child,
                                     const std::vector<std::string>& parents) {
    const auto* child_table = binding.schema->find(key.child);
    const auto* parent_table = binding.schema->find(key.parent);
    std::vector<std::string> matches;
    for (std::size_t c = 0; c < key.parent_columns.size(); ++c) {
        const bool is_computed = !key.expression.empty();
        const std::string left = is_computed ? value_of_link(binding, key, child) : child + "." + quote_name(key.columns[c]);
        const auto* column = is_computed || !child_table ? nullptr : child_table->find_column(key.columns[c]);
        const auto* to = parent_table ? parent_table->find_column(key.parent_columns[c]) : nullptr;
        if (key.has_elements)
            matches.push_back(element_matches(left, column, parents[c]));
        else
            matches.push_back(key.is_link && to ? link_matches(left, column, parents[c], *to) : left + " = " + parents[c]);
    }
    return matches;
}

bool compares_with_key(const Binding& binding, const ForeignKey& key) {
    std::vector<std::string> names;
    for (const auto& part : binding.key)
        names.push_back(part.name);
    return key.parent == binding.subject->name && key.parent_columns.size() == names.size() && same_columns(key.parent_columns, names);
}

bool compares_as_citext(const Binding& binding, const ForeignKey& key) {
    const auto* child = binding.schema->find(key.child);
    const auto* parent = binding.schema->find(key.parent);
    for (std::size_t c = 0; key.is_link && child && parent && c < key.parent_columns.size(); ++c) {
        const auto* column = key.expression.empty() ? child->find_column(key.columns[c]) : nullptr;
        if (is_citext(column) != is_citext(parent->find_column(key.parent_columns[c])))
            return true;
    }
    return false;
}

std::string over_row(const std::string& sql, const std::string& alias, const TableName& table) {
    return "(select (" + sql + "\n) from (select " + alias + ".*) as " + quote_name(table.name) + ")";
}

std::vector<std::string> link_condition(const ForeignKey& key, const std::string& child) {
    if (key.where.empty())
        return {};
    return {over_row(key.where, child, key.child)};
}

KeyedJoin join_to_key(const Binding& binding, const Path& path, const std::string& alias) {
    KeyedJoin way;
    std::string here = alias;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const ForeignKey& key = *path[i];
        for (auto& condition : link_condition(key, here))
            way.conditions.push_back(std::move(condition));
        if (i + 1 == path.size())
            if (auto own = key_in_child(binding, key, here); !own.empty()) {
                way.key = std::move(own);   // no need to visit the subject
                return way;
            }
        const std::string next = alias + std::to_string(i + 1);
        way.joins += " join " + referred_rows(binding, key) + " " + next + " on " + join(key_matches(binding, key, here, next), " and ");
        here = next;
    }
    way.key = key_columns(binding, here);
    return way;
}

} // namespace retention::policies
