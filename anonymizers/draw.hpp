// SPDX-License-Identifier: Apache-2.0
//
// SQL text that draws from a subject's seed. What is drawn for one purpose is alike in all tables of the subject, and
// tells nothing of what is drawn for another, nor of the seed.
#pragma once

#include "anonymizers/column.hpp"

#include <span>
#include <string>
#include <string_view>

namespace retention::anonymizers {

struct Numbering;

// A whole number of type bigint from 0 to `count` - 1. It comes of 60 bits: below 10^12 none is more likely than
// another by a millionth part.
std::string draw(std::string_view purpose, long long count, const Inputs& inputs);

// Hexadecimal digits, up to 64.
std::string draw_hex(std::string_view purpose, int digits, const Inputs& inputs);

// One of `words`, and the one at `index`, counted from 0. PostgreSQL makes a constant of the list once for a statement.
std::string pick(std::string_view purpose, std::span<const std::string_view> words, const Inputs& inputs);
std::string element(std::span<const std::string_view> words, std::string_view index);

// A text of that shape.
std::string fill(std::string_view purpose, const Numbering& numbering, const Inputs& inputs);

// `body`, in which `name`.n stands for `number`: for what is needed more than once, and dear. OFFSET 0 keeps the
// planner from writing the number in its place.
std::string with_number(std::string_view number, std::string_view name, std::string_view body);

// `number` with zeros in front.
std::string padded(std::string_view number, int digits);

// 10^exponent
long long power_of_ten(int exponent) noexcept;

} // namespace retention::anonymizers
