// SPDX-License-Identifier: Apache-2.0
//
// What can be told of a numeric column from the name of its type.
#pragma once

#include "anonymizers/column.hpp"

#include <optional>
#include <string>

namespace retention::anonymizers {

// real and double precision, which also hold NaN and Infinity.
bool is_floating(const Column& column) noexcept;

// smallint, integer and bigint, but no domain over one of them.
bool is_whole(const Column& column) noexcept;

// The p and s of numeric(p,s).
struct Decimals {
    int precision = 0;
    int scale = 0;
};
std::optional<Decimals> decimals_of(const Column& column) noexcept;

// The largest number that the column holds, as SQL; empty for a numeric without limit and for a domain, whose base is
// not known here. It holds the same number below zero, too.
std::string largest(const Column& column);

// The lowest, likewise: of a whole number it is one further away from zero.
std::string lowest(const Column& column);

// A domain, of which nothing is known.
bool is_domain(const Column& column) noexcept;

} // namespace retention::anonymizers
