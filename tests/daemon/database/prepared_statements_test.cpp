// SPDX-License-Identifier: Apache-2.0
#include "daemon/database/prepared_statements.hpp"

#include <gtest/gtest.h>

namespace retention::database {
namespace {

std::string use(PreparedStatements& statements, const std::string& sql) {
    auto& entry = statements.use(sql);
    entry.is_prepared = true;
    return entry.name;
}

TEST(PreparedStatements, GiveOneNameForOneText) {
    PreparedStatements statements;
    const auto name = use(statements, "select 1");
    EXPECT_EQ(use(statements, "select 1"), name);
    EXPECT_NE(use(statements, "select 2"), name);
    EXPECT_EQ(statements.size(), 2U);
}

TEST(PreparedStatements, DropTheLongestUnused) {
    PreparedStatements statements(2);
    const auto first = use(statements, "select 1");
    const auto second = use(statements, "select 2");
    EXPECT_EQ(use(statements, "select 1"), first);
    use(statements, "select 3");
    EXPECT_EQ(statements.take_dropped(), std::vector<std::string>{second});
    EXPECT_TRUE(statements.take_dropped().empty());
    EXPECT_EQ(use(statements, "select 1"), first);
}

TEST(PreparedStatements, GiveANewNameToAForgottenText) {
    PreparedStatements statements;
    const auto name = use(statements, "select 1");
    statements.forget("select 1");
    EXPECT_NE(use(statements, "select 1"), name);
    EXPECT_EQ(statements.take_dropped(), std::vector<std::string>{name});
}

TEST(PreparedStatements, DeallocateOnlyWhatTheServerHas) {
    PreparedStatements statements;
    statements.use("select 1");
    statements.forget("select 1");
    EXPECT_TRUE(statements.take_dropped().empty());
}

} // namespace
} // namespace retention::database
