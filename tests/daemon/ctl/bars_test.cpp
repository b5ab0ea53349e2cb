// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/bars.hpp"

#include <gtest/gtest.h>

namespace retention::ctl {
namespace {

constexpr const char* kTable = "MONTH  DUE\nnow    100\n11       1\n12       0\n";

TEST(Bars, AreAsLongAsTheirNumbers) {
    const Screen screen{.is_terminal = true, .has_colour = false, .width = 22, .has_blocks = true};
    EXPECT_EQ(with_bars(kTable, {100, 1, 0}, screen), "MONTH  DUE\nnow    100  ██████████\n11       1  ▏\n12       0\n");
}

TEST(Bars, AreOfPlainCharactersElsewhere) {
    const Screen screen{.is_terminal = true, .has_colour = false, .width = 22, .has_blocks = false};
    EXPECT_EQ(with_bars(kTable, {100, 50, 0}, screen), "MONTH  DUE\nnow    100  ##########\n11       1  #####\n12       0\n");
    EXPECT_NE(with_bars(kTable, {100, 50, 0}, Screen{}).find(std::string(40, '#')), std::string::npos);
}

TEST(Bars, NeedRoom) {
    EXPECT_EQ(with_bars(kTable, {1, 2, 3}, Screen{.is_terminal = true, .width = 21}), "");
}

TEST(Bars, OfNothingAreNone) {
    EXPECT_EQ(with_bars(kTable, {0, 0, 0}, Screen{}), kTable);
    EXPECT_EQ(with_bars(kTable, {}, Screen{}), kTable);
    EXPECT_EQ(with_bars("", {}, Screen{}), "");
}

TEST(Bars, OfHugeNumbersFit) {
    const auto text = with_bars(kTable, {9'223'372'036'854'775'807, 1, 0}, Screen{.is_terminal = true, .width = 60});
    EXPECT_EQ(text.find(std::string(41, '#')), std::string::npos);
}

} // namespace
} // namespace retention::ctl
