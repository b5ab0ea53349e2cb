// SPDX-License-Identifier: Apache-2.0
#include "daemon/database/prepared_statements.hpp"
#include "tests/daemon/database/fixture.hpp"

#include <atomic>
#include <optional>
#include <thread>

namespace retention::database {
namespace {

using namespace std::chrono_literals;
using Kind = Failure::Kind;
using Mode = Transaction::Mode;

class SessionTest : public DatabaseTest {
protected:
    // One value, in a transaction of its own.
    static std::string ask(Session& session, const std::string& sql) {
        Transaction transaction(session, Mode::ReadOnly);
        return std::string(transaction.exec("ask", sql).get_text(0, 0));
    }
};

TEST_F(SessionTest, IsSetUpForCarefulWork) {
    Session session(dsn(), {2min, 3s, 4s});
    const std::pair<const char*, const char*> expected[] = {{"row_security", "off"},
                                                            {"statement_timeout", "2min"},
                                                            {"lock_timeout", "3s"},
                                                            {"idle_in_transaction_session_timeout", "4s"},
                                                            {"application_name", "retentiond"},
                                                            {"datestyle", "ISO, MDY"},
                                                            {"intervalstyle", "postgres"},
                                                            {"client_encoding", "UTF8"},
                                                            {"lc_messages", "C"},
                                                            {"search_path", "\"$user\", public"}};
    for (const auto& [setting, text] : expected)
        EXPECT_EQ(ask(session, "select current_setting('" + std::string(setting) + "')"), text) << setting;
}

// What an administrator set for the role, or for everybody.
class RoleSettingsTest : public SessionTest {
protected:
    void SetUp() override {
        SessionTest::SetUp();
        cluster().exec("postgres", "drop role if exists somebody");
        cluster().exec("postgres", "create role somebody login");
    }
    void TearDown() override {
        SessionTest::TearDown();
        cluster().exec("postgres", "drop role if exists somebody");
    }

    static void set(const std::string& setting) {
        exec("alter role somebody in database " + std::string(kDatabase) + " set " + setting);
    }
};

// As psql and the application do, though what we are told is written as ISO has it.
TEST_F(RoleSettingsTest, ADateInATextIsReadInTheirOrder) {
    set("datestyle = 'German'");
    Session session(Dsn(cluster().dsn(kDatabase, "somebody")));
    EXPECT_EQ(ask(session, "select '05.12.19'::date::text"), "2019-12-05");
    set("datestyle = 'SQL, MDY'");
    Session american(Dsn(cluster().dsn(kDatabase, "somebody")));
    EXPECT_EQ(ask(american, "select '05/12/19'::date::text"), "2019-05-12");
}

TEST_F(RoleSettingsTest, NoSchemaComesBeforeTheServersOwn) {
    exec("create schema \"an App\"");
    exec("grant usage on schema \"an App\" to somebody");
    exec("create function \"an App\".now() returns timestamptz language sql return timestamptz '1990-01-01'");
    exec("create function \"an App\".differs(text, text) returns boolean language sql return false");
    exec("create operator \"an App\".<> (leftarg = text, rightarg = text, procedure = \"an App\".differs)");
    exec("create function \"an App\".set_config(text, text, boolean) returns text language sql return null::text");
    exec("create domain \"an App\".text as varchar(1)");
    set("search_path = \"an App\", pg_catalog, public");
    Session session(dsn("somebody"));
    EXPECT_EQ(ask(session, "select now() > timestamptz '2000-01-01'"), "t");
    EXPECT_EQ(ask(session, "select 'one'::text <> 'another'::text"), "t");
    EXPECT_EQ(ask(session, "show search_path"), "\"an App\", public");
    EXPECT_EQ(ask(session, "show row_security"), "off");
}

TEST_F(RoleSettingsTest, APathThatBeginsWithTheServersOwnIsLeftAlone) {
    set("search_path = pg_catalog, \"$user\", public");
    Session session(dsn("somebody"));
    EXPECT_EQ(ask(session, "show search_path"), "pg_catalog, \"$user\", public");
}

TEST_F(RoleSettingsTest, ASessionMayWaitForWorkAsLongAsItTakes) {
    set("idle_session_timeout = '10min'");
    Session session(dsn("somebody"));
    EXPECT_EQ(ask(session, "show idle_session_timeout"), "0");
}

// Knows whether the session waits, and how often it has.
class Counting : public WaitObserver {
public:
    void wait_begins() noexcept override {
        is_waiting = true;
        ++waits;
    }
    void wait_ends() noexcept override { is_waiting = false; }

