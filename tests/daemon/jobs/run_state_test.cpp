// SPDX-License-Identifier: Apache-2.0
//
// The life of a run is told four times: as a table in C++, as a constraint in SQL, as a page for people, as a model for spin.
#include "daemon/jobs/run_state.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

namespace retention::jobs {
namespace {

const std::filesystem::path kRoot = RETENTIOND_SOURCE_DIR;

constexpr RunState kAll[] = {RunState::Planning, RunState::AwaitingApproval, RunState::Running,   RunState::Paused,
                             RunState::Finished, RunState::Superseded,       RunState::Cancelled, RunState::Failed};

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::set<std::string> words_of_table() {
    std::set<std::string> words;
    for (const auto state : kAll)
        words.emplace(to_text(state));
    return words;
}

bool is_end(RunState state) {
    for (const auto& step : run_transitions())
        if (step.from == state)
            return false;
    return true;
}

TEST(RunState, HasTheWordsOfTheJournalsConstraint) {
    const auto sql = text_of(kRoot / "daemon/database/migrations/001_journal.sql");
    const auto begin = sql.find("check (state in (", sql.find("create table retentiond.run "));
    ASSERT_NE(begin, std::string::npos);
    const auto list = sql.substr(begin, sql.find("))", begin) - begin);
    std::set<std::string> words;
    const std::regex quoted("'([a-z_]+)'");
    for (auto word = std::sregex_iterator(list.begin(), list.end(), quoted); word != std::sregex_iterator(); ++word)
        words.insert((*word)[1]);
    EXPECT_EQ(words, words_of_table());
}

TEST(RunState, EachStepIsInTheTableOnceWithAReason) {
    std::set<std::pair<RunState, RunState>> seen;
    for (const auto& step : run_transitions()) {
        EXPECT_TRUE(seen.emplace(step.from, step.to).second) << to_text(step.from) << " to " << to_text(step.to);
        EXPECT_TRUE(step.because.ends_with('.')) << step.because;
        EXPECT_NE(step.from, step.to);
    }
}

TEST(RunState, EachStateButPlanningCanBeReachedAndOnlyFourAreEnds) {
    std::set<RunState> reached{RunState::Planning};
    for (std::size_t round = 0; round < std::size(kAll); ++round)
        for (const auto& step : run_transitions())
            if (reached.count(step.from) > 0)
                reached.insert(step.to);
    EXPECT_EQ(reached.size(), std::size(kAll));
    std::set<std::string> ends;
    for (const auto state : kAll)
        if (is_end(state))
            ends.emplace(to_text(state));
    EXPECT_EQ(ends, (std::set<std::string>{"cancelled", "failed", "finished", "superseded"}));
}

TEST(RunState, TheActiveOnesOfTheJournalAreThoseThatAreNoEnd) {
    const auto sql = text_of(kRoot / "daemon/database/migrations/001_journal.sql");
    const auto begin = sql.find("create unique index run_one_active");
    const auto condition = sql.substr(begin, sql.find(';', begin) - begin);
    for (const auto state : kAll)
        EXPECT_EQ(condition.find("'" + std::string(to_text(state)) + "'") != std::string::npos, !is_end(state))
            << to_text(state);
}

TEST(RunState, ThePageForPeopleHasEachStepAndNoOther) {
    const auto path = kRoot / "docs/run-lifecycle.md";
    if (!std::filesystem::exists(path))
        GTEST_SKIP() << "there is no docs/run-lifecycle.md";
    const auto page = text_of(path);
    std::set<std::pair<std::string, std::string>> told;
    // A row of its table: | running | paused | ... |
    const std::regex row(R"(\n\|\s*`?([a-z_]+)`?\s*\|\s*`?([a-z_]+)`?\s*\|)");
    for (auto line = std::sregex_iterator(page.begin(), page.end(), row); line != std::sregex_iterator(); ++line)
        if (words_of_table().count((*line)[1]) > 0 && words_of_table().count((*line)[2]) > 0)
            told.emplace((*line)[1], (*line)[2]);
    std::set<std::pair<std::string, std::string>> known;
    for (const auto& step : run_transitions())
        known.emplace(to_text(step.from), to_text(step.to));
    EXPECT_EQ(told, known);
    for (const auto state : kAll)
        EXPECT_NE(page.find(to_text(state)), std::string::npos) << to_text(state);
}

// tests/model/run.sh checks it in every interleaving.
TEST(RunState, TheModelHasEachStepAndNoOther) {
    const auto model = text_of(kRoot / "tests/model/run.pml");
    std::set<std::pair<std::string, std::string>> modelled;
    const std::regex step(R"((?:MOVE\(|MOVE_IF\([^;\n]*, )([a-z_]+), ([a-z_]+)\))");
    for (auto move = std::sregex_iterator(model.begin(), model.end(), step); move != std::sregex_iterator(); ++move)
        if (words_of_table().count((*move)[1]) > 0)
            modelled.emplace((*move)[1], (*move)[2]);
    std::set<std::pair<std::string, std::string>> known;
    for (const auto& transition : run_transitions())
        known.emplace(to_text(transition.from), to_text(transition.to));
    EXPECT_EQ(modelled, known);
}

} // namespace
} // namespace retention::jobs
