// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/database/fixture.hpp"

#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

namespace retention::database {
namespace {

using Kind = Failure::Kind;
using Mode = Transaction::Mode;

class TransactionTest : public DatabaseTest {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        exec("create table t (a int primary key)");
        session.emplace(dsn());
    }
    void TearDown() override {
        session.reset();
        DatabaseTest::TearDown();
    }

    std::optional<Session> session;
};

TEST_F(TransactionTest, GivesValuesAndNulls) {
    Transaction transaction(*session, Mode::ReadOnly);
    const auto result =
        transaction.exec("values", "select $1::int as a, $2::text as b, true as c, ''::text as d, 1.5::float8 as e",
                         {"7", std::nullopt});
    ASSERT_EQ(result.rows(), 1);
    ASSERT_EQ(result.columns(), 5);
    EXPECT_EQ(result.get_int64(0, 0), 7);
    EXPECT_TRUE(result.is_null(0, 1));
    EXPECT_TRUE(result.get_bool(0, 2));
    EXPECT_EQ(result.cell(0, 3), "");
    EXPECT_EQ(result.get_double(0, 4), 1.5);
    EXPECT_EQ(result.column_name(1), "b");
    EXPECT_EQ(result.column_type_oid(0), 23U);
    EXPECT_THROW(result.get_text(0, 1), std::invalid_argument);
    EXPECT_THROW(result.get_int64(0, 3), std::invalid_argument);
    EXPECT_THROW(result.cell(1, 0), std::out_of_range);
    EXPECT_THROW(result.cell(0, 5), std::out_of_range);
    EXPECT_THROW(result.column_name(5), std::out_of_range);
}

TEST_F(TransactionTest, GivesResultsThatOutliveTheSession) {
    Result result;
    EXPECT_EQ(result.rows(), 0);
    {
        Transaction transaction(*session, Mode::ReadOnly);
        result = transaction.exec("one", "select 'kept'");
    }
    session.reset();
    EXPECT_EQ(result.get_text(0, 0), "kept");
}

TEST_F(TransactionTest, CommitsWhenTold) {
    {
        Transaction transaction(*session, Mode::ReadWrite);
        EXPECT_EQ(transaction.exec("insert", "insert into t select generate_series(1, 3)").affected_rows(), 3);
        transaction.commit();
        EXPECT_THROW(transaction.commit(), std::logic_error);
    }
    EXPECT_EQ(value("select count(*) from t"), "3");
}

TEST_F(TransactionTest, RollsBackOtherwise) {
    Transaction(*session, Mode::ReadWrite).exec("insert", "insert into t values (1)");
    EXPECT_EQ(value("select count(*) from t"), "0");
    Transaction(*session, Mode::ReadWrite).exec("insert", "insert into t values (1)");
}

TEST_F(TransactionTest, CannotCommitAfterAFailure) {
    Transaction transaction(*session, Mode::ReadWrite);
    transaction.exec("insert", "insert into t values (1)");
    EXPECT_EQ(failure_of([&] { transaction.exec("insert", "insert into t values (1)"); }).sqlstate(), "23505");
    EXPECT_TRUE(transaction.has_failed());
    EXPECT_THROW(transaction.exec("one", "select 1"), std::logic_error);
    EXPECT_THROW(transaction.commit(), std::logic_error);
}

TEST_F(TransactionTest, LeavesAUsableSessionAfterAFailure) {
    failure_of([&] { Transaction(*session, Mode::ReadWrite).exec("syntax", "selec"); });
    EXPECT_EQ(Transaction(*session, Mode::ReadWrite).exec("one", "select 1").get_int64(0, 0), 1);
}

TEST_F(TransactionTest, IsTheOnlyOneOfItsSession) {
    Transaction transaction(*session, Mode::ReadWrite);
    EXPECT_THROW(Transaction(*session, Mode::ReadWrite), std::logic_error);
}

TEST_F(TransactionTest, WritesNothingWhenReadOnly) {
    Transaction transaction(*session, Mode::ReadOnly);
    const auto failure = failure_of([&] { transaction.exec("insert", "insert into t values (1)"); });
    EXPECT_EQ(failure.sqlstate(), "25006");
}

TEST_F(TransactionTest, SeesOneStateWhenReadOnly) {
    Transaction transaction(*session, Mode::ReadOnly);
    EXPECT_EQ(transaction.exec("count", "select count(*) from t").get_int64(0, 0), 0);
    exec("insert into t values (1)");
    EXPECT_EQ(transaction.exec("count", "select count(*) from t").get_int64(0, 0), 0);
}

TEST_F(TransactionTest, SeesNewCommitsWhenReadWrite) {
    Transaction transaction(*session, Mode::ReadWrite);
    exec("insert into t values (1)");
    EXPECT_EQ(transaction.exec("count", "select count(*) from t").get_int64(0, 0), 1);
}

TEST_F(TransactionTest, HasATimeZoneOfItsOwn) {
    const std::string sql = "select ('2026-06-30 23:30:00+00'::timestamptz)::date::text";
    EXPECT_EQ(Transaction(*session, Mode::ReadOnly, "Europe/Amsterdam").exec("date", sql).get_text(0, 0), "2026-07-01");
    EXPECT_EQ(Transaction(*session, Mode::ReadOnly, "UTC").exec("date", sql).get_text(0, 0), "2026-06-30");
}

TEST_F(TransactionTest, RefusesAnUnknownTimeZoneAndLeavesNothingOpen) {
    EXPECT_EQ(failure_of([&] { Transaction(*session, Mode::ReadOnly, "Mars/Olympus"); }).sqlstate(), "22023");
    EXPECT_EQ(Transaction(*session, Mode::ReadOnly).exec("one", "select 1").get_int64(0, 0), 1);
}

TEST_F(TransactionTest, RunsOneStatementAtATime) {
    Transaction transaction(*session, Mode::ReadWrite);
    EXPECT_EQ(failure_of([&] { transaction.exec_once("two", "select 1; commit"); }).sqlstate(), "42601");
}

TEST_F(TransactionTest, RefusesZeroBytes) {
    Transaction transaction(*session, Mode::ReadWrite);
    EXPECT_THROW(transaction.exec("text", "select $1::text", {std::string("a\0b", 3)}), std::invalid_argument);
    EXPECT_FALSE(transaction.has_failed());
}

TEST_F(TransactionTest, FailsRetryablyWhereverTheConnectionIsLost) {
    for (int step = 0; step < 3; ++step) {
        Session lost(dsn());
        Transaction transaction(lost, Mode::ReadWrite);
        for (int done = 0; done < step; ++done)
            transaction.exec("insert", "insert into t values ($1::int)", {std::to_string(100 + done)});
        terminate(lost);
        const auto failure = failure_of([&] { transaction.exec("insert", "insert into t values (1)"); });
        EXPECT_EQ(failure.kind(), Kind::Retryable) << step;
        EXPECT_TRUE(failure.is_disconnected()) << step;
    }
    EXPECT_EQ(value("select count(*) from t"), "0");
}

TEST_F(TransactionTest, FailsRetryablyInADeadlock) {
    exec("insert into t values (1), (2)");
    const std::string lock = "select from t where a = $1::int for update";
    Session other(dsn(), {std::chrono::minutes(1), std::chrono::seconds(0), std::chrono::minutes(1)});
    session->set_timeouts({std::chrono::minutes(1), std::chrono::seconds(0), std::chrono::minutes(1)});
    std::optional<Transaction> first(std::in_place, *session, Mode::ReadWrite);
    std::optional<Transaction> second(std::in_place, other, Mode::ReadWrite);
    first->exec("lock", lock, {"1"});
    second->exec("lock", lock, {"2"});
    std::optional<Failure> failure;
    const auto take = [&failure](std::optional<Transaction>& transaction, const std::string& sql, const char* key) {
        try {
            transaction->exec("lock", sql, {key});
        } catch (const Failure& thrown) {
            failure = thrown; // the server makes exactly one of the two fail
        }
        transaction.reset();
    };
    std::thread waiting([&] { take(first, lock, "2"); });
    take(second, lock, "1");
    waiting.join();
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->sqlstate(), "40P01");
    EXPECT_EQ(failure->kind(), Kind::Retryable);
}

