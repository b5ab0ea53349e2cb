// SPDX-License-Identifier: Apache-2.0
#include "policies/way.hpp"

#include "policies/sql_lexer.hpp"
#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"

#include <algorithm>
#include <regex>
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

// What a link says in SQL, its value or its condition, over the row `child`: of columns of `child` where that is certain, since the
// server finds no index for what stands in a subquery.
std::string over_child(const Binding& binding, const ForeignKey& key, const std::string& sql, const std::string& child) {
    std::set<std::string> columns;
    if (const auto* table = binding.schema->find(key.child))
        for (const auto& column : table->columns)
            columns.insert(column.name);
    const bool names_row = words_of(sql).count(key.child.name) > 0;   // row_to_json(note)
    if (const auto qualified = names_row ? std::nullopt : over_alias(sql, child, columns))
        return "(" + *qualified + ")";
    return over_row(sql, child, key.child);
}

// props->'user_ids': of jsonb for sure, so that an index on just that is of use.
bool is_within_jsonb(const SchemaTable* table, const std::string& sql) {
    static const std::regex steps(R"x(\s*(\w+)(\s*(->|#>)\s*('[^']*'|\d+))+\s*)x");
    std::smatch parts;
    if (!table || !std::regex_match(sql, parts, steps))
        return false;
    const auto* column = table->find_column(parts[1].str());
    return column && column->type == "jsonb";
}

// `parent` is an element of the child's array, which may be one of JSON, with numbers or texts in it.
std::string element_matches(const std::string& array, const SchemaColumn* column, bool is_jsonb, const std::string& parent) {
    if (column && is_array(*column))
        return array + " operator(pg_catalog.@>) array[" + parent + "::" + element_type(column->type) + "]";
    const std::string value = is_jsonb ? array : "to_jsonb(" + array + ")";
    return "(" + value + " operator(pg_catalog.@>) to_jsonb(" + parent + ") or " + value + " operator(pg_catalog.@>) to_jsonb(" + parent +
           "::text))";
}

// How far the text of an element tells what it equals: 1.0 is 1 as a number, and citext does not mind capitals.
enum class ElementKind { Number, Word, Padded, Json, Other };

ElementKind element_kind(const SchemaColumn* column) {
    if (!column || !is_array(*column))
        return ElementKind::Json;
    const auto begins = [&](const char* type) { return column->type.starts_with(type); };
    if (begins("smallint[") || begins("integer[") || begins("bigint[") || begins("numeric"))
        return ElementKind::Number;
    if (begins("text[") || begins("character varying") || begins("uuid["))
        return ElementKind::Word;
    return begins("character(") ? ElementKind::Padded : ElementKind::Other;
}

// The elements of the child's array as texts: of JSON as containment sees them, where a single value is an array of one.
std::string elements_as_text(const std::string& array, const SchemaColumn* column) {
    if (column && is_array(*column))
        return "select e::text as e from unnest(" + array + ") e";
    return "select e #>> '{}' as e from jsonb_path_query(to_jsonb(" + array + "), '$[*]') e";
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

// Two values of a unique text column may be one as citext.
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
        const std::string left = is_computed ? over_child(binding, key, key.expression, child) : child + "." + quote_name(key.columns[c]);
        const auto* column = is_computed || !child_table ? nullptr : child_table->find_column(key.columns[c]);
        const auto* to = parent_table ? parent_table->find_column(key.parent_columns[c]) : nullptr;
        const bool is_jsonb = is_computed ? is_within_jsonb(child_table, key.expression) : column && column->type == "jsonb";
        if (key.has_elements)
            matches.push_back(element_matches(left, column, is_jsonb, parents[c]));
        else
            matches.push_back(key.is_link && to ? link_matches(left, column, parents[c], *to) : left + " = " + parents[c]);
        if (key.is_link && to && is_text(*to) && key.parent_columns.size() == 1)
            matches.push_back(parents[c] + " <> ''");
    }
    return matches;
}

std::vector<std::string> element_lookup(const Binding& binding, const ForeignKey& key, const std::string& child, const std::string& parent) {
    const auto* child_table = binding.schema->find(key.child);
    const auto* parent_table = binding.schema->find(key.parent);
    if (!key.has_elements || !child_table || !parent_table)
        return {};
    const bool is_computed = !key.expression.empty();
    const std::string array = is_computed ? over_child(binding, key, key.expression, child) : child + "." + quote_name(key.columns.front());
    const auto* to = parent_table->find_column(key.parent_columns.front());
    const auto* column = is_computed ? nullptr : child_table->find_column(key.columns.front());
    const auto kind = element_kind(column);
    const bool is_whole = to->type == "smallint" || to->type == "integer" || to->type == "bigint";
    const bool is_word = to->type == "text" || to->type.starts_with("character varying");
    if (kind == ElementKind::Other || (kind == ElementKind::Number && !is_whole) || (kind == ElementKind::Padded && is_word))
        return {};
    const std::string elements = elements_as_text(array, column);
    const std::string looked_up = parent + "." + quote_name(to->name) + " = any(array(select ";
    if (is_whole)
        return {looked_up + "case when e ~ '^-?[0-9]{1,19}([.]0*)?$' then case when e::numeric between -9223372036854775808 and "
                            "9223372036854775807 then e::numeric::bigint end end from (" + elements + ") u))"};
    if (to->type == "uuid")
        return {looked_up + "case when e ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then e::uuid end from (" + elements + ") u))"};
    if (is_word)
        return {looked_up + "e from (" + elements + ") u))"};
    return {};
}

bool compares_with_key(const Binding& binding, const ForeignKey& key) {
    std::vector<std::string> names;
    for (const auto& part : binding.key)
        names.push_back(part.name);
    return key.parent == binding.subject->name && key.parent_columns.size() == names.size() && same_columns(key.parent_columns, names);
}

bool names_one_each(const Binding& binding, const ForeignKey& key) {
    const auto* parent = binding.schema->find(key.parent);
    if (!key.is_link || !parent)
        return true;
    const bool is_unique = std::any_of(parent->unique_indexes.begin(), parent->unique_indexes.end(), [&](const UniqueIndex& index) {
        return !index.is_partial && !index.has_expressions && same_columns(index.columns, key.parent_columns);
    });
    return is_unique && !compares_as_citext(binding, key);
}

bool may_name_several(const Binding& binding, const ForeignKey& key) { return key.has_elements || !names_one_each(binding, key); }

std::vector<std::string> in_part(const Binding& binding, const ForeignKey& key, const TableName& table, const std::string& alias) {
    if (key.is_link || !binding.schema->has_children(table))
        return {};
    return {alias + ".tableoid = (select c.oid from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = " +
            quote_text(key.parent.schema) + " and c.relname = " + quote_text(key.parent.name) + ")"};
}

std::string over_row(const std::string& sql, const std::string& alias, const TableName& table) {
    return "(select (" + sql + "\n) from (select " + alias + ".*) as " + quote_name(table.name) + ")";
}

std::vector<std::string> link_condition(const Binding& binding, const ForeignKey& key, const std::string& child) {
    if (key.where.empty())
        return {};
    return {over_child(binding, key, key.where, child)};
}

KeyedJoin join_to_key(const Binding& binding, const Path& path, const std::string& alias) {
    KeyedJoin way;
    std::string here = alias;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const ForeignKey& key = *path[i];
        for (auto& condition : link_condition(binding, key, here))
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
