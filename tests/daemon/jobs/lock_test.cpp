// SPDX-License-Identifier: Apache-2.0
//
// Batches give way to the application: to its locks, in deadlocks, and when they take too long.
#include "tests/daemon/jobs/fixture.hpp"

#include <future>

namespace retention::jobs {
namespace {

using namespace std::chrono_literals;

class Giving : public ShopTest {
protected:
    // Does batches with short patience until only waiting ones are left.
    void work_impatiently(const std::shared_ptr<const CompiledPolicy>& policy, const database::Timeouts& timeouts) {
        database::Session session(dsn(), timeouts);
        pace_.retune(with(timeouts));
        for (int batch = 0; batch < 500; ++batch) {
            if (one_batch(session, policy) == BatchRunner::Result::Worked)
                continue;
            if (count("retentiond.batch where state = 'pending'") == 0)
                return;
            exec("update retentiond.batch set not_before = null where state = 'pending'");
        }
        FAIL() << "no end";
    }
};

TEST_F(Giving, ALockedConsentCostsOnlyItsOwnPerson) {
    const auto policy = compile();
    const auto planned = start_run(policy);
    Application application(dsn());
    application.exec("select from shop.consent where person_id = 7 for update");
    work_impatiently(policy, {10s, 50ms, 1min});
    EXPECT_EQ(outcome(planned.run, "done"), 39);
    EXPECT_EQ(outcome(planned.run, "busy"), 1);
    EXPECT_EQ(count("shop.person where id = 7"), 1);
    application.commit();
    expect_sound(planned.run);
}

TEST_F(Giving, ALockedAttachmentIsWaitedForOnlySoLong) {
    const auto policy = compile();
    const auto planned = start_run(policy);
    Application application(dsn());
    application.exec(
        "update shop.attachment set content = 'x' where activity_id = (select min(id) from shop.activity where "
        "person_id = 7)");
    database::Session session(dsn(), kTimeouts);
    pace_.retune(with({10s, 50ms, 1min}));
    EXPECT_EQ(one_batch(session, policy), BatchRunner::Result::Worked);
    EXPECT_EQ(count("retentiond.batch where state = 'pending' and attempts = 1 and not_before is not null"), 1);
    EXPECT_EQ(count("audit.change where by_us"), 0);
    application.commit();
    EXPECT_EQ(work_off(policy, planned.run), "finished");
    EXPECT_EQ(outcome(planned.run, "done"), 40);
    expect_sound(planned.run);
}

TEST_F(Giving, ADeadlockIsTriedAgain) {
    const auto policy = compile();
    const auto planned = start_run(policy);
    // The batch notices first and is the one to give way.
    exec("alter database " + std::string(kDatabase) + " set deadlock_timeout = '20ms'");
    Application application(dsn());
    application.exec(
        "set deadlock_timeout = '20s'; update shop.consent set legal_basis = legal_basis where person_id = 7");
    database::Session session(dsn(), kTimeouts);
    auto batch = std::async(std::launch::async, [&] { return one_batch(session, policy); });
    EXPECT_TRUE(waits_for_lock(kDatabase, session.backend_pid()));
    application.exec("update shop.person set status = status where id = 7");
    EXPECT_EQ(batch.get(), BatchRunner::Result::Worked);
    EXPECT_EQ(count("retentiond.batch where state = 'pending' and attempts = 1"), 1);
    application.commit();
    EXPECT_EQ(work_off(policy, planned.run), "finished");
    EXPECT_EQ(outcome(planned.run, "done"), 40);
    expect_sound(planned.run);
}

TEST_F(Giving, ABatchThatTakesTooLongIsHalved) {
    exec("create function shop.dawdle() returns trigger language plpgsql as $$ begin perform pg_sleep(0.1); return "
         "old; end $$;"
         "create trigger dawdle before delete on shop.person for each row execute function shop.dawdle()");
    const auto policy = compile();
    const auto planned = start_run(policy);
    work_impatiently(policy, {1s, 10s, 1min});
    EXPECT_EQ(outcome(planned.run, "done"), 40);
    EXPECT_GT(count("retentiond.batch"), 4);
    EXPECT_LT(pace_.batch_rows(), 250u) << "the next batches are smaller from the start";
    expect_sound(planned.run);
}

TEST_F(Giving, TwoWorkersShareARunAndNoBatchIsDoneTwice) {
    const auto policy = compile();
    const auto planned = start_run(policy, 2);
    const auto work = [&] {
        database::Session session(dsn(), kTimeouts);
        int batches = 0;
        while (one_batch(session, policy) == BatchRunner::Result::Worked)
            ++batches;
        return batches;
    };
    auto other = std::async(std::launch::async, work);
    const int batches = work() + other.get();
    EXPECT_EQ(work_off(policy, planned.run), "finished");
    EXPECT_EQ(batches, 20);
    EXPECT_EQ(outcome(planned.run, "done"), 40);
    expect_sound(planned.run);
}

TEST_F(Giving, ABatchThatIsTooLargeByNowIsSplit) {
    const auto policy = compile();
    const auto planned = start_run(policy);
    for (int i = 0; i < 6; ++i)
        pace_.batch_timed_out();
    ASSERT_EQ(pace_.batch_rows(), 3u);
    EXPECT_EQ(one_batch(policy), BatchRunner::Result::Worked);
    EXPECT_EQ(value("select string_agg(subjects::text, ' ' order by number) from retentiond.batch"), "3 20 17");
    EXPECT_EQ(work_off(policy, planned.run), "finished");
    EXPECT_EQ(outcome(planned.run, "done"), 40);
    expect_sound(planned.run);
}

} // namespace
} // namespace retention::jobs
