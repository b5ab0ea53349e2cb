// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/failures.hpp"

#include "tests/daemon/jobs/fixture.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {
namespace {

using database::Session;
using database::Transaction;
using nlohmann::json;

class Failures : public ShopTest {
protected:
    // Persons 1 and 2 can't go: a table that the policy answers for by `keep` would be left without them.
    void SetUp() override {
        ShopTest::SetUp();
        exec("create function shop.refuse() returns trigger language plpgsql as $$ begin if old.id in (1, 2) then "
             "raise check_violation "
             "using message = 'no ' || old.name, constraint = 'refuse'; end if; return old; end $$;"
             "create trigger refuse before delete on shop.person for each row execute function shop.refuse()");
    }

    json told() {
        Session session(dsn());
        Transaction reading(session, Transaction::Mode::ReadOnly);
        return failures_of(reading, "shop");
    }
};

TEST_F(Failures, AreToldByRuleAndBySqlstateWithoutAValue) {
    const auto policy = compile();
    work_off(policy, start_run(policy).run);
    const auto failures = told();
    ASSERT_EQ(failures.size(), 1U) << failures;
    EXPECT_EQ(failures[0]["policy"], "shop");
    EXPECT_EQ(failures[0]["rule"], "silent");
    EXPECT_EQ(failures[0]["action"], "delete");
    EXPECT_EQ(failures[0]["sqlstate"], "23514");
    EXPECT_EQ(failures[0]["condition"], "check_violation");
    EXPECT_EQ(failures[0]["subjects"], 2);
    EXPECT_EQ(failures[0]["runs"], 1);
    EXPECT_EQ(failures.dump().find("Person"), std::string::npos);
}

TEST_F(Failures, AreTriedAgainByTheNextRunAndSayHowLong) {
    const auto policy = compile();
    work_off(policy, start_run(policy).run);
    const auto first = told()[0]["first_at"];
    work_off(policy, start_run(policy).run);
    const auto failures = told();
    ASSERT_EQ(failures.size(), 1U) << failures;
    EXPECT_EQ(failures[0]["run"], 2);
    EXPECT_EQ(failures[0]["runs"], 2);
    EXPECT_EQ(failures[0]["first_at"], first);
    EXPECT_NE(failures[0]["last_at"], first);
}

TEST_F(Failures, AreNoneAfterTheCauseIsMended) {
    const auto policy = compile();
    work_off(policy, start_run(policy).run);
    exec("drop trigger refuse on shop.person");
    const auto again = compile();
    work_off(again, start_run(again).run);
    EXPECT_EQ(told(), json::array());
    EXPECT_EQ(count("shop.person where id in (1, 2)"), 0);
}

} // namespace
} // namespace retention::jobs
