// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/names.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace retention::anonymizers {
namespace {

TEST(Names, AreManyAndDifferent) {
    for (const auto names : {first_names(), last_names()}) {
        EXPECT_GE(names.size(), 64U);
        EXPECT_EQ(std::set<std::string_view>(names.begin(), names.end()).size(), names.size());
    }
}

TEST(Names, AreAsLongAsTheLengthCheckSays) {
    std::size_t longest = 0;
    for (const auto names : {first_names(), last_names()})
        for (const auto name : names)
            longest = std::max(longest, name.size());
    EXPECT_LE(longest, kNameLengthMax);
}

} // namespace
} // namespace retention::anonymizers