    std::atomic<bool> is_waiting{false};
    std::atomic<int> waits{0};
};

TEST_F(SessionTest, TellsWheneverItWaitsForTheServer) {
    Counting observer;
    Session session(dsn(), {}, &observer);
    EXPECT_GT(observer.waits, 0) << "connecting is waiting";
    Transaction transaction(session, Mode::ReadWrite);
    int before = observer.waits;
    transaction.exec("ask", "select 1");
    EXPECT_EQ(observer.waits, before + 1);
    before = observer.waits;
    transaction.commit();
    EXPECT_EQ(observer.waits, before + 1) << "a commit may take long, too";
    EXPECT_FALSE(observer.is_waiting);
}

TEST_F(SessionTest, WaitsAsLongAsTheStatementRuns) {
    Counting observer;
    Session session(dsn(), {1min, 1min, 1min}, &observer);
    const auto pid = std::to_string(session.backend_pid());
    Session holder(dsn());
    Transaction holding(holder, Mode::ReadWrite);
    holding.exec("hold", "select pg_advisory_xact_lock(1)::text");
    std::thread other([&] { ask(session, "select pg_advisory_xact_lock(1)::text"); });
    EXPECT_TRUE(test::wait_until([&] { return value("select count(*) from pg_locks where not granted and pid = " + pid) == "1"; },
                                 test::kLongEnough));
    EXPECT_TRUE(observer.is_waiting);
    holding.commit();
    other.join();
    EXPECT_FALSE(observer.is_waiting);
}

TEST_F(SessionTest, AFailureEndsTheWaitAsWell) {
    Counting observer;
    Session session(dsn(), {}, &observer);
    EXPECT_THROW(ask(session, "select 1/0"), Failure);
    EXPECT_FALSE(observer.is_waiting);
    EXPECT_THROW(Session(Dsn(cluster().dsn("missing_database")), {}, &observer), Failure);
    EXPECT_FALSE(observer.is_waiting);
}

TEST_F(SessionTest, KeepsTheNameItIsGiven) {
    Session session(Dsn(cluster().dsn(kDatabase) + " application_name=own"));
    EXPECT_EQ(ask(session, "select current_setting('application_name')"), "own");
}

TEST_F(SessionTest, SaysWhyItCannotConnect) {
    const auto failure = failure_of([] { Session session(Dsn(cluster().dsn("missing_database"))); });
    EXPECT_EQ(failure.kind(), Kind::Retryable);
    EXPECT_TRUE(failure.is_disconnected());
    EXPECT_NE(std::string(failure.what()).find("database \"missing_database\" does not exist"), std::string::npos)
        << failure.what();
}

TEST_F(SessionTest, NeverPrintsAPassword) {
    for (const auto* text : {"host=/nonexistent password=canary", "postgresql://u:first@canary@h/d", "host=h canary",
                             "host=h password canary='x"})
        EXPECT_EQ(std::string(failure_of([&] { Session session{Dsn(text)}; }).what()).find("canary"), std::string::npos)
            << text;
}

TEST_F(SessionTest, RefusesAMalformedStringForGood) {
    EXPECT_EQ(failure_of([] { Session session(Dsn("host=h nonsense")); }).kind(), Kind::Permanent);
}

TEST_F(SessionTest, FailsRetryablyWhenItsBackendIsGone) {
    Session session(dsn());
    terminate(session);
    const auto failure = failure_of([&] { Transaction transaction(session, Mode::ReadWrite); });
    EXPECT_EQ(failure.kind(), Kind::Retryable);
    EXPECT_TRUE(failure.is_disconnected());
    EXPECT_FALSE(session.is_alive());
}

TEST_F(SessionTest, NeverReconnects) {
    Session session(dsn());
    terminate(session);
    for (int attempt = 0; attempt < 5; ++attempt)
        EXPECT_TRUE(failure_of([&] { ask(session, "select 1"); }).is_disconnected());
    EXPECT_FALSE(session.is_alive());
}

TEST_F(SessionTest, MovesWithAnOpenTransaction) {
    std::optional<Session> second;
    Session first(dsn());
    Transaction transaction(first, Mode::ReadWrite);
    second.emplace(std::move(first));
    EXPECT_EQ(transaction.exec("one", "select 1").get_int64(0, 0), 1);
}

TEST_F(SessionTest, TimesOutRetryably) {
    Session session(dsn(), {50ms, 1s, 1min});
    const auto failure = failure_of([&] { ask(session, "select pg_sleep(30)::text"); });
    EXPECT_EQ(failure.sqlstate(), "57014");
    EXPECT_EQ(failure.kind(), Kind::Retryable);
    EXPECT_FALSE(failure.is_disconnected());
    session.set_timeouts({});
    EXPECT_EQ(ask(session, "select 'again'"), "again");
}

TEST_F(SessionTest, WaitsForLocksNoLongerThanAllowed) {
    exec("create table t (a int)");
    Session holder(dsn());
    Session waiter(dsn(), {1min, 50ms, 1min});
    Transaction holding(holder, Mode::ReadWrite);
    holding.exec_once("lock", "lock table t");
    const auto failure = failure_of([&] { ask(waiter, "select count(*) from t"); });
    EXPECT_EQ(failure.sqlstate(), "55P03");
    EXPECT_EQ(failure.kind(), Kind::Retryable);
}

TEST_F(SessionTest, DoesNotIdleWithATransactionOpen) {
    Session session(dsn(), {1min, 1s, 50ms});
    Transaction transaction(session, Mode::ReadWrite);
    const auto pid = std::to_string(session.backend_pid());
    ASSERT_TRUE(test::wait_until(
        [&] { return value("select count(*) from pg_stat_activity where pid = " + pid) == "0"; }, test::kLongEnough));
    const auto failure = failure_of([&] { transaction.exec("one", "select 1"); });
    EXPECT_EQ(failure.kind(), Kind::Retryable);
    EXPECT_TRUE(failure.is_disconnected());
}

TEST_F(SessionTest, IsCancelledFromAnotherThread) {
    Session session(dsn());
    const auto pid = std::to_string(session.backend_pid());
    std::thread canceller([&] {
        EXPECT_TRUE(test::wait_until(
            [&] {
                return value("select count(*) from pg_stat_activity where wait_event = 'PgSleep' and pid = " + pid) ==
                       "1";
            },
            test::kLongEnough));
        EXPECT_TRUE(session.cancel());
    });
    const auto failure = failure_of([&] { ask(session, "select pg_sleep(30)::text"); });
    canceller.join();
    EXPECT_EQ(failure.sqlstate(), "57014");
    EXPECT_EQ(ask(session, "select 'again'"), "again");
}

TEST_F(SessionTest, APlanOfASmallTableServesALargeOne) {
    exec("create table public.growing (id int primary key); insert into public.growing values (1), (2); analyze public.growing");
    Session session(dsn());
    session.use_generic_plans();
    Transaction transaction(session, Mode::ReadWrite);
    transaction.exec_script("prepare", "prepare few as select from public.growing where id = any($1::int[])");
    const auto plan = transaction.exec_once("explain", "explain (costs off) execute few('{1}')");
    std::string text;
    for (int row = 0; row < plan.rows(); ++row)
        text += plan.get_text(row, 0);
    EXPECT_EQ(text.find("Seq Scan"), std::string::npos) << text;
    EXPECT_NE(text.find("growing_pkey"), std::string::npos) << text;
}

TEST_F(SessionTest, PreparesEachTextOnce) {
    Session session(dsn());
    const auto before = session.prepared_count();
    for (int round = 0; round < 3; ++round)
        EXPECT_EQ(ask(session, "select 'same'"), "same");
    EXPECT_EQ(session.prepared_count(), before + 1); // the time zone is set as a script
    EXPECT_EQ(ask(session, "select count(*) from pg_prepared_statements where statement = 'select ''same'''"), "1");
}

TEST_F(SessionTest, DropsPreparedTextsBeyondTheLimit) {
    Session session(dsn());
    const int limit = static_cast<int>(PreparedStatements::kCountMax);
    {
        Transaction transaction(session, Mode::ReadOnly);
        for (int number = 0; number < limit + 20; ++number)
            transaction.exec("ask", "select " + std::to_string(number) + "::text");
    }
    // One more at most: what the question itself has displaced goes before the next transaction.
    const auto prepared = std::stoi(ask(session, "select count(*) from pg_prepared_statements"));
    EXPECT_LE(prepared, limit + 1);
    EXPECT_GE(prepared, limit - 1);
}

// A batch that goes through hundreds of tables finds its texts again in the next one.
TEST_F(SessionTest, KeepsTheTextsOfALargeBatch) {
    Session session(dsn());
    const auto go_round = [&] {
        Transaction transaction(session, Mode::ReadOnly);
        for (int number = 0; number < 1500; ++number)
            transaction.exec("ask", "select " + std::to_string(number) + "::text");
    };
    go_round();
    const std::string kept = "select count(*) from pg_prepared_statements where statement like 'select %::text' and name in (select name from before)";
    {
        Transaction transaction(session, Mode::ReadWrite);
        transaction.exec_script("note", "create temp table before as select name from pg_prepared_statements where statement like 'select %::text'");
        transaction.commit();
    }
    go_round();
    EXPECT_EQ(ask(session, kept), "1500");
}

TEST_F(SessionTest, PreparesAnewWhenATableChangedItsColumns) {
    exec("create table t (a int); insert into t values (1)");
    Session session(dsn());
    EXPECT_EQ(ask(session, "select * from t"), "1");
    exec("alter table t alter a type text using 'changed'");
    EXPECT_EQ(failure_of([&] { ask(session, "select * from t"); }).kind(), Kind::Retryable);
    EXPECT_EQ(ask(session, "select * from t"), "changed");
}

TEST_F(SessionTest, PreparesAnewWhatTheServerHasForgotten) {
    Session session(dsn());
    ask(session, "select 'same'");
    Transaction(session, Mode::ReadWrite).exec_script("deallocate", "deallocate all");
    EXPECT_EQ(failure_of([&] { ask(session, "select 'same'"); }).kind(), Kind::Retryable);
    EXPECT_EQ(ask(session, "select 'same'"), "same");
}

TEST_F(SessionTest, RefusesFewerRowsInsteadOfShowingThem) {
    exec("create table t (a int); alter table t enable row level security; "
         "drop role if exists rls_reader; create role rls_reader login; grant select on t to rls_reader");
    Session session(dsn("rls_reader"));
    const auto failure = failure_of([&] { ask(session, "select count(*) from t"); });
    EXPECT_EQ(failure.sqlstate(), "42501");
    EXPECT_EQ(failure.table(), "t");
    EXPECT_EQ(failure.kind(), Kind::Permanent);
    exec("drop owned by rls_reader; drop role rls_reader");
}

TEST_F(SessionTest, WritesNoNoticesAnywhere) {
    Session session(dsn());
    ::testing::internal::CaptureStderr();
    ::testing::internal::CaptureStdout();
    {
        Transaction transaction(session, Mode::ReadWrite);
        transaction.exec_script("notice", "do $$ begin raise warning 'canary'; end $$");
    }
    EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
    EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
}

} // namespace
} // namespace retention::database
