// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/jobs/fixture.hpp"

namespace retention::jobs {
namespace {

class Marker : public ShopTest {
protected:
    void SetUp() override {
        ShopTest::SetUp();
        policy_ = compile();
        const auto run = start_run(policy_).run;
        ASSERT_EQ(work_off(policy_, run), "finished");
        ASSERT_EQ(outcome(run, "done"), 40);
    }

    std::shared_ptr<const CompiledPolicy> policy_;
};

TEST_F(Marker, IsLeftForEachWhoIsStillThere) {
    EXPECT_EQ(
        count("retentiond.marker where policy = 'shop' and subject_table = 'shop.person' and action = 'anonymize'"),
        20);
    EXPECT_EQ(
        count("retentiond.marker m join shop.person p on p.id::text = m.key where p.email like '%anonymized.invalid'"),
        20);
}

TEST_F(Marker, MakesASecondRunFindNobody) {
    const auto second = start_run(policy_);
    EXPECT_EQ(second.planned, 0);
    EXPECT_EQ(second.state, "finished");
    EXPECT_EQ(value("select message from retentiond.run where run = " + std::to_string(second.run)), "nobody is due");
}

// A key may be a name or an address, and is kept for nothing when the application has deleted its row.
TEST_F(Marker, OfARowThatIsGoneIsForgottenWithTheNextPlan) {
    exec("delete from shop.attachment where activity_id in (select id from shop.activity where person_id = 107); delete from shop.activity where person_id = 107;"
         "delete from shop.consent where person_id = 107; delete from shop.person where id = 107;"
         "insert into retentiond.marker (policy, subject_table, key_columns, key, action, rule, run, acted_at) "
         "select 'another', subject_table, key_columns, 'no number', action, rule, run, acted_at from retentiond.marker where key = '108'");
    start_run(policy_);
    EXPECT_EQ(count("retentiond.marker where policy = 'shop'"), 19);
    EXPECT_EQ(count("retentiond.marker where key = '107'"), 0);
    EXPECT_EQ(count("retentiond.marker where policy = 'another'"), 1) << "not this policy's business";
}

TEST_F(Marker, DoesNotOutlastALaterStartingPoint) {
    exec("update retentiond.marker set acted_at = now() - interval '7 years' where key = '107'");
    const auto second = start_run(policy_);
    EXPECT_EQ(second.planned, 0) << "the starting point, 2600 days ago, is earlier than the action";
    exec("update retentiond.marker set acted_at = now() - interval '2700 days' where key = '107'");
    const auto third = start_run(policy_);
    EXPECT_EQ(third.planned, 1);
    EXPECT_EQ(work_off(policy_, third.run), "finished");
    EXPECT_EQ(outcome(third.run, "done"), 1);
    EXPECT_EQ(start_run(policy_).planned, 0);
}

TEST_F(Marker, IsAskedAgainInTheBatch) {
    exec("update retentiond.marker set acted_at = now() - interval '2700 days' where key = '107'");
    const auto planned = start_run(policy_);
    ASSERT_EQ(planned.planned, 1);
    // Another daemon's batch, in a world where it came in between.
    exec("update retentiond.marker set acted_at = now() where key = '107'");
    EXPECT_EQ(work_off(policy_, planned.run), "finished");
    EXPECT_EQ(count("retentiond.batch where run = " + std::to_string(planned.run) + " and counts <> '{}'"), 0);
}

TEST_F(Marker, OfAPolicyThatWasMovedToAnotherTableSaysNothingOfItsPeople) {
    exec("create table shop.contact (id bigint primary key, name text, ended_on date); "
         "insert into shop.contact values (107, 'Contact', '2000-01-01')");
    const auto moved = compile("policy: shop\nmode: enforce\nsubject: { table: shop.contact }\nclasses: { all: \"true\" }\n"
                               "rules:\n  - { name: lost, class: all, keep: P5Y, after: ended_on, then: anonymize }\n"
                               "actions:\n  anonymize: { shop.contact: { name: redact, ended_on: keep } }\n"
                               "limits: { persons: null, share: null, growth: null }\n");
    EXPECT_EQ(start_run(moved).planned, 1);
}

TEST_F(Marker, OfOneKeyIsNotForgottenWithAnotherKey) {
    exec("create table shop.lead (id int primary key, ext int unique not null, name text, ended_on date, spam bool not null); "
         "insert into shop.lead values (1, 2, 'a', '2000-01-01', false), (2, 1, 'b', '2000-01-01', true)");
    const auto about = [](const std::string& name, const std::string& key, const std::string& where, const std::string& line) {
        return "policy: " + name + "\nmode: enforce\nsubject: { table: shop.lead, key: " + key + ", where: " + where +
               " }\nclasses: { all: \"true\" }\nrules:\n  - { name: r, class: all, keep: P5Y, after: ended_on, then: act }\n"
               "actions:\n  act: { shop.lead: " + line + " }\nlimits: { persons: null, share: null, growth: null }\n";
    };
    const auto anonymizing = compile(about("a", "id", "not spam", "{ name: redact, ext: keep, ended_on: keep }"));
    EXPECT_EQ(work_off(anonymizing, start_run(anonymizing).run), "finished");
    const auto deleting = compile(about("b", "ext", "spam", "delete"));
    EXPECT_EQ(work_off(deleting, start_run(deleting).run), "finished");
    EXPECT_EQ(count("shop.lead"), 1);
    EXPECT_EQ(start_run(anonymizing).planned, 0) << "lead 1 is done; the lead with ext 1 was another";
}

} // namespace
} // namespace retention::jobs
