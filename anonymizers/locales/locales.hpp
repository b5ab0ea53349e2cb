// SPDX-License-Identifier: Apache-2.0
//
// What the fakes of a language and its country are made of.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace retention::anonymizers {

// Numbers of one shape: a prefix, then the pattern, in which # stands for any digit and @ for a letter.
struct Numbering {
    std::span<const std::string_view> prefixes;
    std::string_view pattern;
};

// A check that a country had before ISO 13616, at the end of the account number.
enum class AccountCheck {
    None,
    RibKey,    // French: two digits, modulo 97
    Modulus11, // Norwegian: one digit
};

// The accounts of a bank that there is not.
struct Account {
    std::string_view country; // ISO 3166
    std::string_view bank;    // and branch: letters X, and digits 0
    int digits = 0;           // of the account itself
    AccountCheck own_check = AccountCheck::None;
};

// All texts are ASCII, so that every server encoding can hold them; names that are written with other letters are left
// out. None belongs to a certain person, and the lists are so long that no entry points at one: common names as they
// stand in any telephone book, streets that many places have, and large towns. Telephone and account numbers are of
// ranges that nobody has; a street, a postcode or a company may exist, and says nothing of the subject.
struct Locale {
    std::string_view name; // as written in a policy

    std::span<const std::string_view> first_names;
    std::span<const std::string_view> last_names;

    std::span<const std::string_view> streets;
    bool is_house_number_first = false;
    std::span<const std::string_view> cities;

    std::span<const std::string_view> company_words;
    std::span<const std::string_view> company_trades;
    std::string_view company_form;

    Numbering phone; // in the international form of E.164, without blanks
    Numbering postcode;
    Account account;
};

// Each in a file of its own.
extern const Locale kEnglish;
extern const Locale kDutch;
extern const Locale kGerman;
extern const Locale kFrench;
extern const Locale kNorwegian;

// Every locale there is; the first is the one that a policy gets without naming any.
std::span<const Locale* const> locales() noexcept;

// The locale called `name`, or nullptr.
const Locale* find_locale(std::string_view name) noexcept;

// The length of the longest of `words`.
std::size_t longest(std::span<const std::string_view> words) noexcept;
std::size_t longest(const Numbering& numbering) noexcept;

} // namespace retention::anonymizers
