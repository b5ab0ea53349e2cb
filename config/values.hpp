// SPDX-License-Identifier: Apache-2.0
//
// The leaves of a policy: each function reads one kind of value, reports what is wrong with it, and returns nothing
// then.
#pragma once

#include "config/reader.hpp"
#include "config/table_name.hpp"
#include "policies/policy.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

// `5%`
std::optional<double> read_percent(const Value& value);

std::optional<long long> read_whole(const Value& value, long long min, long long max);

// A number above 0, at most `max`.
std::optional<double> read_factor(const Value& value, double max);

// One of a few words.
template <typename T>
std::optional<T> read_word(const Value& value, std::initializer_list<std::pair<std::string_view, T>> words);

// Reports that `word` is none of `known`.
void refuse_word(const Value& value, const std::string& word, const std::vector<std::string>& known);

template <typename T>
std::optional<T> read_word(const Value& value, std::initializer_list<std::pair<std::string_view, T>> words) {
    std::vector<std::string> known;
    for (const auto& [word, meaning] : words)
        known.emplace_back(word);
    const auto written = value.text("one of " + enumerate(known));
    if (!written)
        return std::nullopt;
    for (const auto& [word, meaning] : words)
        if (word == *written)
            return meaning;
    refuse_word(value, *written, known);
    return std::nullopt;
}

} // namespace retention::config
