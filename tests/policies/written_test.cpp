// SPDX-License-Identifier: Apache-2.0
#include "policies/written.hpp"

#include <gtest/gtest.h>

namespace retention::policies {
namespace {

TEST(Written, OddNamesStandInQuotes) {
    EXPECT_EQ(as_written(TableName{"crm", "Person"}), "crm.Person");
    EXPECT_EQ(as_written(TableName{"Odd \"Schema", "a.b"}), "\"Odd \"\"Schema\".\"a.b\"");
    EXPECT_EQ(as_written(std::vector<std::string>{"id", "the key"}), "id, \"the key\"");
}

TEST(Written, AKeyCanBeCopiedIntoTheFile) {
    EXPECT_EQ(as_yaml_key("crm.person via id"), "\"crm.person via id\"");
    EXPECT_EQ(as_yaml_key("\"it's\".person"), "'\"it''s\".person'");
}

TEST(Written, SqlWantsQuotesForCapitalsAndReservedWords) {
    EXPECT_EQ(as_sql(TableName{"crm", "person"}), "crm.person");
    EXPECT_EQ(as_sql(TableName{"crm", "order"}), "crm.\"order\"");
    EXPECT_EQ(as_sql(std::vector<std::string>{"personId", "2nd", "x"}), "\"personId\", \"2nd\", x");
}

} // namespace
} // namespace retention::policies
