// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/suggestion.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers {
namespace {

constexpr std::string_view kWords[] = {"month", "quarter", "year", "decade"};

TEST(Suggestion, IsTheNearestWord) {
    EXPECT_EQ(did_you_mean("moth", kWords), "Did you mean \"month\"?");
    EXPECT_EQ(did_you_mean("Years", kWords), "Did you mean \"year\"?");
    EXPECT_EQ(did_you_mean("quaters", kWords), "Did you mean \"quarter\"?");
}

TEST(Suggestion, IsEmptyWhenNothingIsNear) {
    EXPECT_EQ(did_you_mean("century", kWords), "");
    EXPECT_EQ(did_you_mean("", kWords), "");
    EXPECT_EQ(did_you_mean(std::string(10'000, 'm'), kWords), "");
}

TEST(Suggestion, ListsTheWords) {
    EXPECT_EQ(one_of(kWords), "\"month\", \"quarter\", \"year\" or \"decade\"");
    EXPECT_EQ(one_of({}), "");
}

} // namespace
} // namespace retention::anonymizers
