// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/card_number.hpp"

#include "anonymizers/draw.hpp"
#include "anonymizers/sql.hpp"

#include <string_view>

namespace retention::anonymizers {

namespace {

// Behind a 9 stands the number of the country whose standards body has issued it (ISO/IEC 7812-1), and 999 is none: 900
// to 999 are left to users (ISO 3166-1).
constexpr std::string_view kIssuer = "9999";
constexpr int kDrawnDigits = static_cast<int>(kCardNumberLength - kIssuer.size() - 1);

// Every other digit counts double, beginning with the one before the check digit; of a double of two digits both count
// (Luhn, ISO/IEC 7812-1, annex B). The issuer's count likewise: 9 doubled is 18, which counts 9.
constexpr int kIssuerSum = 9 + 9 + 9 + 9;

std::string counted(int place) {
    const std::string digit = "drawn.n / " + std::to_string(power_of_ten(place)) + " % 10";
    if (place % 2 != 0)
        return digit;
    return digit + " * 2 - " + digit + " / 5 * 9";
}

} // namespace

std::string card_number(const Inputs& inputs) {
    std::string sum = std::to_string(kIssuerSum);
    for (int place = 0; place < kDrawnDigits; ++place)
        sum += " + " + counted(place);
    const std::string check_digit = "((10 - (" + sum + ") % 10) % 10)::text";
    return with_number(draw("card_number", power_of_ten(kDrawnDigits), inputs), "drawn",
                       literal(kIssuer) + " || " + padded("drawn.n", kDrawnDigits) + " || " + check_digit);
}

} // namespace retention::anonymizers
