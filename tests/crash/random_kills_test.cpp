// SPDX-License-Identifier: Apache-2.0
//
// Killed at any moment, the daemon loses nobody: the next start goes on.
#include "tests/crash/crash_fixture.hpp"

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <random>

namespace retention::test {
namespace {

class RandomKills : public CrashTest {};

// RETENTIOND_TEST_RANDOM_KILLS: how many. RETENTIOND_TEST_SEED: to repeat what went wrong.
TEST_F(RandomKills, LoseNobody) {
    const char* wanted = std::getenv("RETENTIOND_TEST_RANDOM_KILLS");
    const char* given = std::getenv("RETENTIOND_TEST_SEED");
    const int kills = wanted != nullptr ? std::atoi(wanted) : 200;
    const unsigned seed = given != nullptr ? static_cast<unsigned>(std::atol(given)) : std::random_device{}();
    std::cout << "seed " << seed << std::endl;
    std::mt19937 random(seed);
    // Half of them early: in the start, the resumption and the first batch. The others let a run come some way.
    std::bernoulli_distribution is_early(0.5);
    std::uniform_int_distribution<int> early(10, 120);
    std::uniform_int_distribution<int> late(120, 500);
    for (int kill = 0; kill < kills;) {
        crm().reset();
        crm().slow_down();
        bool is_finished = false;
        while (!is_finished && kill < kills) {
            Daemon daemon(installation());
            const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds((is_early(random) ? early : late)(random));
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

} // namespace
} // namespace retention::test
