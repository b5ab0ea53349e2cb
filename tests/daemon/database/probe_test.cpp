// SPDX-License-Identifier: Apache-2.0
#include "daemon/database/probe.hpp"

#include "tests/daemon/database/fixture.hpp"

#include <stdexcept>

namespace retention::database {
namespace {

using Mode = Transaction::Mode;

class ProbeTest : public DatabaseTest {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        exec(
            "create schema crm; create type crm.mood as enum ('good'); "
            "create table crm.person (id int, email text, mood crm.mood); insert into crm.person values (1, 'canary')");
        session.emplace(dsn());
        transaction.emplace(*session, Mode::ReadOnly);
    }
    void TearDown() override {
        transaction.reset();
        session.reset();
        DatabaseTest::TearDown();
    }

    std::optional<Session> session;
    std::optional<Transaction> transaction;
};

TEST_F(ProbeTest, TellsNamesAndTypes) {
    const auto result = probe(*transaction, "select id, email as mail, mood, now() from crm.person limit 0");
    ASSERT_TRUE(result.is_accepted) << result.message;
    ASSERT_EQ(result.columns.size(), 4U);
    EXPECT_EQ(result.columns[0].type, "integer");
    EXPECT_EQ(result.columns[1].name, "mail");
    EXPECT_EQ(result.columns[1].type, "text");
    EXPECT_EQ(result.columns[2].type, "crm.mood");
    EXPECT_EQ(result.columns[3].type, "timestamp with time zone");
    EXPECT_EQ(result.columns[3].type_oid, 1184U);
}

TEST_F(ProbeTest, TellsWhatIsWrongAndWhere) {
    const auto result = probe(*transaction, "select id, emial from crm.person limit 0");
    EXPECT_FALSE(result.is_accepted);
    EXPECT_EQ(result.sqlstate, "42703");
    EXPECT_EQ(result.message, "column \"emial\" does not exist");
    EXPECT_EQ(result.position, 12);
}

TEST_F(ProbeTest, CountsCharactersNotBytes) {
    EXPECT_EQ(probe(*transaction, "select 'é€', emial from crm.person limit 0").position, 14);
}

TEST_F(ProbeTest, LeavesTheTransactionUsable) {
    for (const auto* wrong : {"selec", "select 1; select 2", "select 1/0", "select 'x'::date limit 0",
                              "insert into crm.person values (2)", "select $1::int + nothing limit 0"})
        EXPECT_FALSE(probe(*transaction, wrong).is_accepted) << wrong;
    EXPECT_TRUE(probe(*transaction, "select 1 limit 0").is_accepted);
    EXPECT_FALSE(transaction->has_failed());
    EXPECT_EQ(transaction->exec("count", "select count(*) from crm.person").get_int64(0, 0), 1);
}

TEST_F(ProbeTest, TakesParameters) {
    const auto result = probe(*transaction, "select $1::timestamptz limit 0", {std::nullopt});
    ASSERT_TRUE(result.is_accepted);
    EXPECT_EQ(result.columns[0].type, "timestamp with time zone");
}

TEST_F(ProbeTest, DoesNotPassOnWhatFunctionsSay) {
    transaction.reset();
    exec("create function crm.f() returns int language plpgsql as $$ begin raise 'canary'; end $$");
    transaction.emplace(*session, Mode::ReadOnly);
    const auto result = probe(*transaction, "select crm.f()");
    EXPECT_FALSE(result.is_accepted);
    EXPECT_EQ(result.message, "statement probe failed: SQLSTATE P0001 raise_exception");
}

TEST_F(ProbeTest, FailsWhenTheServerCannotAnswer) {
    terminate(*session);
    EXPECT_TRUE(failure_of([&] { probe(*transaction, "select 1 limit 0"); }).is_disconnected());
}

TEST_F(ProbeTest, NeverRunsInAWritingTransaction) {
    transaction.reset();
    Transaction writing(*session, Mode::ReadWrite);
    EXPECT_THROW(probe(writing, "select 1 limit 0"), std::logic_error);
}

} // namespace
} // namespace retention::database
