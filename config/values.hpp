// SPDX-License-Identifier: Apache-2.0
//
// The leaves of a policy: each function reads one kind of value, reports what is wrong with it, and returns nothing
// then.
#pragma once

#include "config/reader.hpp"
#include "config/table_name.hpp"
#include "policies/policy.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retention::config {

// A condition or value in SQL; its place is that of its first character.
std::optional<policies::Expression> read_expression(const Value& value);

// The optional `key` of a map, likewise.
std::optional<policies::Expression> find_expression(const Fields& fields, std::string_view key);

std::optional<policies::Period> read_period(const Value& value);
std::optional<policies::TableName> read_table(const Value& value);
std::optional<ColumnName> read_column(const Value& value);

// `person_id`, or `[tenant_id, person_id]`
std::vector<std::string> read_columns(const Value& value);

// A name that becomes no SQL: letters, digits, underscores and hyphens.
bool check_name(const Value& value, policies::Place place, std::string_view name);

// A name that becomes a column of the subject view, so that SQL needs no quotes for it.
bool check_column_name(const Value& value, policies::Place place, std::string_view name);

// Numbers within the limits of `kind`.
std::optional<double> read_percent(const Value& value, const language::Kind& kind);
std::optional<long long> read_whole(const Value& value, const language::Kind& kind);
std::optional<double> read_factor(const Value& value, const language::Kind& kind);

// Which of the words of `kind` it is, from 0.
std::optional<std::size_t> read_word(const Value& value, const language::Kind& kind);

// The optional `key` of a map, whose words stand in the order of the enumerators of T; `otherwise` where none can be read.
template <typename T>
T find_word(const Fields& fields, std::string_view key, T otherwise) {
    const auto value = fields.find(key);
    const auto index = value ? read_word(*value, fields.kind(key)) : std::nullopt;
    return index ? static_cast<T>(*index) : otherwise;
}

} // namespace retention::config
