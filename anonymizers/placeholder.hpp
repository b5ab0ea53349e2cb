// SPDX-License-Identifier: Apache-2.0
//
// Texts with a placeholder for a value of hexadecimal digits: "{token}@anonymized.invalid".
#pragma once

#include "anonymizers/argument.hpp"
#include "anonymizers/column.hpp"
#include "anonymizers/operator.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace retention::anonymizers {

// What an operator is given to fill: the argument's text, or `placeholder` alone.
std::string_view template_of(const Argument& argument, std::string_view placeholder) noexcept;

// Refuses an argument that is no such text, or for which the column, a text, is too short.
std::optional<Refusal> check_template(const Argument& argument, std::string_view placeholder, const Column& column);

// The text with as many of `digits`, an SQL expression, as the column has room for.
// REQUIRES: check_template() returned nothing.
std::string fill_template(const Argument& argument, std::string_view placeholder, const std::string& digits,
                          const Column& column);

} // namespace retention::anonymizers
