// SPDX-License-Identifier: Apache-2.0
//
// What `generalize` makes of numbers: the start of a bucket, or a number of fewer decimals.
#pragma once

#include "anonymizers/argument.hpp"
#include "anonymizers/column.hpp"
#include "anonymizers/operator.hpp"

#include <optional>
#include <string>

namespace retention::anonymizers {

// What it takes for numbers, and for points.
ArgumentForm generalized_number_form() noexcept;
ArgumentForm generalized_point_form() noexcept;

std::optional<Refusal> check_generalized_number(const Argument& argument, const Column& column);

// REQUIRES: check_generalized_number() returned nothing.
std::string generalized_number(const Argument& argument, const Column& column, const Inputs& inputs);

// The same for a point, whose coordinates are rounded.
std::optional<Refusal> check_generalized_point(const Argument& argument);
std::string generalized_point(const Argument& argument, const Inputs& inputs);

} // namespace retention::anonymizers
