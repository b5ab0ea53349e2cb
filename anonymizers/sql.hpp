// SPDX-License-Identifier: Apache-2.0
//
// How the operators of this room write SQL.
#pragma once

#include "anonymizers/column.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace retention::anonymizers {

// 'text', or E'...' when it has a backslash, so that it reads the same whatever standard_conforming_strings says.
// REQUIRES: no NUL in `text`.
std::string literal(std::string_view text);

// How many characters PostgreSQL counts in `text`, which is UTF-8.
std::size_t characters(std::string_view text) noexcept;

// `expression` as a value of the column's own type: what comparing the two afterwards needs, char(n) above all.
std::string as_column_type(std::string_view expression, const Column& column);

// `replacement` where the column has a value, null where it has none: nothing is invented.
std::string unless_null(std::string_view replacement, const Inputs& inputs);

// The same for text columns, where an empty string says as little as null and stays what it is.
std::string unless_empty(std::string_view replacement, const Inputs& inputs);

} // namespace retention::anonymizers
