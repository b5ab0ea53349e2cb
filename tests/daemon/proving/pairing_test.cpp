// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/pairing.hpp"

#include <gtest/gtest.h>

namespace retention::proving {
namespace {

using Partner = std::optional<std::size_t>;

TEST(Pairing, GivesEachRowOneOfItsOwn) {
    EXPECT_EQ(pair_up({{true, true}, {true, true}}, 2), (std::vector<Partner>{0, 1}));
}

TEST(Pairing, DoesNotLetAGeneralRowTakeTheOnlyOneOfAnother) {
    EXPECT_EQ(pair_up({{true, true}, {true, false}}, 2), (std::vector<Partner>{1, 0}));
}

TEST(Pairing, MovesSeveralRowsToMakeRoomForOne) {
    EXPECT_EQ(pair_up({{true, true, false}, {false, true, true}, {true, false, false}}, 3), (std::vector<Partner>{1, 2, 0}));
}

TEST(Pairing, LeavesOutWhatFitsNothing) {
    EXPECT_EQ(pair_up({{false, false}, {true, false}, {true, false}}, 2), (std::vector<Partner>{std::nullopt, 0, std::nullopt}));
}

TEST(Pairing, OfNoActualRowsIsNone) {
    EXPECT_EQ(pair_up({{}, {}}, 0), (std::vector<Partner>{std::nullopt, std::nullopt}));
    EXPECT_TRUE(pair_up({}, 3).empty());
}

} // namespace
} // namespace retention::proving
