// SPDX-License-Identifier: Apache-2.0
#include "daemon/database/migrations.hpp"

#include "tests/daemon/database/fixture.hpp"

#include <atomic>
#include <thread>
#include <vector>

namespace retention::database {
namespace {

using namespace std::chrono_literals;

class MigrationsTest : public DatabaseTest {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        cluster().exec("postgres", "drop role if exists migrator; create role migrator login");
    }
    void TearDown() override {
        exec("drop owned by migrator cascade");
        DatabaseTest::TearDown();
        cluster().exec("postgres", "drop role migrator");
    }

    static int steps() { return static_cast<int>(known_migrations().size()); }
};

TEST_F(MigrationsTest, AreNumberedWithoutGaps) {
    int expected = 0;
    for (const auto& migration : known_migrations()) {
        EXPECT_EQ(migration.version, ++expected);
        EXPECT_FALSE(migration.sql.empty());
    }
}

TEST_F(MigrationsTest, StartFromNothingAndRunOnce) {
    Session session(dsn());
    EXPECT_EQ(migrate(session), steps());
    EXPECT_EQ(migrate(session), 0);
    EXPECT_EQ(value("select count(*) from retentiond.migration"), std::to_string(steps()));
}

TEST_F(MigrationsTest, MakeTheWholeJournal) {
    Session session(dsn());
    migrate(session);
    EXPECT_EQ(value("select string_agg(relname, ' ' order by relname) from pg_class "
                    "where relnamespace = 'retentiond'::regnamespace and relkind = 'r'"),
              "batch command count event hold inventory marker migration pause request run wait");
    EXPECT_EQ(value("select count(*) from pg_class where relnamespace = 'retentiond'::regnamespace "
                    "and relkind = 'r' and obj_description(oid, 'pg_class') is null"),
              "0");
}

TEST_F(MigrationsTest, AllowOneActiveRunOfAPolicy) {
    Session session(dsn());
    migrate(session);
    const std::string run = "insert into retentiond.run (policy, state, as_of) values ('p', ";
    exec(run + "'finished', now()), ('p', 'running', now()), ('q', 'planning', now())");
    Transaction transaction(session, Transaction::Mode::ReadWrite);
    const auto failure = failure_of([&] { transaction.exec("run", run + "'awaiting_approval', now())"); });
    EXPECT_EQ(failure.constraint(), "run_one_active");
}

TEST_F(MigrationsTest, ForgetKeysOfBatchesThatAreDone) {
    Session session(dsn());
    migrate(session);
    exec("insert into retentiond.run (policy, state, as_of) values ('p', 'running', now());"
         "insert into retentiond.batch (run, number, rule, action, keys, subjects) values (1, 1, 'r', 'a', '[1]', 1)");
    Transaction transaction(session, Transaction::Mode::ReadWrite);
    EXPECT_EQ(failure_of([&] { transaction.exec("done", "update retentiond.batch set state = 'done'"); }).sqlstate(),
              "23514");
}

TEST_F(MigrationsTest, TakeTurns) {
    std::atomic<int> taken = 0;
    std::vector<std::thread> daemons;
    for (int daemon = 0; daemon < 4; ++daemon)
        daemons.emplace_back([&] {
            Session session(dsn(), {1min, 30s, 1min});
            taken += migrate(session);
        });
    for (auto& daemon : daemons)
        daemon.join();
    EXPECT_EQ(taken, steps());
}

TEST_F(MigrationsTest, RefuseANewerSchema) {
    Session session(dsn());
    migrate(session);
    exec("insert into retentiond.migration (version) values (1000)");
    EXPECT_THROW(migrate(session), MigrationError);
    EXPECT_EQ(value("select max(version) from retentiond.migration"), "1000");
}

TEST_F(MigrationsTest, ForgetTheKeysThatARunLeftBehindAtItsEnd) {
    const auto known = known_migrations();
    exec("create schema retentiond");
    for (std::size_t i = 0; i < 9; ++i) {
        exec(std::string(known[i].sql));
        exec("insert into retentiond.migration (version) values (" + std::to_string(known[i].version) + ")");
    }
    exec("insert into retentiond.run (run, policy, state, as_of) overriding system value values (1, 'p', 'failed', now()), (2, 'q', 'running', now());"
         "insert into retentiond.batch (run, number, rule, action, keys, subjects) values (1, 1, 'r', 'a', '[1]', 1), (2, 1, 'r', 'a', '[2]', 1)");
    Session session(dsn());
    migrate(session);
    EXPECT_EQ(value("select string_agg(concat_ws(' ', run, state, keys), ', ' order by run) from retentiond.batch"), "1 abandoned, 2 pending [2]");
}

TEST_F(MigrationsTest, HaveARunThatOnePersonReleasedAloneWaitAgain) {
    const auto known = known_migrations();
    exec("create schema retentiond");
    for (std::size_t i = 0; i < 10; ++i) {
        exec(std::string(known[i].sql));
        exec("insert into retentiond.migration (version) values (" + std::to_string(known[i].version) + ")");
    }
    exec("insert into retentiond.run (policy, state, as_of, requested_uids, approved_uids, four_eyes) values "
         "('alone', 'running', now(), '{1}', null, true), ('two', 'running', now(), '{1}', '{2}', true), "
         "('one', 'paused', now(), '{1}', '{1}', false), ('over', 'finished', now(), '{1}', null, true)");
    Session session(dsn());
    migrate(session);
    EXPECT_EQ(value("select string_agg(policy || ' ' || state, ', ' order by run) from retentiond.run"),
              "alone awaiting_approval, two running, one paused, over finished");
}

// An installation of each earlier version, with something in its journal.
TEST_F(MigrationsTest, GoForwardFromEveryOlderVersionAndKeepWhatIsThere) {
    const auto known = known_migrations();
    for (std::size_t version = 1; version < known.size(); ++version) {
        exec("drop schema if exists retentiond cascade; create schema retentiond");
        for (std::size_t i = 0; i < version; ++i) {
            exec(std::string(known[i].sql));
            exec("insert into retentiond.migration (version) values (" + std::to_string(known[i].version) + ")");
        }
        exec("insert into retentiond.run (policy, state, as_of, planned) values ('contacts', 'finished', now(), 42)");
        Session session(dsn());
        EXPECT_EQ(migrate(session), steps() - static_cast<int>(version)) << "from version " << version;
        EXPECT_EQ(value("select planned from retentiond.run"), "42") << "from version " << version;
        EXPECT_EQ(value("select max(version) from retentiond.migration"), std::to_string(steps()));
        EXPECT_EQ(migrate(session), 0);
    }
}

TEST_F(MigrationsTest, TellWhatAnAdministratorMustGrant) {
    Session session(dsn("migrator"));
    try {
        migrate(session);
        FAIL();
    } catch (const MigrationError& error) {
        EXPECT_STREQ(error.what(), "schema \"retentiond\" does not exist, and role \"migrator\" may not create it");
        EXPECT_NE(error.hint().find("create schema retentiond authorization \"migrator\";"), std::string::npos);
    }
}

TEST_F(MigrationsTest, FillASchemaThatAnAdministratorMade) {
    exec("create schema retentiond authorization \"migrator\"");
    Session session(dsn("migrator"));
    EXPECT_EQ(migrate(session), steps());
    EXPECT_EQ(migrate(session), 0);
}

TEST_F(MigrationsTest, TellWhenAForeignSchemaIsInTheWay) {
    exec("create schema retentiond; grant usage on schema retentiond to migrator");
    Session session(dsn("migrator"));
    EXPECT_THROW(migrate(session), MigrationError);
}

TEST_F(MigrationsTest, LeaveNothingBehindWhenTheyFail) {
    exec("create schema retentiond; create table retentiond.hold (a int)");
    Session session(dsn());
    EXPECT_EQ(failure_of([&] { migrate(session); }).sqlstate(), "42P07");
    EXPECT_EQ(value("select to_regclass('retentiond.run') is null"), "t");
}

} // namespace
} // namespace retention::database
