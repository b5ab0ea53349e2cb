// SPDX-License-Identifier: Apache-2.0
#include "tests/monitoring/promtool.hpp"

#include <gtest/gtest.h>

namespace retention::test {
namespace {

const std::string kFolder = std::string(RETENTIOND_SOURCE_DIR) + "/config/monitoring/";

TEST(Alerts, AreRulesThatPrometheusTakes) {
    if (!has_promtool())
        GTEST_SKIP() << kNoPromtool;
    const auto outcome = run({{promtool(), "check", "rules", kFolder + "alerts.yaml"}, {}, {}, -1});
    EXPECT_TRUE(outcome.succeeded()) << outcome.output << outcome.errors;
}

TEST(Alerts, FireWhenTheyShouldAndOnlyThen) {
    if (!has_promtool())
        GTEST_SKIP() << kNoPromtool;
    const auto outcome =
        run({{promtool(), "test", "rules", kFolder + "alerts.test.yaml"}, {}, {}, -1}, std::chrono::minutes(2));
    EXPECT_TRUE(outcome.succeeded()) << outcome.output << outcome.errors;
}

} // namespace
} // namespace retention::test
