// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/overdue.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>
#include <map>
#include <regex>

namespace retention::jobs {
namespace {

using nlohmann::json;
using Parts = std::map<std::string, long long>;

// 100 are due since January, 7 are on hold and 3 below a floor.
Count counted(std::optional<long long> run = std::nullopt, RunTally tally = {}) {
    Count count;
    count.as_of = "2026-11-26T02:15:00+01:00";
    count.counted_at = "2026-11-26T02:15:01+01:00";
    count.run = run;
    count.tally = std::move(tally);
    count.census = {{"due", 100},
                    {"oldest_due_on", "2026-01-10"},
                    {"stopped",
                     {{"hold", {{"subjects", 7}, {"oldest_on", "2025-05-05"}}},
                      {"floor", {{"subjects", 3}, {"oldest_on", "2026-02-02"}}}}},
                    {"rules", json::array()}};
    return count;
}

json run_of(long long number, const std::string& state, const json& more = json::object()) {
    json run = {{"run", number},
                {"state", state},
                {"mode", "enforce"},
                {"done", 0},
                {"failed", 0},
                {"pending", 0},
                {"skipped", json::object()},
                {"created_at", "created"},
                {"started_at", "started"},
                {"finished_at", json()},
                {"failed_since", json()}};
    run.update(more);
    return run;
}

Standing standing(std::optional<json> run = std::nullopt, std::optional<Count> count = counted()) {
    Standing standing;
    standing.mode = policies::Mode::Enforce;
    standing.is_scheduled = true;
    standing.has_been_planned = true;
    standing.last_run = std::move(run);
    standing.count = std::move(count);
    return standing;
}

Parts parts_of(const Standing& standing) {
    Parts parts;
    const auto found = overdue(standing);
    for (const auto& part : found->parts)
        parts[std::string(part.reason)] = part.subjects;
    return parts;
}

const Overdue::Part& part(const Overdue& overdue, std::string_view reason) {
    for (const auto& part : overdue.parts)
        if (part.reason == reason)
            return part;
    throw std::runtime_error("nobody is overdue as " + std::string(reason));
}

TEST(Overdue, OfNobodyWhoWasCountedIsNoNumber) {
    EXPECT_FALSE(overdue(standing(std::nullopt, std::nullopt)));
}

TEST(Overdue, WhoAreInNoRunWaitForTheFirstObstacle) {
    const auto reason_with = [](auto change) {
        auto changed = standing();
        change(changed);
        auto parts = parts_of(changed);
        EXPECT_EQ(parts["hold"], 7);
        EXPECT_EQ(parts["floor"], 3);
        EXPECT_EQ(parts.size(), 3U);
        for (const auto& [reason, subjects] : parts)
            if (subjects == 100)
                return reason;
        return std::string("none");
    };
    EXPECT_EQ(reason_with([](Standing&) {}), "not_planned");
    EXPECT_EQ(reason_with([](Standing& s) { s.is_scheduled = false; }), "unscheduled");
    EXPECT_EQ(reason_with([](Standing& s) { s.is_scheduled = s.has_been_planned = false; }), "never_planned");
    EXPECT_EQ(reason_with([](Standing& s) { s.mode = policies::Mode::Observe; }), "observe");
    EXPECT_EQ(reason_with([](Standing& s) { s.paused_at = "then"; }), "paused");
    EXPECT_EQ(reason_with([](Standing& s) { s.is_refused = true; }), "refused");
    EXPECT_EQ(reason_with([](Standing& s) { s.is_drifted = true; }), "drifted");
    EXPECT_EQ(reason_with([](Standing& s) { s.is_broken = true; }), "broken");
    for (const auto* state : {"cancelled", "superseded", "failed"})
        EXPECT_EQ(reason_with([state](Standing& s) { s.last_run = run_of(4, state); }), state);
}

TEST(Overdue, WhoAreInARunWaitAsTheRunDoes) {
    const auto reason_with = [](const std::string& state, auto change) {
        auto changed = standing(run_of(4, state, {{"pending", 100}}), counted(4));
        change(changed);
        const auto parts = parts_of(changed);
        for (const auto& [reason, subjects] : parts)
            if (subjects == 100 && parts.size() == 3)
                return reason;
        return std::string("several");
    };
    EXPECT_EQ(reason_with("awaiting_approval", [](Standing&) {}), "awaiting_approval");
    EXPECT_EQ(reason_with("paused", [](Standing&) {}), "paused");
    EXPECT_EQ(reason_with("running", [](Standing&) {}), "running");
    EXPECT_EQ(reason_with("running", [](Standing& s) { s.paused_at = "then"; }), "paused");
    EXPECT_EQ(reason_with("running", [](Standing& s) { s.is_throttled = true; }), "throttled");
    EXPECT_EQ(reason_with("running", [](Standing& s) { s.is_outside_window = s.is_throttled = true; }), "window");
}

TEST(Overdue, FailedAndBusyAreTakenFirstAndTheRestComesLast) {
    const auto run = run_of(4, "running", {{"pending", 60}, {"failed", 2}, {"skipped", {{"busy", 3}}}, {"done", 25}});
    EXPECT_EQ(parts_of(standing(run, counted(4))),
              (Parts{{"hold", 7}, {"floor", 3}, {"failed", 2}, {"busy", 3}, {"running", 60}, {"not_planned", 10}}));
}

TEST(Overdue, NobodyIsAtWorkInARunThatIsOver) {
    for (const auto* state : {"failed", "superseded", "cancelled"})
        EXPECT_FALSE(parts_of(standing(run_of(5, state, {{"pending", 30}}), counted(5))).contains("running")) << state;
}

TEST(Overdue, WhatWasDoneSinceTheCountIsTakenOff) {
    const auto run = run_of(4, "finished", {{"done", 90}, {"skipped", {{"unless", 4}, {"gone", 1}}}});
    EXPECT_EQ(overdue(standing(run, counted(4)))->due, 5);
    EXPECT_EQ(overdue(standing(run, counted(3, {{"done", 50}})))->due, 5) << "the tally is of another run";
    EXPECT_EQ(overdue(standing(run, counted(4, {{"done", 90}, {"unless", 3}})))->due, 98)
        << "most of it was done before the count";
}

TEST(Overdue, WhatARunDidBeforeTheCountIsNotTakenOff) {
    auto count = counted(5);
    EXPECT_EQ(overdue(standing(run_of(4, "finished", {{"done", 90}}), count))->due, 100);
}

TEST(Overdue, WhoIsDueByAnotherRuleStillIs) {
    const auto run = run_of(4, "finished", {{"done", 90}, {"skipped", {{"other_rule", 10}}}});
    EXPECT_EQ(overdue(standing(run, counted(4)))->due, 10);
}

TEST(Overdue, WhoWasHeldWhenTheBatchCameIsHeld) {
    const auto run = run_of(4, "finished", {{"done", 95}, {"skipped", {{"hold", 5}}}});
    const auto found = overdue(standing(run, counted(4)));
    EXPECT_EQ(found->due, 0);
    EXPECT_EQ(part(*found, "hold").subjects, 12);
    EXPECT_EQ(part(*found, "hold").oldest_on, "2025-05-05");
}

TEST(Overdue, IsNeverLessThanNobodyAndNeverMoreThanAreDue) {
    const auto run = run_of(4, "running", {{"done", 99}, {"failed", 30}, {"pending", 70}, {"skipped", {{"gone", 9}}}});
    const auto found = overdue(standing(run, counted(4)));
    EXPECT_EQ(found->due, 0);
    EXPECT_EQ(parts_of(standing(run, counted(4))), (Parts{{"hold", 7}, {"floor", 3}}));
    const auto young = run_of(4, "running", {{"failed", 30}, {"pending", 90}});
    EXPECT_EQ(parts_of(standing(young, counted(4))),
              (Parts{{"hold", 7}, {"floor", 3}, {"failed", 30}, {"running", 70}}));
}

TEST(Overdue, SaysSinceWhenTheReasonHolds) {
    const auto waiting = overdue(standing(run_of(4, "awaiting_approval", {{"pending", 100}}), counted(4)));
    EXPECT_EQ(part(*waiting, "awaiting_approval").since, "created");
    EXPECT_EQ(part(*waiting, "awaiting_approval").oldest_on, "2026-01-10");
    EXPECT_FALSE(part(*waiting, "hold").since);
    EXPECT_EQ(waiting->oldest_on, "2025-05-05");
    const auto failed =
        overdue(standing(run_of(4, "finished", {{"failed", 1}, {"done", 99}, {"failed_since", "first"}}), counted(4)));
    EXPECT_EQ(part(*failed, "failed").since, "first");
}

TEST(Overdue, OfACountThatHasItByRuleOnlyIsToldAllTheSame) {
    auto count = counted(4);
    count.census.erase("stopped");
    count.census["rules"] = {{{"hold", 2}, {"floor", 0}, {"oldest_stopped_on", "2025-01-01"}},
                             {{"hold", 0}, {"floor", 4}, {"oldest_stopped_on", "2024-01-01"}}};
    const auto found = overdue(standing(run_of(4, "running", {{"pending", 100}}), count));
    EXPECT_EQ(part(*found, "hold").subjects, 2);
    EXPECT_EQ(part(*found, "hold").oldest_on, "2025-01-01");
    EXPECT_EQ(part(*found, "floor").subjects, 4);
}

TEST(OverdueReasons, AreThoseOfTheDocumentation) {
    std::ifstream file(std::string(RETENTIOND_SOURCE_DIR) + "/docs/overdue.md");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    std::size_t at = 0;
    for (const auto& reason : overdue_reasons()) {
        const std::string row = "| `" + std::string(reason.word) + "` | " + (reason.is_in_order ? "yes" : "no") +
                                " | " + std::string(reason.because) + " |\n";
        const auto found = text.find(row, at);
        EXPECT_NE(found, std::string::npos) << row;
        at = found == std::string::npos ? at : found;
    }
    const std::regex rows("\n\\| `[a-z_]+` \\|");
    EXPECT_EQ(std::distance(std::sregex_iterator(text.begin(), text.end(), rows), std::sregex_iterator()),
              static_cast<std::ptrdiff_t>(overdue_reasons().size()));
}

} // namespace
} // namespace retention::jobs
