// SPDX-License-Identifier: Apache-2.0
//
// Columns and arguments as tests write them.
#pragma once

#include "anonymizers/argument.hpp"
#include "anonymizers/catalogue.hpp"
#include "anonymizers/column.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace retention::anonymizers::test {

inline Column column(TypeFamily family, std::string type) {
    Column result;
    result.name = "c";
    result.type = std::move(type);
    result.family = family;
    return result;
}

inline Column text() {
    return column(TypeFamily::Text, "text");
}

inline Column varchar(int length) {
    Column result = column(TypeFamily::Text, "character varying(" + std::to_string(length) + ")");
    result.length_max = length;
    return result;
}

inline Column fixed_char(int length) {
    Column result = column(TypeFamily::Text, "character(" + std::to_string(length) + ")");
    result.length_max = length;
    return result;
}

inline Column not_null(Column result) {
    result.is_nullable = false;
    return result;
}

// { from: 1, to: 100 }
inline Argument map_of(const std::vector<std::pair<std::string, std::string>>& parameters) {
    Argument result;
    result.kind = Argument::Kind::Map;
    for (const auto& [key, value] : parameters)
        result.map.emplace_back(key, Argument::of(value));
    return result;
}

// { bucket: 10 }
inline Argument map_of(std::string key, std::string value) {
    return map_of({{std::move(key), std::move(value)}});
}

// [red, green]
inline Argument list_of(const std::vector<std::string>& values) {
    Argument result;
    result.kind = Argument::Kind::List;
    for (const auto& value : values)
        result.list.push_back(Argument::of(value));
    return result;
}

// { email: redact, "*": remove }
inline Argument map_of(std::vector<std::pair<std::string, Argument>> entries) {
    Argument result;
    result.kind = Argument::Kind::Map;
    result.map = std::move(entries);
    return result;
}

inline Argument empty_list() {
    Argument result;
    result.kind = Argument::Kind::List;
    return result;
}

inline std::optional<Refusal> check(std::string_view name, const Argument& argument, const Column& column) {
    return find(name)->check(argument, column);
}

inline bool is_refused(std::string_view name, const Argument& argument, const Column& column) {
    return check(name, argument, column).has_value();
}

inline std::string message(std::string_view name, const Argument& argument, const Column& column) {
    const auto refusal = check(name, argument, column);
    return refusal ? refusal->message : std::string();
}

inline std::string hint(std::string_view name, const Argument& argument, const Column& column) {
    const auto refusal = check(name, argument, column);
    return refusal ? refusal->hint : std::string();
}

// What tests give an expression to draw on.
inline Inputs inputs() {
    return {.old_value = "t.c",
            .seed = "s.seed",
            .known = "s.known",
            .pseudonym = "s.pseudonym",
            .keyed_hash = "s.keyed_hash",
            .row = "s.row",
            .shuffled = "s.shuffled",
            .value_of = [](const std::string& column) { return "t." + column; },
            .over_row = [](const std::string& sql) { return "(select (" + sql + ") from (select t.*) as t)"; }};
}

inline std::string compile(std::string_view name, const Argument& argument, const Column& column) {
    return find(name)->compile(argument, column, inputs());
}

} // namespace retention::anonymizers::test
