// SPDX-License-Identifier: Apache-2.0
//
// Stopping a daemon is safe, and so are two of them.
#include "tests/crash/crash_fixture.hpp"

#include <csignal>

namespace retention::test {
namespace {

TEST_F(CrashTest, ADaemonThatIsTerminatedEndsItsBatchAndResumesLater) {
    crm().slow_down();
    {
        Daemon daemon(installation());
        ASSERT_TRUE(daemon.wait_until_up());
        start_approved_run(installation());
        wait_for_the_middle();
        daemon.process().signal(SIGTERM);
        const auto outcome = daemon.process().wait(30s);
        ASSERT_TRUE(outcome) << "the stop is bounded";
        EXPECT_EQ(outcome->exit_status, 0) << outcome->errors;
        EXPECT_EQ(crm().complaints("half_erased"), "");
        EXPECT_GT(pending(), 0) << "it was the middle of a run";
    }
    Daemon daemon(installation());
    EXPECT_TRUE(ends_well());
    expect_all_done();
}

TEST_F(CrashTest, TwoDaemonsShareARun) {
    crm().slow_down();
    crm().cluster().exec(Crm::kDatabase,
                         "create table proof.worker (pid int); create function proof.note_worker() returns trigger language plpgsql as $$ begin "
                         "insert into proof.worker values (pg_backend_pid()); return coalesce(new, old); end $$; create trigger note_worker "
                         "before update or delete on crm.person for each row execute function proof.note_worker()");
    const Installation other(crm().cluster());
    Daemon first(installation());
    Daemon second(other);
    ASSERT_TRUE(first.wait_until_up() && second.wait_until_up());
    start_approved_run(installation());
    EXPECT_TRUE(ends_well());
    EXPECT_GT(std::stoi(crm().value("select count(distinct pid) from proof.worker")), 2) << "more than the two workers of one daemon";
    EXPECT_EQ((*last_run(other))["state"], "finished");
    expect_all_done();
}

TEST_F(CrashTest, ADaemonThatIsStoppedInABatchHoldsUpOnlyThatBatch) {
    const Installation other(crm().cluster());
    Daemon second(other);
    ASSERT_TRUE(second.wait_until_up());
    Daemon first(installation(), "batch_after_action:1:stop");
    ASSERT_TRUE(first.wait_until_up());
    start_approved_run(other);
    ASSERT_TRUE(wait_until([&] { return is_stopped(first.process().pid()); }, kLongEnough)) << "it got no batch";
    // Its two workers may each hold one.
    EXPECT_TRUE(wait_until([&] { return pending() <= 2; }, kLongEnough));
    EXPECT_GE(pending(), 1);
    EXPECT_EQ((*last_run(other))["state"], "running");
    first.process().signal(SIGCONT);
    EXPECT_TRUE(wait_for_state(other, "finished"));
    expect_all_done();
}

} // namespace
} // namespace retention::test
