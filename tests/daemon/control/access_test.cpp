// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/access.hpp"

#include <gtest/gtest.h>

namespace retention::control {
namespace {

constexpr uid_t kDaemon = 500;

const Access kAccess{.viewer = {{1001}, {2001}}, .operators = {{1002}, {2002}}, .administrator = {{1003}, {2003}}};

TEST(RoleOf, NobodyHasARoleByDefault) {
    EXPECT_EQ(role_of({1001, {2001}}, Access{}, kDaemon), Role::None);
    EXPECT_EQ(role_of({1009, {2009}}, kAccess, kDaemon), Role::None);
    EXPECT_EQ(role_of({}, kAccess, kDaemon), Role::None);
}

TEST(RoleOf, RootAndTheDaemonItselfAreAdministrators) {
    EXPECT_EQ(role_of({0, {}}, Access{}, kDaemon), Role::Administrator);
    EXPECT_EQ(role_of({kDaemon, {}}, Access{}, kDaemon), Role::Administrator);
}

TEST(RoleOf, TheGroupOfRootGivesNothing) {
    EXPECT_EQ(role_of({1009, {0}}, Access{}, kDaemon), Role::None);
}

TEST(RoleOf, ComesFromTheUserOrAnyGroup) {
    EXPECT_EQ(role_of({1001, {}}, kAccess, kDaemon), Role::Viewer);
    EXPECT_EQ(role_of({1002, {}}, kAccess, kDaemon), Role::Operator);
    EXPECT_EQ(role_of({1003, {}}, kAccess, kDaemon), Role::Administrator);
    EXPECT_EQ(role_of({1009, {5, 2001}}, kAccess, kDaemon), Role::Viewer);
    EXPECT_EQ(role_of({1009, {2002, 5}}, kAccess, kDaemon), Role::Operator);
    EXPECT_EQ(role_of({1009, {2003}}, kAccess, kDaemon), Role::Administrator);
}

TEST(RoleOf, TheGreatestOfSeveralHolds) {
    EXPECT_EQ(role_of({1001, {2001, 2002}}, kAccess, kDaemon), Role::Operator);
    EXPECT_EQ(role_of({1003, {2001}}, kAccess, kDaemon), Role::Administrator);
}

TEST(RoleOf, AUserIsNotAGroupOfTheSameNumber) {
    EXPECT_EQ(role_of({2003, {1003}}, kAccess, kDaemon), Role::None);
}

} // namespace
} // namespace retention::control
