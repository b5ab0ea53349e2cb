// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/crash/harness.hpp"

#include <gtest/gtest.h>

namespace retention::test {

using namespace std::chrono_literals;

// Each test begins with the CRM as it was and one set of settings.
class CrashTest : public testing::Test {
protected:
    void SetUp() override;

    static Crm& crm();
    const Installation& installation() const { return *installation_; }

    // Batches that are not done yet.
    static long long pending();
    // Until some batches are done and some are not.
    static void wait_for_the_middle();
    static bool is_stopped(pid_t pid);

    // Until no batch is at work: what was begun when work was held up has come to its end.
    static void wait_until_quiet();
    // How many rows of people were changed so far.
    static long long changes();

    // Whether the last run comes to its end, without further dawdling.
    [[nodiscard]] bool ends_well() const;

    // What holds at any moment: nobody touched who was not due, nobody erased in part, the journal tells what changed.
    static void expect_sound();
    // And after a finished run: all who were due are done, each once.
    static void expect_all_done();

    std::optional<Installation> installation_;
};

} // namespace retention::test
