// SPDX-License-Identifier: Apache-2.0
#include "tests/support/process.hpp"

#include <csignal>
#include <gtest/gtest.h>
#include <system_error>

namespace retention::test {
namespace {

using namespace std::chrono_literals;

Command shell(const std::string& script) {
    return {{"sh", "-c", script}, {}, {}, -1};
}

TEST(Process, GivesBothStreamsAndTheStatus) {
    const auto outcome = run(shell("echo out; echo err >&2; exit 3"));
    EXPECT_EQ(outcome.output, "out\n");
    EXPECT_EQ(outcome.errors, "err\n");
    EXPECT_EQ(outcome.exit_status, 3);
    EXPECT_FALSE(outcome.signal);
}

TEST(Process, TakesOutputLargerThanAnyPipe) {
    EXPECT_EQ(run(shell("head -c 3000000 /dev/zero")).output.size(), 3'000'000U);
}

TEST(Process, AddsToAndRemovesFromTheEnvironment) {
    setenv("RETENTIOND_TEST_REMOVED", "there", 1);
    auto command = shell("echo \"$RETENTIOND_TEST_ADDED ${RETENTIOND_TEST_REMOVED-gone}\"");
    command.environment = {{"RETENTIOND_TEST_ADDED", "new"}, {"RETENTIOND_TEST_REMOVED", std::nullopt}};
    EXPECT_EQ(run(command).output, "new gone\n");
}

TEST(Process, RefusesAProgramThatIsNotThere) {
    EXPECT_THROW(run({{"/nonexistent/program"}, {}, {}, -1}), std::system_error);
}

TEST(Process, KillsWhatOutlivesItsDeadline) {
    EXPECT_EQ(run(shell("sleep 60"), 50ms).signal, SIGKILL);
}

TEST(Process, WaitsNoLongerThanAsked) {
    Process process(shell("sleep 60"));
    EXPECT_FALSE(process.wait(10ms));
    EXPECT_TRUE(process.is_running());
}

TEST(Process, SaysWhichSignalEndedIt) {
    Process process(shell("sleep 60"));
    process.signal(SIGTERM);
    const auto outcome = process.wait(10s);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->signal, SIGTERM);
    EXPECT_FALSE(process.is_running());
}

TEST(Process, CanBeStoppedAndContinued) {
    Process process(shell("sleep 0.05; echo done"));
    process.signal(SIGSTOP);
    EXPECT_FALSE(process.wait(150ms));
    process.signal(SIGCONT);
    const auto outcome = process.wait(10s);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->output, "done\n");
}

TEST(Process, ShowsOutputWhileItRuns) {
    Process process(shell("echo early; sleep 60"));
    EXPECT_TRUE(wait_until([&] { return process.output() == "early\n"; }, 10s));
}

TEST(WaitUntil, GivesUpAtTheDeadline) {
    EXPECT_FALSE(wait_until([] { return false; }, 20ms));
}

} // namespace
} // namespace retention::test
