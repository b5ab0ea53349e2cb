// SPDX-License-Identifier: Apache-2.0
//
// How exactly values of facts are compared; the rest stands in golden/wrong.test.yaml.
#include "daemon/proving/standing.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace retention::proving {
namespace {

using config::Expectation;
using nlohmann::json;

bool is_taken_for(const std::optional<std::string>& written, const json& actual) {
    const json explanation = {{"class", "prospect"}, {"facts", {{"f", actual}}}, {"rules", json::array()}};
    const config::ExpectedSubject subject{"1", {}, {{Expectation::About::Fact, "f", written, {}, "facts.f", {}}}};
    return compare_standing(subject, explanation).empty();
}

TEST(Standing, ComparesATimeAsExactlyAsItIsWritten) {
    const json time = "2026-01-31T12:30:00+01:00";
    for (const auto* written : {"2026-01-31", "2026-01-31T12:30", "2026-01-31 12:30:00", "2026-01-31T12:30:00+01:00"})
        EXPECT_TRUE(is_taken_for(written, time)) << written;
    for (const auto* written : {"2026-01-3", "2026-01", "2026-02-01", "2026-01-31T12:3", "2026-01-31T12:31", "2026-01-31T12:30:00+02:00", ""})
        EXPECT_FALSE(is_taken_for(written, time)) << written;
}

TEST(Standing, TakesOnlyTimesForTimes) { EXPECT_FALSE(is_taken_for("2026-01-31", "2026-01-31: a note")); }

TEST(Standing, ComparesNumbersByValue) {
    EXPECT_TRUE(is_taken_for("12.5", 12.50));
    EXPECT_TRUE(is_taken_for("3", 3.0));
    EXPECT_FALSE(is_taken_for("3", 31));
    EXPECT_FALSE(is_taken_for("three", 3));
}

TEST(Standing, TellsNullFromItsWordAndFromNothing) {
    EXPECT_TRUE(is_taken_for(std::nullopt, json()));
    EXPECT_FALSE(is_taken_for("null", json()));
    EXPECT_FALSE(is_taken_for(std::nullopt, 0));
    EXPECT_FALSE(is_taken_for(std::nullopt, false));
    EXPECT_FALSE(is_taken_for("", json()));
}

TEST(Standing, ComparesTruthByItsWord) {
    EXPECT_TRUE(is_taken_for("true", true));
    EXPECT_FALSE(is_taken_for("true", false));
}

TEST(Standing, OfNobodyIsADifference) {
    const config::ExpectedSubject subject{"1", {4, 7}, {{Expectation::About::Class, "", "prospect", {}, "class", {}}}};
    const auto differences = compare_standing(subject, std::nullopt);
    ASSERT_EQ(differences.size(), 1U);
    EXPECT_EQ(differences[0].actual, "no_subject");
    EXPECT_EQ(differences[0].place.line, 4);
}

} // namespace
} // namespace retention::proving
