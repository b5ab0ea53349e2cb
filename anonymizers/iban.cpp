// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/iban.hpp"

#include "anonymizers/draw.hpp"
#include "anonymizers/sql.hpp"

#include <string_view>

namespace retention::anonymizers {

namespace {

constexpr int kModulus = 97;

// What stands behind the bank: the account and the country's own check digits.
int tail_digits(const Account& account) noexcept {
    switch (account.own_check) {
    case AccountCheck::None:
        return account.digits;
    case AccountCheck::RibKey:
        return account.digits + 2;
    case AccountCheck::Modulus11:
        return account.digits + 1;
    }
    return account.digits;
}

std::string draw_account(int digits, const Inputs& inputs) {
    return draw("iban", power_of_ten(digits), inputs);
}

// The key is 97 less 89 times the bank, 15 times the branch and 3 times the account, modulo 97; bank and branch are 0.
std::string with_rib_key(int digits, const Inputs& inputs) {
    return with_number(draw_account(digits, inputs), "account", "account.n * 100 + 97 - account.n * 3 % 97");
}

// The digits weigh 5, 4, 3, 2, 7, 6, 5, 4, 3, 2 and the check digit 1, the sum is a multiple of 11, and the bank is 0.
// No digit makes up for a remainder of 1; so the last digit of the account, which weighs 2, is 0, and 1 just then.
std::string with_modulus_11(int digits, const Inputs& inputs) {
    constexpr int kWeights[] = {3, 4, 5, 6, 7}; // of the digits before it, from the right
    std::string sum;
    for (int i = 0; i < digits - 1; ++i)
        sum += (i == 0 ? "" : " + ") + ("account.n / " + std::to_string(power_of_ten(i))) + " % 10 * " +
               std::to_string(kWeights[i]);
    const std::string last_two = "case remainder.n when 0 then 0 when 1 then 18 else 11 - remainder.n end";
    return with_number(draw_account(digits - 1, inputs), "account",
                       with_number("(" + sum + ") % 11", "remainder", "account.n * 100 + " + last_two));
}

std::string tail_of(const Account& account, const Inputs& inputs) {
    switch (account.own_check) {
    case AccountCheck::None:
        return draw_account(account.digits, inputs);
    case AccountCheck::RibKey:
        return with_rib_key(account.digits, inputs);
    case AccountCheck::Modulus11:
        return with_modulus_11(account.digits, inputs);
    }
    return {};
}

// Of a text in which letters count as two digits, from 10 for A (ISO 7064).
int remainder_of(std::string_view text) noexcept {
    int remainder = 0;
    for (const char character : text) {
        const bool is_digit = character >= '0' && character <= '9';
        remainder = is_digit ? remainder * 10 + (character - '0') : remainder * 100 + (character - 'A' + 10);
        remainder %= kModulus;
    }
    return remainder;
}

} // namespace

std::size_t iban_length(const Account& account) noexcept {
    return account.country.size() + 2 + account.bank.size() + static_cast<std::size_t>(tail_digits(account));
}

// The check digits are 98 less the remainder of bank, account, country and 00. The server adds only what the account is
// to it: six digits stand behind the account.
std::string iban(const Account& account, const Inputs& inputs) {
    const int digits = tail_digits(account);
    const std::string without_account = std::string(account.bank) + std::string(static_cast<std::size_t>(digits), '0') +
                                        std::string(account.country) + "00";
    const std::string remainder = "(" + std::to_string(remainder_of(without_account)) + " + tail.n % 97 * " +
                                  std::to_string(power_of_ten(6) % kModulus) + ") % 97";
    return with_number(tail_of(account, inputs), "tail",
                       literal(account.country) + " || " + padded("98 - " + remainder, 2) + " || " +
                           literal(account.bank) + " || " + padded("tail.n", digits));
}

} // namespace retention::anonymizers
