// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"

namespace retention::anonymizers {

namespace {

// A large object belongs to one row, which may delete it with itself.
std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (column.family == TypeFamily::LargeObject)
        return refuse_type(column);
    if (auto refusal = check_no_argument(argument))
        return refusal;
    if (!column.has_row_key)
        return Refusal{"needs a primary key that stays as it is, to tell the rows apart by", {}};
    // A batch may have one row, and nobody to take a value from: it is given none.
    return check_nullable(column);
}

std::string compile(const Argument&, const Column& column, const Inputs& inputs) {
    return as_column_type(inputs.shuffled, column);
}

} // namespace

const Operator kShuffle{
    .name = "shuffle",
    .summary =
        "Deals the values of all rows of a batch out among these rows again, so that a value stays true for all of "
        "them together and for none alone. A row that is alone in its batch loses its value.",
    .takes = "nothing",
    .suits = "every type but oid",
    .example = "shuffle",
    .traits = {.strength = Strength::Reduced, .is_repeatable = false, .draws = {.shuffled = true}},
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
