// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/progress.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace retention::ctl {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

const Progress::Time kStart{};

json run(const char* state, long long done, long long planned) {
    return {{"run", 12},   {"policy", "contacts"},       {"state", state},    {"done", done},
            {"failed", 1}, {"skipped", {{"unless", 2}}}, {"planned", planned}};
}

TEST(Progress, BarShowsShareCountsAndTimeLeft) {
    Progress progress;
    progress.update(run("running", 97, 1000), kStart);
    progress.update(run("running", 497, 1000), kStart + 4s);
    EXPECT_EQ(progress.bar(Screen{}), "run 12 contacts  ████████████░░░░░░░░░░░░  50%  500 of 1,000  0:05 left");
}

TEST(Progress, BarIsDrawnWithWhatTheTerminalShows) {
    Progress progress;
    progress.update(run("running", 497, 1000), kStart);
    EXPECT_NE(progress.bar({.is_terminal = true, .width = 100}).find("############............"), std::string::npos);
    EXPECT_NE(progress.bar({.is_terminal = true, .width = 100, .has_blocks = true}).find("████████████░"), std::string::npos);
}

TEST(Progress, GuessesNoTimeFromTooLittle) {
    Progress progress;
    progress.update(run("running", 97, 1000), kStart);
    progress.update(run("running", 497, 1000), kStart + 200ms);
    EXPECT_EQ(progress.bar(Screen{}).find("left"), std::string::npos);
}

TEST(Progress, ShowsAStateOtherThanRunningAndWhy) {
    Progress progress;
    auto paused = run("paused", 97, 1000);
    paused["reason"] = "replica lag 12 s";
    progress.update(paused, kStart);
    EXPECT_EQ(progress.bar(Screen{}),
              "run 12 contacts  ██░░░░░░░░░░░░░░░░░░░░░░  10%  100 of 1,000  paused  (replica lag 12 s)");
}

TEST(Progress, BarFitsTheScreen) {
    Progress progress;
    progress.update(run("awaiting_approval", 0, 1000), kStart);
    EXPECT_LT(columns_of(progress.bar(Screen{true, false, 40})), 40U);
}

TEST(Progress, TellsEachStateAndEachTenPercentOnce) {
    Progress progress;
    progress.update(run("running", 0, 1000), kStart);
    EXPECT_EQ(progress.news(), "run 12 contacts: running, 3 of 1,000 (0%)");
    progress.update(run("running", 90, 1000), kStart);
    EXPECT_EQ(progress.news(), std::nullopt);
    progress.update(run("running", 97, 1000), kStart);
    EXPECT_EQ(progress.news(), "run 12 contacts: running, 100 of 1,000 (10%)");
    EXPECT_EQ(progress.news(), std::nullopt);
    progress.update(run("finished", 997, 1000), kStart);
    EXPECT_EQ(progress.news(), "run 12 contacts: finished, 1,000 of 1,000 (100%)");
}

TEST(Progress, EmptyRunIsCompleteOnceItHasEnded) {
    Progress progress;
    progress.update({{"run", 1}, {"policy", "p"}, {"state", "finished"}, {"planned", 0}}, kStart);
    EXPECT_NE(progress.bar(Screen{}).find("100%"), std::string::npos);
}

} // namespace
} // namespace retention::ctl
