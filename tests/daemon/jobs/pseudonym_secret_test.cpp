// SPDX-License-Identifier: Apache-2.0
//
// The key of pseudonyms stays in the daemon, whatever the server is asked to write down.
#include "tests/daemon/jobs/fixture.hpp"

#include "daemon/jobs/eraser.hpp"

namespace retention::jobs {
namespace {

constexpr const char* kSecret = "a-secret-of-at-least-thirty-two-bytes";

class PseudonymSecret : public ShopTest {
protected:
    void SetUp() override {
        ShopTest::SetUp();
        exec(std::string("alter database ") + kDatabase + " set log_statement = 'all'");
    }

    // Gives persons a pseudonym for a name and a keyed hash for a mail address.
    static policies::ActionProgram program() {
        const std::string people = "with k as (select * from unnest($1::bigint[]) as u(k1))\n";
        policies::Step step;
        step.kind = policies::Step::Kind::Update;
        step.table = "shop.person";
        step.hashed = policies::Statement{"hash",
                                          people + "select distinct encode(sha256(convert_to(t.email, 'UTF8')), 'hex') "
                                                   "from shop.person t, k where t.id = k.k1",
                                          {policies::Bind::Keys}};
        step.act = {"update",
                    "with k as (select * from unnest($1::bigint[], $2::bytea[]) as u(k1, pseudonym)), acted as (update "
                    "shop.person t set\n"
                    "name = encode(k.pseudonym, 'hex'), email = current_setting('" +
                        std::string(policies::kHashesSetting) +
                        "')::jsonb ->> encode(sha256(convert_to(t.email, 'UTF8')), 'hex') from k where t.id = k.k1 "
                        "returning 1)\n"
                        "select count(*), 0::bigint from acted",
                    {policies::Bind::Keys, policies::Bind::Pseudonyms}};
        step.remaining = {"verify",
                          people + "select count(*) from shop.person t, k where t.id = k.k1 and t.name like 'Person%'",
                          {policies::Bind::Keys}};
        policies::ActionProgram program;
        program.name = "anonymize";
        program.steps.push_back(std::move(step));
        return program;
    }

    void erase(const PseudonymKey* key) {
        const auto policy = compile();
        database::Session session(dsn(), kTimeouts);
        database::Transaction transaction(session, database::Transaction::Mode::ReadWrite);
        const std::vector<SubjectKey> keys{{{"101"}}, {{"102"}}};
        const auto verdict = Judge().judge(transaction, *policy, value("select now()::text"), 1, keys);
        ASSERT_EQ(verdict.due.keys().size(), 2U);
        Eraser(key).erase(transaction, *policy, program(), verdict.due);
        transaction.commit();
    }
};

TEST_F(PseudonymSecret, IsInNothingThatTheServerSees) {
    const PseudonymKey key(kSecret);
    erase(&key);
    const auto log = cluster().log();
    ASSERT_NE(log.find(key.pseudonym("shop.person", "101").substr(1)), std::string::npos)
        << "statements are written down, with their parameters";
    EXPECT_EQ(log.find(kSecret), std::string::npos);
    // Nor what HMAC is keyed with, the secret's SHA-256: the log so far.
    const auto hashed = value("select encode(sha256('" + std::string(kSecret) + "'), 'hex')");
    EXPECT_EQ(log.find(hashed), std::string::npos);
}

TEST_F(PseudonymSecret, MakesPseudonymsAndHashesThatWhoHasItCanMakeAgain) {
    const PseudonymKey key(kSecret);
    const auto plain = value("select encode(sha256('person.101@example.com'), 'hex')");
    erase(&key);
    EXPECT_EQ("\\x" + value("select name from shop.person where id = 101"), key.pseudonym("shop.person", "101"));
    EXPECT_EQ("\\x" + value("select name from shop.person where id = 102"), key.pseudonym("shop.person", "102"));
    EXPECT_EQ(value("select email from shop.person where id = 101"), key.hash(plain));
    EXPECT_EQ(value("select name from shop.person where id = 103"), "Person 103");
}

TEST_F(PseudonymSecret, WithoutItNothingIsHashed) {
    EXPECT_THROW(erase(nullptr), std::exception);
    EXPECT_EQ(value("select name from shop.person where id = 101"), "Person 101");
}

} // namespace
} // namespace retention::jobs
