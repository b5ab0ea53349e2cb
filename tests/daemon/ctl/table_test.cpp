// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/table.hpp"

#include <gtest/gtest.h>

namespace retention::ctl {
namespace {

Table example() {
    Table table({{"NAME"}, {"COUNT", Table::Align::Right}, {"REMARK"}});
    table.add({"a long name of someone", "1,204", "a remark that goes on"});
    table.add({"Zoë", "3"});
    return table;
}

TEST(Table, IsAsWideAsItsContents) {
    EXPECT_EQ(example().render(Screen{}), "NAME                    COUNT  REMARK\n"
                                          "a long name of someone  1,204  a remark that goes on\n"
                                          "Zoë                         3\n");
}

TEST(Table, ShortensTextsAndNeverNumbersOnANarrowScreen) {
    const Screen narrow{.is_terminal = true, .has_colour = false, .width = 34};
    EXPECT_EQ(example().render(narrow), "NAME          COUNT  REMARK\n"
                                        "a long name…  1,204  a remark tha…\n"
                                        "Zoë               3\n");
    const Screen tiny{.is_terminal = true, .has_colour = false, .width = 10};
    EXPECT_NE(example().render(tiny).find("1,204"), std::string::npos);
}

TEST(Table, ColoursTakeNoRoom) {
    const Screen screen{.is_terminal = true, .has_colour = true, .width = 80};
    Table table({{"STATE"}, {"N"}});
    table.add({coloured(screen, Colour::Green, "ok"), "1"});
    EXPECT_EQ(table.render(screen), "\x1b[1mSTATE\x1b[0m  \x1b[1mN\x1b[0m\n\x1b[32mok\x1b[0m     1\n");
}

} // namespace
} // namespace retention::ctl
