// SPDX-License-Identifier: Apache-2.0
#include "config/grants_reader.hpp"

#include <gtest/gtest.h>

namespace retention::config {
namespace {

TEST(Grant, NamesUsersAndGroups) {
    EXPECT_EQ(parse_grant("user:dpo"), (Grant{Grant::Kind::User, "dpo", 0}));
    EXPECT_EQ(parse_grant("group:retention"), (Grant{Grant::Kind::Group, "retention", 0}));
    EXPECT_EQ(parse_grant("uid:0"), (Grant{Grant::Kind::Uid, "", 0}));
    EXPECT_EQ(parse_grant("gid:4294967294"), (Grant{Grant::Kind::Gid, "", 4'294'967'294U}));
}

TEST(Grant, NothingElseIsOne) {
    for (const auto* text :
         {"", "dpo", "user:", "user: dpo", "users:dpo", "user:a:b", "uid:", "uid:-1", "uid:1x", "gid:4294967295"})
        EXPECT_FALSE(parse_grant(text)) << text;
}

} // namespace
} // namespace retention::config
