// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"

namespace retention::anonymizers {

namespace {

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (auto refusal = check_no_argument(argument))
        return refusal;
    return check_nullable(column);
}

std::string compile(const Argument&, const Column& column, const Inputs&) {
    return as_column_type("null", column);
}

} // namespace

const Operator kNull{
    .name = "null",
    .summary = "Removes the value.",
    .takes = "nothing",
    .suits = "every type",
    .example = "null",
    // A unique index takes any number of nulls.
    .traits = {.is_unique_safe = true, .is_unique_in_each_row = true},
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
