// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/check_digits.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace retention::drafting {

namespace {

bool is_digit(char sign) noexcept {
    return sign >= '0' && sign <= '9';
}

// Letters and digits alone, in capitals.
std::string compact(std::string_view text) {
    std::string kept;
    for (const char sign : text) {
        if (is_digit(sign) || (sign >= 'A' && sign <= 'Z'))
            kept += sign;
        else if (sign >= 'a' && sign <= 'z')
            kept += static_cast<char>(sign - 'a' + 'A');
    }
    return kept;
}

// Empty when something else than a digit is left.
std::vector<int> digits_of(std::string_view text) {
    std::vector<int> digits;
    for (const char sign : compact(text)) {
        if (!is_digit(sign))
            return {};
        digits.push_back(sign - '0');
    }
    return digits;
}

// The remainder of a decimal number of any length; a letter counts as the two digits from A = 10.
int remainder(std::string_view text, int modulus) {
    int rest = 0;
    for (const char sign : text) {
        const int value = is_digit(sign) ? sign - '0' : sign - 'A' + 10;
        rest = (rest * (value > 9 ? 100 : 10) + value) % modulus;
    }
    return rest;
}

bool are_all_equal(const std::vector<int>& digits) {
    return std::adjacent_find(digits.begin(), digits.end(), std::not_equal_to<>()) == digits.end();
}

template <std::size_t N>
int weighted(const std::vector<int>& digits, const std::array<int, N>& weights) {
    int sum = 0;
    for (std::size_t i = 0; i < N && i < digits.size(); ++i)
        sum += digits[i] * weights[i];
    return sum;
}

} // namespace

bool has_iban_check(std::string_view text) {
    const std::string iban = compact(text);
    if (iban.size() < 15 || iban.size() > 34)
        return false;
    return remainder(iban.substr(4) + iban.substr(0, 4), 97) == 1;
}

bool has_luhn_check(std::string_view text) {
    const auto digits = digits_of(text);
    if (digits.size() < 12 || digits.size() > 19 || are_all_equal(digits))
        return false;
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const int digit = digits[digits.size() - 1 - i];
        const int doubled = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += i % 2 == 1 ? doubled : digit;
    }
    return sum % 10 == 0;
}

bool has_bsn_check(std::string_view text) {
    const auto digits = digits_of(text);
    return digits.size() == 9 && !are_all_equal(digits) &&
           weighted<9>(digits, {9, 8, 7, 6, 5, 4, 3, 2, -1}) % 11 == 0;
}

bool has_fodselsnummer_check(std::string_view text) {
    const auto digits = digits_of(text);
    return digits.size() == 11 && !are_all_equal(digits) &&
           weighted<10>(digits, {3, 7, 6, 1, 8, 9, 4, 5, 2, 1}) % 11 == 0 &&
           weighted<11>(digits, {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1}) % 11 == 0;
}

bool has_nir_check(std::string_view text) {
    const auto digits = digits_of(text);
    if (digits.size() != 15 || (digits.front() != 1 && digits.front() != 2))
        return false;
    const std::string number = compact(text);
    return 97 - remainder(number.substr(0, 13), 97) == std::stoi(number.substr(13));
}

bool has_steuer_id_check(std::string_view text) {
    const auto digits = digits_of(text);
    if (digits.size() != 11 || digits.front() == 0)
        return false;
    int product = 10;
    for (std::size_t i = 0; i < 10; ++i) {
        const int sum = (digits[i] + product) % 10;
        product = (sum == 0 ? 10 : sum) * 2 % 11;
    }
    return (11 - product) % 10 == digits[10];
}

} // namespace retention::drafting
