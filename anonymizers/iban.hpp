// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anonymizers/column.hpp"
#include "anonymizers/locales/locales.hpp"

#include <cstddef>
#include <string>

namespace retention::anonymizers {

// SQL text of an IBAN (ISO 13616) without blanks, drawn from the seed. Its check digits are right, also the country's
// own, and its bank is none.
std::string iban(const Account& account, const Inputs& inputs);

std::size_t iban_length(const Account& account) noexcept;

} // namespace retention::anonymizers
