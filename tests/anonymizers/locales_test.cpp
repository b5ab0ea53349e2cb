// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/locales/locales.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <vector>

namespace retention::anonymizers {
namespace {

struct List {
    std::string_view name;
    std::span<const std::string_view> words;
    std::size_t size_min;
};

std::vector<List> lists_of(const Locale& locale) {
    return {{"first_names", locale.first_names, 150},
            {"last_names", locale.last_names, 150},
            {"streets", locale.streets, 60},
            {"cities", locale.cities, 60},
            {"company_words", locale.company_words, 40},
            {"company_trades", locale.company_trades, 20},
            {"phone", locale.phone.prefixes, 1},
            {"postcode", locale.postcode.prefixes, 8}};
}

TEST(Locales, AreFoundByTheirNames) {
    std::vector<std::string_view> names;
    for (const Locale* locale : locales()) {
        EXPECT_EQ(find_locale(locale->name), locale);
        names.push_back(locale->name);
    }
    EXPECT_EQ(names, (std::vector<std::string_view>{"en", "nl", "de", "fr", "nb"}));
    EXPECT_EQ(find_locale("EN"), nullptr);
    EXPECT_EQ(find_locale(""), nullptr);
}

TEST(Locales, HaveSoManyEntriesThatNonePointsAtAnyone) {
    for (const Locale* locale : locales())
        for (const auto& list : lists_of(*locale))
            EXPECT_GE(list.words.size(), list.size_min) << locale->name << " " << list.name;
}

TEST(Locales, NameNothingTwice) {
    for (const Locale* locale : locales())
        for (const auto& list : lists_of(*locale))
            EXPECT_EQ(std::set<std::string_view>(list.words.begin(), list.words.end()).size(), list.words.size())
                << locale->name << " " << list.name;
}

TEST(Locales, AreWrittenWithAsciiLetters) {
    const auto suits = [](unsigned char letter) {
        return letter < 0x80 && (std::isalnum(letter) != 0 || letter == ' ' || letter == '-' || letter == '+');
    };
    for (const Locale* locale : locales())
        for (const auto& list : lists_of(*locale))
            for (const auto word : list.words) {
                EXPECT_TRUE(std::ranges::all_of(word, suits)) << locale->name << " " << list.name << ": " << word;
                EXPECT_FALSE(word.empty() || word.front() == ' ' || word.back() == ' ') << locale->name << ": " << word;
            }
}

TEST(Locales, FitColumnsOfTheUsualLengths) {
    for (const Locale* locale : locales()) {
        EXPECT_LE(longest(locale->first_names), 12U) << locale->name;
        EXPECT_LE(longest(locale->last_names), 15U) << locale->name;
        EXPECT_LE(longest(locale->streets), 25U) << locale->name;
        EXPECT_LE(longest(locale->cities), 15U) << locale->name;
    }
}

TEST(Locales, KnowTheLengthOfTheirLongestWord) {
    constexpr std::string_view kWords[] = {"a", "abc", "ab"};
    EXPECT_EQ(longest(kWords), 3U);
    EXPECT_EQ(longest(std::span<const std::string_view>()), 0U);
    EXPECT_EQ(longest(Numbering{kWords, "# #@@"}), 8U);
}

TEST(Locales, HaveAccountsAtBanksOfZerosAndX) {
    for (const Locale* locale : locales()) {
        EXPECT_EQ(locale->account.bank.find_first_not_of("0X"), std::string_view::npos) << locale->name;
        EXPECT_GE(locale->account.bank.size(), 4U) << locale->name;
    }
}

} // namespace
} // namespace retention::anonymizers