TEST_F(TransactionTest, KnowsCodesThatTheLibraryDoesNotCarry) {
    for (const auto* sqlstate : {"40000", "40001", "40003", "40P01", "42501", "53100", "53200", "53300", "08000"}) {
        Transaction transaction(*session, Mode::ReadWrite);
        const std::string raise = "do $$ begin raise 'canary' using errcode = '" + std::string(sqlstate) + "'; end $$";
        const auto failure = failure_of([&] { transaction.exec_script("raise", raise); });
        EXPECT_EQ(failure.sqlstate(), sqlstate);
        EXPECT_EQ(failure.kind(), kind_of(sqlstate));
        EXPECT_FALSE(failure.is_disconnected());
    }
}

TEST_F(TransactionTest, TakesBackToASavepoint) {
    Transaction transaction(*session, Mode::ReadWrite);
    {
        Savepoint savepoint(transaction);
        transaction.exec("insert", "insert into t values (1)");
        savepoint.release();
    }
    {
        Savepoint outer(transaction);
        transaction.exec("insert", "insert into t values (2)");
        Savepoint inner(transaction);
        failure_of([&] { transaction.exec("insert", "insert into t values (1)"); });
    }
    EXPECT_FALSE(transaction.has_failed());
    transaction.commit();
    EXPECT_EQ(value("select array_agg(a) from t"), "{1}");
}

} // namespace
} // namespace retention::database
