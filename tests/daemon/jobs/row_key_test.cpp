// SPDX-License-Identifier: Apache-2.0
//
// An application's table of persons without a primary key: a unique index tells them apart, over a column that may be null. Who has
// no key is nobody's turn, and the policy has to say that it knows.
#include "tests/daemon/jobs/graph_fixture.hpp"

#include "daemon/jobs/expired_batch.hpp"
#include "policies/holds.hpp"

namespace retention::jobs {
namespace {

class RowKeyTest : public GraphTest {
protected:
    void SetUp() override {
        GraphTest::SetUp();
        exec("create table app.person (login text unique, ended_on date);"
             "create table app.message (sender text, body text);"
             "insert into app.person values ('@ann', '2000-01-01'), ('@bob', '2000-01-01'), ('@eve', null);"
             "insert into app.message values ('@ann', 'a'), ('@bob', 'b'), ('@eve', 'e'), (null, 'n')");
    }

    static std::string about(const std::string& where) {
        auto text = policy("    app.person: delete\n    app.message: delete\n", "links: { app.message: { column: sender, to: app.person.login } }\n");
        const std::string subject = "{ table: app.person }";
        const std::string rest = where.empty() ? " }" : ", where: " + where + " }";
        return text.replace(text.find(subject), subject.size(), "{ table: app.person, key: login" + rest);
    }

    static std::string logins() { return value("select string_agg(coalesce(login, 'nobody'), ',' order by login) from app.person"); }

    static void hold(const std::string& login) {
        exec("insert into retentiond.hold (subject_table, key_columns, key, policy, reason, placed_by) values ('app.person', 'login', '" + login +
             "', 'p', 'court', 'test')");
    }

    std::string plan_refused(const std::string& text) {
        try {
            start_run(compile(text));
            return {};
        } catch (const PlanRefused& refused) {
            return refused.what();
        }
    }
};

TEST_F(RowKeyTest, ErasesByAUniqueKeyAlone) {
    run(about({}));
    EXPECT_EQ(logins(), "@eve");
    EXPECT_EQ(value("select string_agg(body, ',' order by body) from app.message"), "e,n");
}

TEST_F(RowKeyTest, HoldsNameRowsByIt) {
    hold("@ann");
    run(about({}));
    EXPECT_EQ(logins(), "@ann,@eve");
}

// Such a hold would stand there and bind nobody.
TEST_F(RowKeyTest, ARowThatAHoldCouldNotNameHasNoNameForOne) {
    exec("create schema odd; create table odd.person (login text unique, area text, number int, ended_on date);"
         "alter table odd.person drop constraint person_login_key; create unique index z_login on odd.person (login, ended_on);"
         "create unique index a_number on odd.person (area, number);"
         "insert into odd.person values ('@ann', null, 1, '2000-01-01'), ('@bob', 'north', 2, '2000-01-01')");
    auto text = policy("    odd.person: delete\n");
    const std::string subject = "{ table: app.person }";
    const auto compiled = compile(text.replace(text.find(subject), subject.size(), "{ table: odd.person, key: [login, ended_on] }"));
    const auto named = policies::hold_name_of(compiled->binding);
    database::Session session(dsn());
    database::Transaction reading(session, database::Transaction::Mode::ReadOnly);
    const auto names_of = [&](const std::string& login) {
        const SubjectKey key{{login, "2000-01-01"}};
        const auto found = reading.exec_once("hold_name", named.sql, parameters_of(named, {}, std::span(&key, 1), 2));
        return found.is_empty() ? std::string("none") : std::string(found.get_text(0, 0));
    };
    EXPECT_EQ(names_of("@bob"), "[\"north\", \"2\"]");
    EXPECT_EQ(names_of("@ann"), "none");
}

TEST_F(RowKeyTest, AHoldByAKeyThatIsNoneAnyMoreStopsEveryPlan) {
    hold("@ann");
    exec("alter table app.person add id int generated always as identity primary key");
    EXPECT_NE(plan_refused(about({})).find("1 holds are on rows of app.person, which does not exist, has another key by now"), std::string::npos);
}

TEST_F(RowKeyTest, APersonWithoutAKeyIsAnErrorAndNotForgotten) {
    exec("insert into app.person values (null, '2000-01-01')");
    EXPECT_NE(findings(about({})).find("KEY_NULL subject.key"), std::string::npos);
    EXPECT_EQ(findings(about("login is not null")).find("KEY_NULL"), std::string::npos);
}

TEST_F(RowKeyTest, APersonWithoutAKeyWhoCameSinceStopsThePlan) {
    const auto compiled = compile(about({}));
    exec("insert into app.person values (null, '2000-01-01')");
    EXPECT_THROW(start_run(compiled), PlanRefused);
    EXPECT_EQ(logins(), "@ann,@bob,@eve,nobody");
}

TEST_F(RowKeyTest, RowsWithoutAKeyThatAreNobodyStay) {
    exec("insert into app.person values (null, '2000-01-01'), (null, null)");
    run(about("login is not null"));
    EXPECT_EQ(logins(), "@eve,nobody,nobody");
}

} // namespace
} // namespace retention::jobs
