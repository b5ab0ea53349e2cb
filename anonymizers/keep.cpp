// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/operators.hpp"

namespace retention::anonymizers {

namespace {

std::optional<Refusal> check(const Argument& argument, const Column&) {
    return check_no_argument(argument);
}

std::string compile(const Argument&, const Column&, const Inputs& inputs) {
    return inputs.old_value;
}

} // namespace

const Operator kKeep{
    .name = "keep",
    .summary = "Leaves the value as it is, on purpose.",
    .takes = "nothing",
    .suits = "every type",
    .example = "keep",
    .traits = {.strength = Strength::Unchanged, .is_unique_safe = true, .is_unique_in_each_row = true},
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
