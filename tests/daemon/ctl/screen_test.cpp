// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/screen.hpp"

#include <gtest/gtest.h>

namespace retention::ctl {
namespace {

TEST(PlainText, KeepsLettersOfAllLanguages) {
    EXPECT_EQ(plain_text("Zoë Жук 李 😀 a\\b"), "Zoë Жук 李 😀 a\\b");
}

TEST(PlainText, ShowsWhatATerminalWouldObey) {
    EXPECT_EQ(plain_text("a\x1b[2Jb\n\r\t\x7f"), "a\\x1b[2Jb\\n\\x0d\\x09\\x7f");
    EXPECT_EQ(plain_text(std::string("a\0b", 3)), "a\\x00b");
    EXPECT_EQ(plain_text("\xc2\x9b"), "\\x9b");
    EXPECT_EQ(plain_text("a\u202eb\u2066\u200f\ufeff"), "a\\u202eb\\u2066\\u200f\\ufeff");
}

TEST(PlainText, ShowsBytesThatAreNoUtf8) {
    EXPECT_EQ(plain_text("Zo\xeb"), "Zo\\xeb");
    EXPECT_EQ(plain_text("\xc3"), "\\xc3");
    EXPECT_EQ(plain_text("\xc0\x9b"), "\\xc0\\x9b");          // overlong escape
    EXPECT_EQ(plain_text("\xed\xa0\x80"), "\\xed\\xa0\\x80"); // half of a pair
    EXPECT_EQ(plain_text("\xf5\x80\x80\x80"), "\\xf5\\x80\\x80\\x80");
}

TEST(ColumnsOf, CountsCharactersAndNoEscapes) {
    EXPECT_EQ(columns_of(""), 0U);
    EXPECT_EQ(columns_of("Zoë"), 3U);
    EXPECT_EQ(columns_of("\x1b[31mred\x1b[0m"), 3U);
}

TEST(Shortened, KeepsWhatFits) {
    EXPECT_EQ(shortened("Zoë", 3), "Zoë");
    EXPECT_EQ(shortened("Zoë!", 3), "Zo…");
    EXPECT_EQ(shortened("ëëëë", 3), "ëë…");
}

TEST(Shortened, AColourTakesNoColumnAndEnds) {
    const Screen screen{.is_terminal = true, .has_colour = true, .width = 80};
    EXPECT_EQ(shortened(coloured(screen, Colour::Red, "refused: not_permitted"), 8), "\x1b[31mrefused…\x1b[0m");
    EXPECT_EQ(shortened(coloured(screen, Colour::Red, "refused"), 8), coloured(screen, Colour::Red, "refused"));
}

TEST(WithSeparators, GroupsByThree) {
    EXPECT_EQ(with_separators(0), "0");
    EXPECT_EQ(with_separators(999), "999");
    EXPECT_EQ(with_separators(1000), "1,000");
    EXPECT_EQ(with_separators(1234567), "1,234,567");
    EXPECT_EQ(with_separators(-123456), "-123,456");
    EXPECT_EQ(with_separators(-123), "-123");
}

TEST(Coloured, OnlyWhereThereAreColours) {
    EXPECT_EQ(coloured(Screen{}, Colour::Red, "text"), "text");
    EXPECT_EQ(coloured(Screen{true, true, 80}, Colour::Red, "text"), "\x1b[31mtext\x1b[0m");
    EXPECT_EQ(coloured(Screen{true, true, 80}, Colour::Red, ""), "");
}

} // namespace
} // namespace retention::ctl
