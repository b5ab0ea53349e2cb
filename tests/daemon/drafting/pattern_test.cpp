// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/pattern.hpp"

#include <gtest/gtest.h>

namespace retention::drafting {
namespace {

struct Sample {
    const char* value;
    std::optional<Pattern> pattern;
};

TEST(Pattern, IsThatOfTheWholeValue) {
    const Sample samples[] = {
        {"ada@example.org", Pattern::Email},
        {" ada@example.org ", Pattern::Email},
        {"write to ada@example.org", std::nullopt},
        {"+31 6 1234 5678", Pattern::Phone},
        {"(030) 123 45 67", Pattern::Phone},
        {"555-0123", std::nullopt},
        {"2024-03-01", std::nullopt},
        {"01-03-2024", std::nullopt},
        {"NL91ABNA0417164300", Pattern::Iban},
        {"NL91ABNA0417164301", std::nullopt},
        {"4111111111111111", Pattern::Card},
        {"4111111111111112", std::nullopt},
        {"192.168.10.254", Pattern::IpAddress},
        {"192.168.10.256", std::nullopt},
        {"2001:db8::1", Pattern::IpAddress},
        {"https://example.org/x", Pattern::Url},
        {"111222333", Pattern::NationalNumber},
        {"1234 AB", Pattern::Postcode},
        {"SW1A 1AA", Pattern::Postcode},
        {"customer", std::nullopt},
        {"", std::nullopt},
    };
    for (const auto& sample : samples)
        EXPECT_EQ(pattern_of(sample.value), sample.pattern) << sample.value;
}

TEST(Pattern, IsFoundInLongOrBrokenValuesInTime) {
    EXPECT_EQ(pattern_of(std::string(100'000, 'a') + "@"), std::nullopt);
    EXPECT_FALSE(mentions_somebody(std::string(100'000, '(')));
    EXPECT_EQ(pattern_of("\xff\xfe\xfd\xfc"), std::nullopt) << "no UTF-8";
}

TEST(Pattern, InATextMentionsSomebody) {
    EXPECT_TRUE(mentions_somebody("call me at +31 6 1234 5678, please"));
    EXPECT_TRUE(mentions_somebody("mail ada@example.org"));
    EXPECT_TRUE(mentions_somebody("pay to NL91 ABNA 0417 1643 00"));
    EXPECT_FALSE(mentions_somebody("asked about order 4711 of the 3rd"));
}

TEST(Pattern, ProseHasSeveralWords) {
    EXPECT_TRUE(is_prose("asked to be called back"));
    EXPECT_FALSE(is_prose("former customer"));
}

} // namespace
} // namespace retention::drafting
