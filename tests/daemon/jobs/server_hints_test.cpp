// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/server_hints.hpp"

#include "daemon/database/session.hpp"
#include "tests/support/cluster.hpp"

#include <gtest/gtest.h>

namespace retention::jobs {
namespace {

using Codes = std::vector<std::string>;
using Settings = std::map<std::string, std::string>;

Codes hinted(const Settings& settings, double rows) {
    const test::PrivateCluster cluster({.fsync = false, .may_share = false, .settings = settings});
    database::Session session(database::Dsn(cluster.dsn("postgres")));
    database::Transaction reading(session, database::Transaction::Mode::ReadOnly);
    policies::SchemaTable table;
    table.name = {"crm", "person"};
    table.rows_estimate = rows;
    Codes codes;
    for (const auto& hint : server_hints(reading, policies::Schema({table}, {}), "databases.crm", {2, 3})) {
        EXPECT_EQ(hint.path, "databases.crm");
        EXPECT_EQ(hint.place.line, 2);
        codes.push_back(hint.code);
    }
    return codes;
}

TEST(ServerHints, TellOfWalWhereTablesAreLarge) {
    const Settings whole{{"full_page_writes", "on"}};
    EXPECT_EQ(hinted(whole, 2e6), Codes{"SERVER_WAL_UNCOMPRESSED"});
    EXPECT_EQ(hinted(whole, 2e5), Codes{});
    EXPECT_EQ(hinted({{"full_page_writes", "on"}, {"wal_compression", "pglz"}}, 2e6), Codes{});
}

TEST(ServerHints, TellThatNobodyClearsUp) {
    EXPECT_EQ(hinted({{"autovacuum", "off"}}, 10), Codes{"SERVER_NO_AUTOVACUUM"});
    EXPECT_EQ(hinted({{"track_counts", "off"}}, 10), Codes{"SERVER_NO_AUTOVACUUM"});
}

TEST(ServerHints, TellThatNothingCanBeWritten) {
    EXPECT_EQ(hinted({{"default_transaction_read_only", "on"}}, 10), Codes{"SERVER_READ_ONLY"});
    EXPECT_EQ(hinted({{"default_transaction_isolation", "serializable"}}, 10), Codes{});
}

} // namespace
} // namespace retention::jobs
