// SPDX-License-Identifier: Apache-2.0
#include "policies/way.hpp"

#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"

namespace retention::policies {

namespace {

bool is_citext(const SchemaColumn* column) { return column && (column->type == "citext" || column->type.ends_with(".citext")); }

// What both sides of a link are cast to; empty: nothing.
std::string common_type(const SchemaColumn* child, const SchemaColumn* parent) {
    if (is_citext(child) == is_citext(parent))
        return {};
    return is_citext(child) ? child->type : parent->type;
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
    const auto* table = binding.schema->find(key.parent);
    const bool has_children = table && table->kind == 'r' && !binding.schema->parts_of(key.parent).empty();
    return (has_children && !key.is_link ? "only " : "") + quote_table(key.parent);
}

std::vector<std::string> key_matches(const Binding& binding, const ForeignKey& key, const std::string& child,
                                     const std::string& parent) {
    const auto* child_table = binding.schema->find(key.child);
    const auto* parent_table = binding.schema->find(key.parent);
    std::vector<std::string> matches;
    for (std::size_t c = 0; c < key.columns.size(); ++c) {
        std::string left = child + "." + quote_name(key.columns[c]);
        std::string right = parent + "." + quote_name(key.parent_columns[c]);
        if (key.is_link && child_table && parent_table) {
            const auto type = common_type(child_table->find_column(key.columns[c]), parent_table->find_column(key.parent_columns[c]));
            if (!type.empty()) {
                left += "::" + type;
                right += "::" + type;
            }
        }
        matches.push_back(left + " = " + right);
    }
    return matches;
}

bool compares_as_citext(const Binding& binding, const ForeignKey& key) {
    const auto* child = binding.schema->find(key.child);
    const auto* parent = binding.schema->find(key.parent);
    for (std::size_t c = 0; key.is_link && child && parent && c < key.columns.size(); ++c)
        if (!common_type(child->find_column(key.columns[c]), parent->find_column(key.parent_columns[c])).empty())
            return true;
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
