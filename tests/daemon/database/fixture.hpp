// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "tests/support/cluster.hpp"

#include <gtest/gtest.h>
#include <string>

namespace retention::database {

// The cluster of this test program, started at its first use.
test::PrivateCluster& cluster();

// A fresh database for each test.
class DatabaseTest : public ::testing::Test {
protected:
    void SetUp() override { cluster().create_database(kDatabase); }
    void TearDown() override { cluster().drop_database(kDatabase); }

    static Dsn dsn(const std::string& user = "postgres") { return Dsn(cluster().dsn(kDatabase, user)); }
    static void exec(const std::string& sql) { cluster().exec(kDatabase, sql); }
    static std::string value(const std::string& sql) { return cluster().value(kDatabase, sql); }
    // As an administrator would end it; returns when the server has let go of it.
    static void terminate(const Session& session);

    static constexpr const char* kDatabase = "retentiond_database_test";
};

// The failure that `operation` throws; fails the test when it throws none.
template <typename Operation>
Failure failure_of(const Operation& operation) {
    try {
        operation();
    } catch (const Failure& failure) {
        return failure;
    }
    ADD_FAILURE() << "nothing was thrown";
    return Failure("none", {});
}

} // namespace retention::database
