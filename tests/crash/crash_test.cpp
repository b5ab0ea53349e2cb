// SPDX-License-Identifier: Apache-2.0
//
// Stopping anywhere is safe: the daemon dies at every step that has a name, and at random moments, and the next start
// goes on.
#include "tests/crash/crash_fixture.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <random>
#include <sstream>
#include <thread>

namespace retention::test {
namespace {

// RETENTIOND_TEST_RANDOM_KILLS: how many. RETENTIOND_TEST_SEED: to repeat what went wrong.
TEST_F(CrashTest, RandomKillsLoseNobody) {
    const char* wanted = std::getenv("RETENTIOND_TEST_RANDOM_KILLS");
    const char* given = std::getenv("RETENTIOND_TEST_SEED");
    const int kills = wanted != nullptr ? std::atoi(wanted) : 20;
    const unsigned seed = given != nullptr ? static_cast<unsigned>(std::atol(given)) : std::random_device{}();
    std::cout << "seed " << seed << std::endl;
    std::mt19937 random(seed);
    std::uniform_int_distribution<int> milliseconds(100, 900);
    for (int kill = 0; kill < kills;) {
        crm().reset();
        crm().slow_down();
        bool is_finished = false;
        while (!is_finished && kill < kills) {
            Daemon daemon(installation());
            const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds(random));
            while (!is_finished && std::chrono::steady_clock::now() < end)
                is_finished = help_on(installation());
            if (is_finished)
                continue;
            daemon.process().signal(SIGKILL);
            ASSERT_TRUE(daemon.process().wait(kLongEnough));
            ++kill;
            ASSERT_EQ(crm().complaints("half_erased"), "") << "seed " << seed << ", kill " << kill;
        }
        crm().speed_up();
        Daemon daemon(installation());
        ASSERT_TRUE(wait_until([&] { return help_on(installation()); }, kLongEnough)) << "seed " << seed;
        expect_all_done();
        ASSERT_FALSE(HasFailure()) << "seed " << seed;
    }
}

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
