// SPDX-License-Identifier: Apache-2.0
//
// Rows that may be about a row of any table say in a second column which table it is: `commentable_type` beside `commentable_id`, as Rails, Laravel
// and Odoo write them, or `content_type_id` beside `object_id`, the key of a table of types, as Django does. Pure.
#pragma once

#include "policies/graph.hpp"

#include <optional>
#include <string>
#include <vector>

namespace retention::policies {

struct TypeColumn {
    std::string name;
    std::optional<TableName> types = {};            // the table that it is a key of; nothing: the column has the word itself
    std::string types_key = {};                     // there
    std::vector<std::string> words = {};            // there: the texts of a type, the table's name last
};

// The column that says of which table `column` is a key. Nothing: none does.
std::optional<TypeColumn> type_column_of(const Schema& schema, const Graph& graph, const SchemaTable& table, const SchemaColumn& column);

} // namespace retention::policies
