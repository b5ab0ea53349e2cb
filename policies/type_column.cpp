// SPDX-License-Identifier: Apache-2.0
#include "policies/type_column.hpp"

#include "policies/name_forms.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace retention::policies {

namespace {

using anonymizers::TypeFamily;

// What a row that may be about anything calls what it is about.
constexpr std::array<std::string_view, 15> kAnything{"res",     "record", "object",  "entity", "item",    "target",  "resource", "row",
                                                     "content", "subject", "source", "related", "foreign", "model", "table"};
constexpr std::array<std::string_view, 8> kTypes{"type", "class", "kind", "model", "table", "tbl", "entity", "relation"};

// Texts of a table of types, the one with the table's name last: Django's `app_label` and `model`.
constexpr std::array<std::string_view, 2> kGroups{"applabel", "app"};
constexpr std::array<std::string_view, 6> kNames{"model", "class", "classname", "table", "tablename", "name"};

bool is_anything(std::string_view stem) { return std::ranges::find(kAnything, stem) != kAnything.end(); }

// `owner` of `owner_type`; nothing where the name is none of a type. Of `table_name` nothing is left.
std::optional<std::string> stem_of_type(std::string name) {
    if (name.size() > 4 && name.ends_with("name"))
        name.resize(name.size() - 4);
    for (const auto& end : kTypes)
        if (name.ends_with(end))
            return name.substr(0, name.size() - end.size());
    return std::nullopt;
}

std::string without_end(const std::string& name, const std::vector<std::string_view>& ends) {
    for (const auto& end : ends)
        if (name.size() > end.size() && name.ends_with(end))
            return name.substr(0, name.size() - end.size());
    return {};
}

template <typename Names> const SchemaColumn* first_text(const SchemaTable& table, const Names& names) {
    for (const auto& name : names)
        for (const auto& column : table.columns)
            if (column.family == TypeFamily::Text && folded(column.name) == name)
                return &column;
    return nullptr;
}

std::optional<TypeColumn> key_of_types(const Schema& schema, const Graph& graph, const SchemaTable& table, const std::string& column) {
    for (const auto* key : graph.out_of(table.name)) {
        const auto* types = schema.find(key->parent);
        if (key->columns != std::vector<std::string>{column} || !types || !types->can_select)
            continue;
        const auto* name = first_text(*types, kNames);
        if (!name)
            continue;
        TypeColumn found{column, types->name, key->parent_columns.front()};
        if (const auto* group = first_text(*types, kGroups))
            found.words.push_back(group->name);
        found.words.push_back(name->name);
        return found;
    }
    return std::nullopt;
}

} // namespace

std::optional<TypeColumn> type_column_of(const Schema& schema, const Graph& graph, const SchemaTable& table, const SchemaColumn& column) {
    const std::string stem = without_end(folded(column.name), {"id", "pk"});
    if (stem.empty())
        return std::nullopt;
    std::optional<TypeColumn> found;
    for (const auto& other : table.columns) {
        const bool has_words = other.family == TypeFamily::Text || other.family == TypeFamily::Enum;
        const std::string name = folded(other.name);
        const auto type = stem_of_type(has_words ? name : without_end(name, {"id"}));
        if (!type || other.name == column.name)
            continue;
        const bool is_meant = *type == stem;
        if (!is_meant && (found || !is_anything(stem) || !(type->empty() || is_anything(*type))))
            continue;
        auto one = has_words ? std::optional(TypeColumn{other.name}) : key_of_types(schema, graph, table, other.name);
        if (one && is_meant)
            return one;
        if (one)
            found = std::move(one);
    }
    return found;
}

} // namespace retention::policies
