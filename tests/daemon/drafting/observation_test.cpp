// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/observation.hpp"

#include <gtest/gtest.h>

namespace retention::drafting {
namespace {

using Words = std::vector<std::string>;

std::vector<std::string_view> repeated(std::initializer_list<std::string_view> values, int times) {
    std::vector<std::string_view> all;
    for (int i = 0; i < times; ++i)
        all.insert(all.end(), values.begin(), values.end());
    return all;
}

TEST(Observation, CountsPatternsOfFilledValues) {
    const auto seen = observe({"a@example.org", "", "b@example.org", "nobody", "c@example.org"}, false);
    EXPECT_EQ(seen.filled, 4);
    EXPECT_EQ(seen.percent_of(Pattern::Email), 75);
    EXPECT_EQ(seen.percent_of(Pattern::Phone), 0);
}

TEST(Observation, KeepsWordsOfStatesAlone) {
    const auto values = repeated({"active", "closed"}, 10);
    EXPECT_EQ(observe(values, true).words, (Words{"active", "closed"}));
    EXPECT_EQ(observe(values, false).words, Words{});
}

TEST(Observation, KeepsNoWordThatFewRowsHave) {
    auto values = repeated({"active", "closed"}, 200);
    values.emplace_back("Ada");
    values.emplace_back("Ada");
    const auto seen = observe(values, true);
    EXPECT_EQ(seen.words, (Words{"active", "closed"}));
    EXPECT_TRUE(seen.has_rare_words);
}

TEST(Observation, KeepsNoWordsWhereThereAreMany) {
    std::vector<std::string> names;
    for (int i = 0; i <= kWordsMax; ++i)
        names.push_back("word" + std::string(1, static_cast<char>('a' + i)));
    std::vector<std::string_view> values;
    for (int i = 0; i < 10; ++i)
        values.insert(values.end(), names.begin(), names.end());
    EXPECT_EQ(observe(values, true).words, Words{});
}

TEST(Observation, KeepsNoWordsThatLookLikeSomebodys) {
    EXPECT_EQ(observe(repeated({"active", "ada@example.org"}, 50), true).words, Words{});
    EXPECT_EQ(observe(repeated({"active", "called me on monday evening"}, 50), true).words, Words{});
}

TEST(Observation, ReadsTheWordsOfACheck) {
    EXPECT_EQ(words_of_check("(status = ANY (ARRAY['open'::text, 'it''s'::text]))", "status"), (Words{"it's", "open"}));
    EXPECT_EQ(words_of_check("((status)::text = ANY ((ARRAY['b'::character varying, 'a'::character varying])::text[]))", "status"),
              (Words{"a", "b"}));
    EXPECT_EQ(words_of_check("(status = ANY (ARRAY['open'::text]))", "state"), Words{});
    EXPECT_EQ(words_of_check("(length(status) > 3)", "status"), Words{});
}

} // namespace
} // namespace retention::drafting
