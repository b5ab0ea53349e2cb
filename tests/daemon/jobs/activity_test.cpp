// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/activity.hpp"

#include <gtest/gtest.h>

namespace retention::jobs {
namespace {

Activity idle(const std::string& database = "crm") {
    Activity activity;
    activity.database = database;
    return activity;
}

TEST(Activity, NothingToDoIsIdle) {
    EXPECT_EQ(in_one_line({idle()}), "idle");
}

TEST(Activity, TellsHowFarARunIs) {
    auto activity = idle();
    activity.runs = {{"contacts", "running", 7, 3, 12}};
    EXPECT_EQ(in_one_line({activity}), "3 of 12 batches of contacts done");
    activity.why_wait = "replica lag 12 s";
    EXPECT_EQ(in_one_line({activity}), "3 of 12 batches of contacts done, waits: replica lag 12 s");
    activity.runs.front().state = "paused";
    EXPECT_EQ(in_one_line({activity}), "3 of 12 batches of contacts done, paused");
}

TEST(Activity, TellsWhatWaitsForAPerson) {
    auto activity = idle();
    activity.runs = {{"contacts", "awaiting_approval", 7, 0, 12}};
    activity.broken = 1;
    activity.drifted = 2;
    EXPECT_EQ(in_one_line({activity}),
              "run 7 of contacts waits for approval; 1 policy broken; 2 policies waiting because the schema drifted");
}

TEST(Activity, TroubleIsAllThereIsToSay) {
    auto activity = idle();
    activity.trouble = "cannot connect";
    activity.runs = {{"contacts", "running", 7, 3, 12}};
    EXPECT_EQ(in_one_line({activity}), "cannot connect");
}

TEST(Activity, SeveralDatabasesAreNamed) {
    EXPECT_EQ(in_one_line({idle("crm"), idle("shop")}), "crm: idle; shop: idle");
}

TEST(Activity, TheNextRunIsTheEarliestInItsOwnZone) {
    const auto known = [](const std::string& name, std::optional<platform::SystemTime> next) {
        policies::Policy policy;
        policy.name = name;
        KnownPolicy one;
        one.policy = std::make_shared<const policies::Policy>(policy);
        one.next_run = next;
        return one;
    };
    const platform::SystemTime noon{std::chrono::hours{12}};
    ActivityBoard board;
    board.set_trouble({});
    const auto activity = board.read("crm", "", {known("none", std::nullopt), known("late", noon + std::chrono::hours{1}),
                                                 known("early", noon), known("other", std::nullopt)});
    EXPECT_EQ(activity.next_policy, "early");
    EXPECT_EQ(in_one_line({activity}), "idle; next run 1970-01-01 12:00 (early)");
    EXPECT_EQ(in_one_line({board.read("crm", "", {known("none", std::nullopt)})}), "idle");
}

TEST(Activity, ABoardBeginsUnconnected) {
    EXPECT_EQ(in_one_line({ActivityBoard().read("crm", "", {})}), "not connected yet");
}

} // namespace
} // namespace retention::jobs
