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

} // namespace
} // namespace retention::jobs
