// SPDX-License-Identifier: Apache-2.0
#include "daemon/database/server_error.hpp"

#include <gtest/gtest.h>

namespace retention::database {
namespace {

TEST(TerseMessage, LosesSeverityAndPosition) {
    const auto error = read_terse_message("ERROR:  column \"x\" does not exist at character 8\n");
    EXPECT_EQ(error.message, "column \"x\" does not exist");
    EXPECT_EQ(error.position, 8);
}

TEST(TerseMessage, MayHaveNeither) {
    const auto error = read_terse_message("server closed the connection unexpectedly at character x\n");
    EXPECT_EQ(error.message, "server closed the connection unexpectedly at character x");
    EXPECT_EQ(error.position, 0);
}

TEST(NamedObjects, AreReadFromAForeignKeyError) {
    const auto found = find_named_objects(
        "23503", R"(update or delete on table "person" violates foreign key constraint "f" on table "task")");
    EXPECT_EQ(found.table, "person");
    EXPECT_EQ(found.constraint, "f");
}

TEST(NamedObjects, MayHoldQuotes) {
    const auto found = find_named_objects("23505", R"(duplicate key value violates unique constraint "a"b"c")");
    EXPECT_EQ(found.constraint, R"(a"b"c)");
}

TEST(NamedObjects, AreNotReadFromOtherTexts) {
    for (const auto* text : {"Key (email)=(canary) already exists.", "canary violates unique constraint \"x\"",
                             "duplicate key value violates unique constraint \"x\" for canary",
                             "duplicate key value violates unique constraint \"x\"\ncanary \"y\"",
                             "doppelter Schlüsselwert verletzt Unique-Constraint »x«", ""}) {
        EXPECT_EQ(find_named_objects("23505", text).constraint, "") << text;
        EXPECT_EQ(find_named_objects("23505", text).table, "") << text;
    }
}

TEST(NamedObjects, AreNoLongerThanNames) {
    const std::string start = "duplicate key value violates unique constraint \"";
    EXPECT_EQ(find_named_objects("23505", start + std::string(63, 'n') + "\"").constraint, std::string(63, 'n'));
    EXPECT_EQ(find_named_objects("23505", start + std::string(64, 'n') + "\"").constraint, "");
}

TEST(NamedObjects, BelongToTheirSqlstate) {
    EXPECT_EQ(find_named_objects("P0001", R"(duplicate key value violates unique constraint "x")").constraint, "");
}

} // namespace
} // namespace retention::database
