// SPDX-License-Identifier: Apache-2.0
#include "policies/nearest.hpp"

#include <gtest/gtest.h>

namespace retention::policies {
namespace {

TEST(DidYouMean, NamesTheNearest) {
    EXPECT_EQ(did_you_mean("crm.persn", {"crm.invoice", "crm.person"}), "Did you mean \"crm.person\"?");
}

TEST(DidYouMean, SaysSomethingElseWhenNothingIsNear) {
    EXPECT_EQ(did_you_mean("warehouse", {"crm.person"}), "");
    EXPECT_EQ(did_you_mean("warehouse", {"crm.person"}, "Look again."), "Look again.");
    EXPECT_EQ(did_you_mean("warehouse", {}, "Look again."), "Look again.");
}

} // namespace
} // namespace retention::policies
