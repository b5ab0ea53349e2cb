// SPDX-License-Identifier: Apache-2.0
#include "tests/support/cluster.hpp"

#include <fstream>
#include <gtest/gtest.h>

namespace retention::test {
namespace {

TEST(PrivateCluster, RunsSeveralStatementsAndReadsNulls) {
    PrivateCluster cluster;
    cluster.create_database("support_statements");
    cluster.exec("support_statements", "create table t (a int, b text); insert into t values (1, null), (2, 'two')");
    const auto rows = cluster.query("support_statements", "select a, b from t where a >= $1::int order by a", {"1"});
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0], (PrivateCluster::Row{"1", std::nullopt}));
    EXPECT_EQ(rows[1], (PrivateCluster::Row{"2", "two"}));
}

TEST(PrivateCluster, ReportsTheServersMessage) {
    PrivateCluster cluster;
    try {
        cluster.exec("postgres", "select no_such_column");
        FAIL() << "no exception";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find("no_such_column"), std::string::npos);
    }
}

TEST(PrivateCluster, NothingOfACallIsLeftForTheNext) {
    PrivateCluster cluster;
    cluster.exec("postgres", "set work_mem = '77kB'; create temp table left_over (a int); select pg_advisory_lock(7)");
    EXPECT_NE(cluster.value("postgres", "show work_mem"), "77kB");
    EXPECT_EQ(cluster.value("postgres", "select to_regclass('left_over') is null"), "t");
    EXPECT_EQ(cluster.value("postgres", "select count(*) from pg_locks where locktype = 'advisory'"), "0");
}

TEST(PrivateCluster, CopiesATemplate) {
    PrivateCluster cluster;
    cluster.create_database("support_original");
    cluster.exec("support_original", "create table t as select 7 as a");
    cluster.create_database("support_copy", "support_original");
    EXPECT_EQ(cluster.value("support_copy", "select a from t"), "7");
}

TEST(PrivateCluster, LoadsAFileWithVariables) {
    PrivateCluster cluster;
    const TemporaryFolder folder;
    std::ofstream(folder.path() / "load.sql") << "create table t as select :count as a;\n";
    cluster.create_database("support_load");
    cluster.load_file("support_load", folder.path() / "load.sql", {{"count", "5"}});
    EXPECT_EQ(cluster.value("support_load", "select a from t"), "5");
}

TEST(PrivateCluster, StopsAFileAtItsFirstError) {
    PrivateCluster cluster;
    const TemporaryFolder folder;
    std::ofstream(folder.path() / "bad.sql") << "select 1/0;\ncreate table t ();\n";
    cluster.create_database("support_bad");
    EXPECT_THROW(cluster.load_file("support_bad", folder.path() / "bad.sql"), std::runtime_error);
    EXPECT_EQ(cluster.value("support_bad", "select count(*) from pg_class where relname = 't'"), "0");
}

TEST(PrivateCluster, StopsAndStartsAgain) {
    PrivateCluster cluster({.fsync = false, .may_share = false, .settings = {}});
    cluster.stop();
    EXPECT_FALSE(cluster.is_running());
    EXPECT_THROW(cluster.exec("postgres", "select 1"), std::runtime_error);
    cluster.start();
    EXPECT_EQ(cluster.value("postgres", "select 1"), "1");
}

TEST(PrivateCluster, KeepsCommittedRowsOverAKill) {
    PrivateCluster cluster({.fsync = true, .may_share = false, .settings = {}});
    cluster.exec("postgres", "create table t as select 1 as a");
    cluster.kill_postmaster();
    EXPECT_FALSE(cluster.is_running());
    cluster.start();
    EXPECT_EQ(cluster.value("postgres", "select a from t"), "1");
}

TEST(PrivateCluster, TakesFurtherSettings) {
    PrivateCluster cluster({.fsync = false, .may_share = false, .settings = {{"wal_level", "logical"}}});
    EXPECT_EQ(cluster.value("postgres", "show wal_level"), "logical");
}

TEST(PrivateCluster, LeavesNothingBehind) {
    std::filesystem::path folder;
    {
        PrivateCluster cluster({.fsync = false, .may_share = false, .settings = {}});
        folder = cluster.socket_folder();
    }
    EXPECT_FALSE(std::filesystem::exists(folder));
}

} // namespace
} // namespace retention::test
