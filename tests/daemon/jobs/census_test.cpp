// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/census.hpp"
#include "tests/daemon/jobs/fixture.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {
namespace {

class CensusTest : public ShopTest {
protected:
    Census take(const std::string& text = policy_text()) {
        policy_ = compile(text);
        database::Session session(dsn());
        return Planner(clock_).count(session, *policy_, std::nullopt);
    }

    std::shared_ptr<const CompiledPolicy> policy_;
};

TEST_F(CensusTest, CountsEverybodyOnce) {
    exec("update shop.person set status = 'friend' where id in (3, 204)");
    const auto census = take();
    EXPECT_EQ(census.subjects, 50);
    EXPECT_EQ(census.unclassified, 2);
    EXPECT_EQ(census.classes.at("prospect"), 28);
    EXPECT_EQ(census.classes.at("former"), 20);
    EXPECT_EQ(census.due, 39);
    EXPECT_EQ(census.rules.at(0).due, 19);
    EXPECT_EQ(census.rules.at(0).takes, 19);
    EXPECT_EQ(census.rules.at(0).unless, 9);
    EXPECT_EQ(census.rules.at(0).expired(), 28);
    EXPECT_EQ(census.rules.at(1).due, 20);
}

TEST_F(CensusTest, AClassWithoutPeopleIsToldAsZero) {
    exec("update shop.person set status = 'prospect'");
    EXPECT_EQ(take().classes.at("former"), 0);
}

TEST_F(CensusTest, TellsWhatStopsPeople) {
    exec("insert into retentiond.hold (subject_table, key_columns, key, reason, placed_by) values ('shop.person', 'id', '7', 'court', "
         "'dpo')");
    exec("delete from shop.attachment where activity_id in (select id from shop.activity where person_id = 8)");
    exec("delete from shop.activity where person_id = 8");
    const auto census = take();
    EXPECT_EQ(census.rules.at(0).holds.at("operator"), 1);
    EXPECT_EQ(census.rules.at(0).hold(), 1);
    EXPECT_EQ(census.rules.at(0).no_starting_point, 1);
    EXPECT_EQ(census.due, 38);
}

TEST_F(CensusTest, KnowsTheOldest) {
    exec("update shop.person set ended_on = '2001-02-03' where id = 107");
    const auto census = take();
    EXPECT_EQ(census.oldest_due_on, "2006-02-03");
    EXPECT_EQ(census.rules.at(1).oldest_due_on, "2006-02-03");
}

TEST_F(CensusTest, IsADocument) {
    const auto census = take();
    const auto document = to_json(census, *policy_->policy);
    for (const auto* field : {"policy", "as_of", "subjects", "classes", "unclassified", "rules", "due"})
        EXPECT_TRUE(document.contains(field)) << field;
    for (const auto* field : {"rule", "class", "action", "expired", "due", "unless", "floor", "hold"})
        EXPECT_TRUE(document["rules"][0].contains(field)) << field;
    EXPECT_EQ(document["due_by_action"]["delete"], 20);
    EXPECT_EQ(document["due_by_action"]["anonymize"], 20);
}

} // namespace
} // namespace retention::jobs
