// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace retention::drafting {

// What a value looks like. Linear in the length of the value, whatever it holds.
enum class Pattern { Email, Phone, Iban, Card, IpAddress, Url, NationalNumber, Postcode };

// What the whole of `value` looks like, where its check digits are right; nothing for anything else.
std::optional<Pattern> pattern_of(std::string_view value);

// For people: "mail addresses".
std::string_view plural_of(Pattern pattern) noexcept;

// Whether a mail address, a telephone number, an IBAN or a web address stands somewhere in `text`.
bool mentions_somebody(std::string_view text);

// Whether `text` is of several words, as people write.
bool is_prose(std::string_view text);

} // namespace retention::drafting
