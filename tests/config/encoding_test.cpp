// SPDX-License-Identifier: Apache-2.0
#include "config/encoding.hpp"

#include <gtest/gtest.h>

#include <string>

namespace retention::config {
namespace {

using namespace std::string_literals;

TEST(Encoding, AcceptsTextOfAllLengths) {
    EXPECT_FALSE(find_encoding_error("plain\ttext\r\n\xC3\xAB \xE2\x82\xAC \xF0\x9F\x98\x80 \xF4\x8F\xBF\xBF"));
}

TEST(Encoding, RefusesWhatIsNoUtf8) {
    for (const auto& text : {"\x80"s, "\xC3"s, "\xC0\x80"s, "\xE0\x80\x80"s, "\xED\xA0\x80"s, "\xF4\x90\x80\x80"s,
                             "\xF8\x88"s, "\xE2\x82"s, "\xFF"s})
        EXPECT_TRUE(find_encoding_error("ab" + text)) << text;
}

TEST(Encoding, RefusesControlCharacters) {
    for (const auto& text : {"\0"s, "\x01"s, "\x1B[31m"s, "\x7F"s, "\r"s, "a\rb"s, "\xC2\x85"s, "\xEF\xBB\xBF"s})
        EXPECT_TRUE(find_encoding_error(text));
}

TEST(Encoding, RefusesMarksThatTurnTheText) {
    EXPECT_TRUE(find_encoding_error("\xE2\x80\xAE"));
    EXPECT_TRUE(find_encoding_error("\xE2\x81\xA6"));
}

TEST(Encoding, TellsTheOffset) {
    const auto error = find_encoding_error("ab\xFF");
    ASSERT_TRUE(error);
    EXPECT_EQ(error->offset, 2U);
}

} // namespace
} // namespace retention::config
