// SPDX-License-Identifier: Apache-2.0
//
// The complaints that several operators share. Their messages read on from the operator's name.
#pragma once

#include "anonymizers/argument.hpp"
#include "anonymizers/column.hpp"
#include "anonymizers/operator.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace retention::anonymizers {

// Neither `prefix` nor `{ prefix: null }` says anything.
bool is_absent(const Argument& argument) noexcept;

// Refuses any argument.
std::optional<Refusal> check_no_argument(const Argument& argument);

// Refuses `column` for its type, with the anonymizers that suit it as a hint.
Refusal refuse_type(const Column& column);

// Refuses a column that takes no null.
std::optional<Refusal> check_nullable(const Column& column);

// Refuses when `length` characters of `what` ("the text") do not fit.
std::optional<Refusal> check_length(std::string_view what, std::size_t length, const Column& column, std::string hint);

// Refuses a parameter of a map that is none of `names`, and one that is no single value.
std::optional<Refusal> check_parameters(const Argument& argument, std::span<const std::string_view> names);

// `text` as a whole number from `least` to `most`, or nothing: no blanks, and no sign but a minus below zero.
std::optional<long long> whole_number(std::string_view text, long long least, long long most) noexcept;

} // namespace retention::anonymizers
