// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anonymizers/column.hpp"

#include <cstddef>
#include <string>

namespace retention::anonymizers {

inline constexpr std::size_t kCardNumberLength = 16;

// SQL text of a payment card's number without blanks, drawn from the seed. Its check digit is right, and nobody issues
// it.
std::string card_number(const Inputs& inputs);

} // namespace retention::anonymizers
