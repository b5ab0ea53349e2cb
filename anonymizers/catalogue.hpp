// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anonymizers/operator.hpp"

#include <span>
#include <string_view>

namespace retention::anonymizers {

// Every anonymizer there is, in the order of the documentation.
std::span<const Operator* const> catalogue() noexcept;

// The operator called `name`, or nullptr.
const Operator* find(std::string_view name) noexcept;

// Whether `name` with `argument`, right or wrong, names an operator that draws on the key of pseudonyms.
bool names_keyed(std::string_view name, const Argument& argument) noexcept;

} // namespace retention::anonymizers
