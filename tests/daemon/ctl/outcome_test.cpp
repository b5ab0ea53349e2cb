// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/outcome.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace retention::ctl {
namespace {

using nlohmann::json;

TEST(Outcome, NumbersAreAContract) {
    EXPECT_EQ(exit_status(Outcome::Done), 0);
    EXPECT_EQ(exit_status(Outcome::Failed), 1);
    EXPECT_EQ(exit_status(Outcome::Usage), 2);
    EXPECT_EQ(exit_status(Outcome::NeedsAttention), 3);
}

json part(const char* reason, int subjects, bool is_in_order) {
    return {{"reason", reason}, {"subjects", subjects}, {"in_order", is_in_order}};
}

TEST(Outcome, StatusIsFineWhenNothingWaits) {
    EXPECT_EQ(outcome_of_status({{"policies", {{{"state", "ok"}, {"due", 5}, {"overdue_parts", {part("hold", 3, true), part("failed", 0, false)}}}}},
                                 {"runs", {{{"state", "running"}}}},
                                 {"databases", {{{"state", "ok"}}}}}),
              Outcome::Done);
}

TEST(Outcome, StatusNeedsAttention) {
    for (const json& status :
         {json{{"policies", {{{"state", "ok"}, {"overdue_parts", {part("hold", 3, true), part("failed", 1, false)}}}}}},
          json{{"policies", {{{"state", "broken"}}}}}, json{{"policies", {{{"state", "drifted"}}}}}, json{{"runs", {{{"state", "awaiting_approval"}}}}},
          json{{"databases", {{{"state", "unreachable"}}}}}, json{{"databases", {{{"state", "ok"}, {"holds_in_doubt", "hold 4 names none"}}}}}, json{{"refused_reload", {{"errors", json::array()}}}}})
        EXPECT_EQ(outcome_of_status(status), Outcome::NeedsAttention) << status;
}

TEST(Outcome, RunsByTheirState) {
    EXPECT_EQ(outcome_of_run("finished"), Outcome::Done);
    EXPECT_EQ(outcome_of_run("failed"), Outcome::Failed);
    EXPECT_EQ(outcome_of_run("cancelled"), Outcome::Failed);
    EXPECT_EQ(outcome_of_run("superseded"), Outcome::Failed);
    EXPECT_EQ(outcome_of_run("awaiting_approval"), Outcome::NeedsAttention);
    EXPECT_TRUE(has_ended("superseded"));
    EXPECT_FALSE(has_ended("paused"));
}

} // namespace
} // namespace retention::ctl
