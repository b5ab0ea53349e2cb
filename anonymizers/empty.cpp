// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"

namespace retention::anonymizers {

namespace {

// The empty value as SQL, where a type has one.
std::string empty_value(const Column& column, const Inputs& inputs) {
    switch (column.family) {
    case TypeFamily::Text:
    case TypeFamily::Bytes:
    case TypeFamily::Hstore:
    case TypeFamily::Search:
        return "''";
    case TypeFamily::Array:
        return "'{}'";
    case TypeFamily::Json:
        // By the first character, because json holds what the server's functions for it refuse: "\u0000".
        return "case left(ltrim(" + inputs.old_value +
               "::text, E' \\t\\r\\n'), 1) when '{' then '{}' when '[' then '[]' else '\"\"' end";
    default:
        return {};
    }
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (empty_value(column, {}).empty())
        return refuse_type(column);
    return check_no_argument(argument);
}

std::string compile(const Argument&, const Column& column, const Inputs& inputs) {
    return as_column_type(unless_null(empty_value(column, inputs), inputs), column);
}

} // namespace

const Operator kEmpty{
    .name = "empty",
    .summary = "Puts an empty value of the same kind in the value's place: a text without characters, an array without "
               "elements, an empty object or list for a document.",
    .takes = "nothing",
    .suits = "text, json, bytea, arrays, hstore, tsvector",
    .example = "empty",
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
