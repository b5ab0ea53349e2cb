// SPDX-License-Identifier: Apache-2.0
//
// What `retentiond --test` says of files of tests, word for word: golden/*.test.yaml and beside each its output. With
// RETENTIOND_UPDATE_GOLDEN in the environment the output is written anew; look at the difference.
#include "tests/daemon/proving/program.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace retention::test {
namespace {

std::string read(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

void expect_golden(const std::string& name, int status) {
    const auto outcome = run_tests({name + ".test.yaml"});
    EXPECT_EQ(outcome.exit_status, status) << outcome.errors;
    const auto golden = golden_folder() / (name + ".txt");
    if (std::getenv("RETENTIOND_UPDATE_GOLDEN") != nullptr)
        std::ofstream(golden) << outcome.output;
    EXPECT_EQ(outcome.output, read(golden));
}

TEST(PolicyTestsGolden, WhatHoldsPasses) { expect_golden("good", 0); }
TEST(PolicyTestsGolden, WhatIsOtherwiseStandsBesideWhatWasExpected) { expect_golden("wrong", 1); }
TEST(PolicyTestsGolden, WhatCannotBeCarriedOutIsToldWithItsLine) { expect_golden("troubles", 1); }
TEST(PolicyTestsGolden, NamesThatDoNotExistAreAllTold) { expect_golden("names", 1); }
TEST(PolicyTestsGolden, MistakesOfTheFileAreAllTold) { expect_golden("broken", 1); }
TEST(PolicyTestsGolden, ErrorsOfThePolicyFailAllItsTests) { expect_golden("misfit", 1); }

} // namespace
} // namespace retention::test
