// SPDX-License-Identifier: Apache-2.0
#include "config/pace_change.hpp"

#include "config/settings_reader.hpp"

#include <gtest/gtest.h>

namespace retention::config {
namespace {

using namespace std::chrono_literals;

std::optional<Pace> changed(const std::vector<Replacement>& changes, policies::Findings& findings) {
    return change_pace(Pace(), changes, findings);
}

std::string refusal(const std::vector<Replacement>& changes) {
    policies::Findings findings;
    EXPECT_FALSE(changed(changes, findings));
    return findings.empty() ? "" : findings.front().path + ": " + findings.front().message;
}

TEST(PaceChange, SetsWhatItNamesAndLeavesTheRest) {
    policies::Findings findings;
    const auto pace = changed({{"pace.batch_time", "100ms"}, {"rows_per_second", "500"}, {"pace.replica_lag", "null"}}, findings);
    ASSERT_TRUE(pace);
    Pace expected;
    expected.batch_time = 100ms;
    expected.rows_per_second = 500;
    expected.replica_lag.reset();
    EXPECT_EQ(*pace, expected);
}

TEST(PaceChange, IsRefusedByTheRulesOfTheFile) {
    EXPECT_NE(refusal({{"pace.batch_time", "100"}}).find("pace.batch_time"), std::string::npos) << "a unit is missing";
    EXPECT_NE(refusal({{"pace.batch_time", "2m"}}), "");
    EXPECT_NE(refusal({{"pace.batch_rows", "0"}}), "");
    EXPECT_NE(refusal({{"pace.batch_tme", "1s"}}).find("batch_tme"), std::string::npos);
    EXPECT_NE(refusal({{"workers", "3"}}), "") << "not a matter of pace";
    EXPECT_NE(refusal({{"pace.lock_timeout", "61s"}}).find("longer than statement_timeout"), std::string::npos);
    EXPECT_NE(refusal({{"pace.batch_time", "1s"}, {"batch_time", "2s"}}).find("set twice"), std::string::npos);
    EXPECT_NE(refusal({{"pace.batch_time", "{ a: 1 }"}}), "");
}

TEST(PaceChange, TwoThatOnlyGoTogetherAreSetTogether) {
    policies::Findings findings;
    EXPECT_TRUE(changed({{"pace.lock_timeout", "61s"}, {"pace.statement_timeout", "2m"}}, findings));
}

// What is shown can be put into the file, and is then the same.
TEST(PaceChange, TextsReadBackAreTheSamePace) {
    Pace pace;
    pace.replica_lag.reset();
    pace.dead_rows = 12.5;
    pace.wal_mb_per_second = 20;
    pace.active_sessions = 40;
    pace.batch_changes = 77;
    std::string text = "databases: { crm: \"service=crm\" }\npace:\n";
    for (const auto& [key, value] : pace_texts(pace))
        text += "  " + key + ": " + value + "\n";
    Source source("retentiond.yaml", text);
    policies::Findings findings;
    EXPECT_EQ(read_settings(source, "/etc/retentiond", findings).pace, pace);
    EXPECT_TRUE(findings.empty());
}

} // namespace
} // namespace retention::config
