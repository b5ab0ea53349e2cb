// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/forgotten.hpp"

#include "daemon/jobs/policy_standing.hpp"
#include "tests/daemon/jobs/fixture.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {
namespace {

using database::Session;
using database::Transaction;
using nlohmann::json;

class Forgotten : public ShopTest {
protected:
    // Prospects without activities have no starting point; friends are in a class without a rule, strangers in none.
    void SetUp() override {
        ShopTest::SetUp();
        exec("update shop.person set status = 'friend' where id in (1, 2, 3, 4);"
             "update shop.person set status = 'stranger' where id in (5, 6);"
             "delete from shop.attachment where activity_id in (select id from shop.activity where person_id between 7 and 12);"
             "delete from shop.activity where person_id between 7 and 12;"
             "update shop.person set ended_on = null where id = 101;");
    }

    static std::string text() {
        auto text = policy_text();
        const std::string classes = "classes:\n";
        text.insert(text.find(classes) + classes.size(), "  friend: status = 'friend'\n");
        const std::string lost = "after: ended_on, ";
        text.insert(text.find(lost) + lost.size(), "when: id <> 102, ");
        return text;
    }

    // As status has it.
    static json told(Transaction& reading, const CompiledPolicy& policy) {
        KnownPolicy known;
        known.policy = policy.policy;
        const auto journaled = read_policy(reading, policy.policy->name, policy.digest);
        return to_json(standing_of(known, {}, journaled), journaled);
    }

    json keys(int limit = 1000) {
        const auto policy = compile(text());
        Session session(dsn());
        Transaction reading(session, Transaction::Mode::ReadOnly, policy->policy->timezone());
        return forgotten_subjects(reading, *policy, Planner::resolve_as_of(reading, {}, Planner::Future::Allowed), limit);
    }
};

TEST_F(Forgotten, AreCountedOnceAndApart) {
    const auto policy = compile(text());
    Session session(dsn());
    const auto census = Planner(clock_).count(session, *policy, std::nullopt);
    EXPECT_EQ(census.unclassified, 2);
    EXPECT_EQ(census.without_rule, (std::map<std::string, long long>{{"friend", 4}}));
    EXPECT_EQ(census.never_due, (std::map<std::string, long long>{{"prospect", 6}, {"former", 2}}));
    const auto document = to_json(census, *policy->policy);
    EXPECT_EQ(document["without_rule"], json({{"friend", 4}}));
    EXPECT_EQ(document["never_due"], json({{"former", 2}, {"prospect", 6}}));
}

TEST_F(Forgotten, WhoHasOneRuleThatComesIsNotAmongThem) {
    auto more = text();
    more.insert(more.find("  - { name: lost"), "  - { name: old, class: prospect, keep: P90Y, after: created_at, then: delete }\n");
    Session session(dsn());
    const auto census = Planner(clock_).count(session, *compile(more), std::nullopt);
    EXPECT_EQ(census.never_due, (std::map<std::string, long long>{{"former", 2}}));
}

TEST_F(Forgotten, AreListedByKeyWithTheReason) {
    const auto found = keys();
    EXPECT_EQ(found["unclassified"], json({{"total", 2}, {"subjects", {{{"subject", "5"}}, {{"subject", "6"}}}}}));
    EXPECT_EQ(found["never_due"]["total"], 8);
    const auto& subjects = found["never_due"]["subjects"];
    ASSERT_EQ(subjects.size(), 8U);
    EXPECT_EQ(subjects[0], json({{"subject", "7"}, {"class", "prospect"}, {"because", "no_starting_point"}}));
    EXPECT_EQ(subjects[6], json({{"subject", "101"}, {"class", "former"}, {"because", "no_starting_point"}}));
    EXPECT_EQ(subjects[7], json({{"subject", "102"}, {"class", "former"}, {"because", "when"}}));
}

TEST_F(Forgotten, AreListedUpToALimitAndCountedBeyond) {
    const auto found = keys(1);
    EXPECT_EQ(found["unclassified"]["total"], 2);
    EXPECT_EQ(found["unclassified"]["subjects"].size(), 1U);
    EXPECT_EQ(found["never_due"]["total"], 8);
    EXPECT_EQ(found["never_due"]["subjects"].size(), 1U);
}

TEST_F(Forgotten, StandInStatusAndAreNotOverdue) {
    const auto policy = compile(text());
    work_off(policy, start_run(policy).run);
    Session session(dsn());
    {
        Transaction reading(session, Transaction::Mode::ReadOnly);
        const auto status = told(reading, *policy);
        EXPECT_EQ(status["unclassified"], 2);
        EXPECT_EQ(status["never_due"], 8);
        EXPECT_EQ(status["overdue"], json::object());
    }
    exec("delete from retentiond.count; update retentiond.run set census = census - 'never_due' - 'without_rule'");
    Transaction reading(session, Transaction::Mode::ReadOnly);
    EXPECT_EQ(told(reading, *policy)["never_due"], 0) << "as runs of earlier versions left it";
}

} // namespace
} // namespace retention::jobs
