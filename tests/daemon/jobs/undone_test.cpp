// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/census.hpp"
#include "daemon/jobs/redo_commands.hpp"
#include "tests/daemon/jobs/fixture.hpp"

namespace retention::jobs {
namespace {

// Who was anonymized, and has again what was taken away.
class Undone : public ShopTest {
protected:
    void SetUp() override {
        ShopTest::SetUp();
        policy_ = compile(with_name("redact"));
        ASSERT_EQ(work_off(policy_, start_run(policy_).run), "finished");
    }

    static std::string with_name(const std::string& anonymizer) {
        std::string text = policy_text();
        const std::string drawn = "{ fake: last_name }";
        return text.replace(text.find(drawn), drawn.size(), anonymizer);
    }

    Census census(const std::shared_ptr<const CompiledPolicy>& policy) {
        database::Session session(dsn());
        return Planner(clock_).count(session, *policy, std::nullopt);
    }

    long long redo() {
        database::Session session(dsn());
        database::Transaction transaction(session, database::Transaction::Mode::ReadWrite, policy_->policy->timezone());
        const auto sent = send_undone_again(transaction, *policy_);
        transaction.commit();
        return sent;
    }

    std::shared_ptr<const CompiledPolicy> policy_;
};

TEST_F(Undone, IsNobodyWhoIsAsTheActionLeftThem) { EXPECT_EQ(census(policy_).undone, 0); }

TEST_F(Undone, AreToldAndNotDue) {
    exec("update shop.person set name = 'Ann' where id in (107, 108)");
    const auto found = census(policy_);
    EXPECT_EQ(found.undone, 2);
    EXPECT_EQ(found.due, 0);
    EXPECT_EQ(start_run(policy_).planned, 0);
}

TEST_F(Undone, AreFoundBesideOneWhoCanNotBeJudged) {
    auto text = with_name("redact");
    const std::string prospect = "prospect: status = 'prospect'";
    policy_ = compile(text.insert(text.find(prospect) + prospect.size(), " and 10 / length(name) > 0"));
    exec("update shop.person set name = 'Ann' where id in (107, 108); update shop.person set name = '' where id in (201, 202)");
    EXPECT_EQ(census(policy_).undone, 2);
    EXPECT_EQ(census(policy_).unjudged_subjects(), 2);
    EXPECT_EQ(redo(), 2);
    EXPECT_EQ(start_run(policy_).planned, 2);
}

TEST_F(Undone, AreErasedAgainWhenSomebodySaysSo) {
    exec("update shop.person set name = 'Ann' where id in (107, 108)");
    EXPECT_EQ(redo(), 2);
    EXPECT_EQ(redo(), 0);
    EXPECT_EQ(census(policy_).undone, 0) << "they are due now";
    EXPECT_EQ(census(policy_).due, 2);
    const auto run = start_run(policy_).run;
    EXPECT_EQ(work_off(policy_, run), "finished");
    EXPECT_EQ(outcome(run, "done"), 2);
    EXPECT_EQ(count("shop.person where name = 'Ann'"), 0);
    EXPECT_EQ(census(policy_).undone, 0);
    EXPECT_EQ(census(policy_).due, 0);
}

TEST_F(Undone, AHoldStillStopsThem) {
    exec("update shop.person set name = 'Ann' where id = 107");
    exec("insert into retentiond.hold (subject_table, key_columns, key, reason, placed_by) values ('shop.person', 'id', '107', 'court', "
         "'dpo')");
    EXPECT_EQ(redo(), 1);
    EXPECT_EQ(start_run(policy_).planned, 0);
    EXPECT_EQ(census(policy_).undone, 0);
    EXPECT_EQ(census(policy_).held.subjects.at("operator"), 1);
}

// Anonymized after some years, to be deleted after more and the books': what a restore brings back must not hide behind the books.
TEST_F(Undone, AreToldAlsoWhereAFloorStopsWhatComesNext) {
    auto text = with_name("redact");
    text.insert(text.find("actions:"), "  - { name: remove, class: former, keep: P6Y, after: ended_on, then: delete }\n"
                                       "floors: [ { name: books, keep: P20Y, after: ended_on, because: law, blocks: [delete] } ]\n");
    policy_ = compile(text);
    ASSERT_EQ(census(policy_).floored.subjects, (std::map<std::string, long long>{{"books", 20}}));
    exec("update shop.person set name = 'Ann' where id in (107, 108)");
    const auto found = census(policy_);
    EXPECT_EQ(found.undone, 2);
    EXPECT_EQ(found.floored.subjects, (std::map<std::string, long long>{{"books", 18}})) << "each counts once";
    EXPECT_EQ(redo(), 2);
    EXPECT_EQ(census(policy_).due, 2);
}

TEST_F(Undone, IsNobodyWhoReturned) {
    exec("update shop.person set name = 'Ann', ended_on = current_date + 1 where id = 107");
    EXPECT_EQ(census(policy_).undone, 0) << "not expired: a customer with a name";
    EXPECT_EQ(redo(), 0);
}

TEST_F(Undone, IsWhomAPolicyThatTakesMoreByNowHasLeft) {
    const auto drawn = compile(with_name("{ fake: last_name }"));
    exec("update shop.person set name = 'Ann' where id = 107");
    EXPECT_EQ(census(drawn).undone, 0) << "a name that is drawn tells nothing";
    exec("update shop.person set name = 'Bob' where id between 101 and 120");
    EXPECT_EQ(census(policy_).undone, 20);
}

} // namespace
} // namespace retention::jobs
