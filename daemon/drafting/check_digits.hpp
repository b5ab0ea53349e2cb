// SPDX-License-Identifier: Apache-2.0
//
// Check digits of numbers that name a person or an account, so that any row of digits is not taken for one.
#pragma once

#include <string_view>

namespace retention::drafting {

// `text`: as the pattern found it; blanks, dots and hyphens do not count.
bool has_iban_check(std::string_view text);
bool has_luhn_check(std::string_view text);

// The burgerservicenummer (Netherlands), the fødselsnummer (Norway), the numéro de sécurité sociale (France), the
// Steuer-Identifikationsnummer (Germany).
bool has_bsn_check(std::string_view text);
bool has_fodselsnummer_check(std::string_view text);
bool has_nir_check(std::string_view text);
bool has_steuer_id_check(std::string_view text);

} // namespace retention::drafting
