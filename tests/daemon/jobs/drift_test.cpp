// SPDX-License-Identifier: Apache-2.0
//
// A schema that changes between plan and batch: the run stops before anything is touched.
#include "tests/daemon/jobs/fixture.hpp"

#include <future>

namespace retention::jobs {
namespace {

class Drift : public ShopTest, public testing::WithParamInterface<const char*> {};

TEST_P(Drift, SupersedesTheRunBeforeAnythingIsTouched) {
    const auto policy = compile();
    const auto planned = start_run(policy, 5);
    exec(GetParam());
    EXPECT_EQ(work_off(policy, planned.run), "superseded");
    EXPECT_EQ(count("audit.change where by_us"), 0);
    EXPECT_EQ(count("retentiond.batch where state <> 'abandoned' or keys is not null"), 0);
}

TEST_P(Drift, InTheMiddleOfARunSupersedesTheRest) {
    const auto policy = compile();
    const auto planned = start_run(policy, 5);
    EXPECT_EQ(one_batch(policy), BatchRunner::Result::Worked);
    const auto before = count("audit.change where by_us");
    EXPECT_GT(before, 0);
    exec(GetParam());
    EXPECT_EQ(work_off(policy, planned.run), "superseded");
    EXPECT_EQ(count("audit.change where by_us"), before);
    EXPECT_EQ(outcome(planned.run, "done"), 5);
}

INSTANTIATE_TEST_SUITE_P(
    Changes, Drift,
    testing::Values("alter table shop.person add column passport text",
                    "alter table shop.activity add column location point",
                    "alter table shop.person rename column email to mail",
                    "alter table shop.activity rename column body to content",
                    "alter table shop.person alter column email type varchar(200)",
                    "create table shop.ticket (id int primary key, person_id bigint references shop.person)",
                    "create table shop.scan (id int primary key, attachment_id bigint references shop.attachment)",
                    "drop table shop.attachment", "alter table shop.attachment rename to enclosure",
                    "alter table shop.person enable row level security",
                    "create table shop.old_activity () inherits (shop.activity)",
                    "create trigger again after delete on shop.person for each row execute function audit.note()"));

TEST_F(ShopTest, APartitionAttachedSinceThePlanSupersedesTheRun) {
    exec("alter table shop.attachment rename to attachment_1; alter table shop.attachment_1 rename constraint "
         "attachment_pkey to "
         "p1; create table shop.attachment (id bigint not null, activity_id bigint not null references shop.activity, "
         "content "
         "text, primary key (id, activity_id)) partition by hash (activity_id)");
    exec("create table shop.part_0 partition of shop.attachment for values with (modulus 2, remainder 0)");
    exec("create index on shop.attachment (activity_id)");
    exec("drop table shop.attachment_1");
    const auto policy = compile();
    const auto planned = start_run(policy);
    exec("create table shop.part_1 partition of shop.attachment for values with (modulus 2, remainder 1)");
    EXPECT_EQ(work_off(policy, planned.run), "superseded");
    EXPECT_EQ(count("audit.change where by_us"), 0);
}

TEST_F(ShopTest, ATableThatComesWhileABatchWaitsForItsLocksIsNotErasedFrom) {
    const auto policy = compile();
    const auto planned = start_run(policy);
    Application application(dsn());
    application.exec("select from shop.consent where person_id = 7 for update");
    database::Session session(dsn(), kTimeouts);
    auto batch = std::async(std::launch::async, [&] { return one_batch(session, policy); });
    EXPECT_TRUE(waits_for_lock(kDatabase, session.backend_pid()));
    exec("create table shop.scan (attachment_id bigint references shop.attachment on delete cascade); "
         "insert into shop.scan select id from shop.attachment");
    application.commit();
    batch.wait();
    EXPECT_EQ(work_off(policy, planned.run), "superseded");
    EXPECT_EQ(count("shop.scan"), 100);
    EXPECT_EQ(count("audit.change where by_us"), 0);
}

TEST_F(ShopTest, ManyWorkersAtOnceSupersedeARunWithoutWaitingForEachOther) {
    const auto policy = compile();
    const auto planned = start_run(policy, 1);
    exec("alter table shop.person add column passport text");
    constexpr database::Timeouts kImpatient{std::chrono::seconds(30), std::chrono::milliseconds(500), std::chrono::minutes(1)};
    std::vector<std::future<BatchRunner::Result>> workers;
    for (int i = 0; i < 8; ++i)
        workers.push_back(std::async(std::launch::async, [&] {
            database::Session session(dsn(), kImpatient);
            return one_batch(session, policy);
        }));
    for (auto& worker : workers)
        EXPECT_NO_THROW(worker.get());
    EXPECT_EQ(state_of(planned.run), "superseded");
    EXPECT_EQ(log_text_.str().find("BATCH_PUT_OFF"), std::string::npos) << log_text_.str();
}

TEST_F(ShopTest, AChangeThatIsNoneOfThePolicysBusinessStopsNothing) {
    const auto policy = compile();
    const auto planned = start_run(policy);
    exec("create table shop.product (id int primary key, name text); create index on shop.person (name); analyze "
         "shop.person");
    EXPECT_EQ(work_off(policy, planned.run), "finished");
    EXPECT_EQ(outcome(planned.run, "done"), 40);
}

TEST_F(ShopTest, ARunOfAnotherPolicyTextIsSuperseded) {
    const auto planned = start_run(compile(), 5);
    auto text = policy_text();
    text.replace(text.find("P2Y"), 3, "P3Y");
    EXPECT_EQ(work_off(compile(text), planned.run), "superseded");
    EXPECT_EQ(count("audit.change where by_us"), 0);
}

} // namespace
} // namespace retention::jobs
