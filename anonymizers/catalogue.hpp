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

// In words, for the documentation: "anonymous", "pseudonym", "reduced" or "unchanged"; and whether a unique index stays unique:
// "each row", "each subject" or "no".
std::string_view strength_of(const Operator& anonymizer) noexcept;
std::string_view uniqueness_of(const Operator& anonymizer) noexcept;

} // namespace retention::anonymizers
