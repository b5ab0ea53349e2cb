// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/database/fixture.hpp"

#include <thread>

namespace retention::database {
namespace {

using namespace std::chrono_literals;
using Kind = Failure::Kind;
using Mode = Transaction::Mode;

class CommitTest : public DatabaseTest {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        exec("create table t (a int);"
             "create function f() returns trigger language plpgsql as"
             " $$ begin perform pg_sleep(new.a); if new.a < 0 then raise exception 'canary'; end if; return null; end "
             "$$;"
             "create constraint trigger late after insert on t deferrable initially deferred"
             " for each row execute function f()");
    }
};

// Waits for a backend's wait event, then does something about it.
template <typename Operation>
std::thread when_waiting(const test::PrivateCluster& server, const std::string& database, int pid,
                         const std::string& event, Operation operation) {
    return std::thread([&server, database, pid, event, operation] {
        EXPECT_TRUE(test::wait_until(
            [&] {
                return server.value(database,
                                    "select count(*) from pg_stat_activity where pid = $1::int and "
                                    "wait_event = $2",
                                    {std::to_string(pid), event}) == "1";
            },
            test::kLongEnough));
        operation();
    });
}

TEST_F(CommitTest, IsInDoubtWhenTheConnectionGoesDuringIt) {
    Session session(dsn());
    Transaction transaction(session, Mode::ReadWrite);
    transaction.exec("insert", "insert into t values (30)");
    auto killer = when_waiting(cluster(), kDatabase, session.backend_pid(), "PgSleep", [&] { terminate(session); });
    const auto failure = failure_of([&] { transaction.commit(); });
    killer.join();
    EXPECT_EQ(failure.kind(), Kind::InDoubt);
    EXPECT_TRUE(failure.is_disconnected());
    EXPECT_EQ(value("select count(*) from t"), "0");
}

TEST_F(CommitTest, IsInDoubtAndMayHaveHappened) {
    test::PrivateCluster::Options options;
    options.may_share = false;
    // Nobody answers by that name, so a commit that waits for it is done here and waits for ever.
    options.settings = {{"synchronous_standby_names", "nobody"}, {"synchronous_commit", "local"}};
    test::PrivateCluster server(options);
    server.create_database("doubt");
    server.exec("doubt", "create table t (a int)");
    Session session{Dsn(server.dsn("doubt"))};
    Transaction transaction(session, Mode::ReadWrite);
    transaction.exec_once("wait", "set local synchronous_commit = on");
    transaction.exec("insert", "insert into t values (1)");
    auto killer = when_waiting(server, "doubt", session.backend_pid(), "SyncRep", [&] {
        server.query("doubt", "select pg_terminate_backend($1::int)", {std::to_string(session.backend_pid())});
    });
    const auto failure = failure_of([&] { transaction.commit(); });
    killer.join();
    EXPECT_EQ(failure.kind(), Kind::InDoubt) << failure.what();
    EXPECT_EQ(server.value("doubt", "select count(*) from t"), "1");
}

TEST_F(CommitTest, IsRetryableWhenCancelled) {
    Session session(dsn());
    Transaction transaction(session, Mode::ReadWrite);
    transaction.exec("insert", "insert into t values (30)");
    auto canceller = when_waiting(cluster(), kDatabase, session.backend_pid(), "PgSleep", [&] { session.cancel(); });
    const auto failure = failure_of([&] { transaction.commit(); });
    canceller.join();
    EXPECT_EQ(failure.kind(), Kind::Retryable);
    EXPECT_EQ(failure.sqlstate(), "57014");
    EXPECT_FALSE(failure.is_disconnected());
}

TEST_F(CommitTest, IsPermanentWhenADeferredTriggerRefuses) {
    Session session(dsn());
    Transaction transaction(session, Mode::ReadWrite);
    transaction.exec("insert", "insert into t values (-1)");
    const auto failure = failure_of([&] { transaction.commit(); });
    EXPECT_EQ(failure.kind(), Kind::Permanent);
    EXPECT_STREQ(failure.what(), "commit failed: SQLSTATE P0001 raise_exception");
    EXPECT_EQ(Transaction(session, Mode::ReadWrite).exec("one", "select 1").get_int64(0, 0), 1);
}

} // namespace
} // namespace retention::database
