// SPDX-License-Identifier: Apache-2.0
#include "config/source.hpp"

#include <gtest/gtest.h>

namespace retention::config {
namespace {

TEST(Source, LinesCountFromOneAndLoseTheirEnd) {
    const Source source("x.yaml", "one\r\ntwo\nthree");
    EXPECT_EQ(source.line(0), "");
    EXPECT_EQ(source.line(1), "one");
    EXPECT_EQ(source.line(2), "two");
    EXPECT_EQ(source.line(3), "three");
    EXPECT_EQ(source.line(4), "");
}

TEST(Source, ByteOrderMarkIsDropped) {
    EXPECT_EQ(Source("x.yaml", "\xEF\xBB\xBFone").text(), "one");
}

TEST(Source, ColumnsCountCharacters) {
    const Source source("x.yaml", "a\nZo\xC3\xAB: x");
    const auto place = source.place_at_offset(7);
    EXPECT_EQ(place.line, 2);
    EXPECT_EQ(place.column, 5);
}

TEST(Source, ConcealsWhatItWasToldTo) {
    Source source("x.yaml", "a\nb\nc\n");
    source.conceal(2, 2);
    EXPECT_FALSE(source.is_concealed(1));
    EXPECT_TRUE(source.is_concealed(2));
    EXPECT_FALSE(source.is_concealed(3));
}

TEST(Source, ConcealsWhatLooksLikeAPassword) {
    const Source source("x.yaml", "host=x PassWord = y\n"
                                  "postgresql://me:secret@db/crm\n"
                                  "password: redact\n"
                                  "postgresql://db/crm\n");
    EXPECT_TRUE(source.is_concealed(1));
    EXPECT_TRUE(source.is_concealed(2));
    EXPECT_FALSE(source.is_concealed(3)) << "a column of a policy";
    EXPECT_FALSE(source.is_concealed(4));
}

TEST(PlaceWithin, PointsIntoATextOnOneLine) {
    const Source source("x.yaml", "when: \"\xC3\xAB = abc\"");
    const auto place = place_within(source, {1, 8}, "\xC3\xAB = abc", 4);
    EXPECT_EQ(place.line, 1);
    EXPECT_EQ(place.column, 12);
}

TEST(PlaceWithin, StaysAtTheStartOfAFoldedText) {
    const Source source("x.yaml", "when: a and\n  b");
    EXPECT_EQ(place_within(source, {1, 7}, "a and b", 6).column, 7);
}

} // namespace
} // namespace retention::config
