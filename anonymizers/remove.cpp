// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"

namespace retention::anonymizers {

namespace {

std::optional<Refusal> check(const Argument&, const Column& column) {
    return Refusal{"takes a part out of a document, and a column is no part of one",
                   column.is_nullable ? "Write null to empty the column." : "Write { constant: ... } instead."};
}

std::string compile(const Argument&, const Column& column, const Inputs&) {
    return as_column_type("null", column);
}

} // namespace

// The operators that are made of others know it and leave the part out; nobody compiles it.
const Operator kRemove{
    .name = "remove",
    .summary = "Takes a part out of a document: a key with its value, an element, an attribute.",
    .takes = "nothing",
    .suits = "parts of json, hstore, xml and arrays",
    .example = "{ json: { \"$.email\": remove } }",
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
