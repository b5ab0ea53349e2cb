// SPDX-License-Identifier: Apache-2.0
//
// Files of tests. What is wrong with one is shown word for word by tests/daemon/proving/golden/broken.txt.
#include "config/policy_test_reader.hpp"

#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace retention::config {
namespace {

std::optional<PolicyTests> read(const std::string& text, policies::Findings& findings) {
    return read_policy_tests(Source("a.test.yaml", text), findings);
}

// A file with one test, which has these lines beside its name.
PolicyTest read_one(const std::string& lines) {
    policies::Findings findings;
    const auto tests = read("policy: a.yaml\nas_of: 2026-03-01\ntests:\n  - name: one\n" + lines, findings);
    EXPECT_TRUE(tests) << (findings.empty() ? "" : findings.front().message);
    return tests && !tests->tests.empty() ? tests->tests.front() : PolicyTest{};
}

std::string first_error(const std::string& lines) {
    policies::Findings findings;
    read("policy: a.yaml\nas_of: 2026-03-01\ntests:\n  - name: one\n" + lines, findings);
    return findings.empty() ? "" : findings.front().path + ": " + findings.front().message;
}

TEST(PolicyTestReader, TakesWhatAllTestsShareFromTheFile) {
    policies::Findings findings;
    const auto tests = read("policy: a.yaml\nschema: s.sql\nas_of: 2026-03-01\nrows: { t: [ { id: 1 } ] }\n"
                            "tests: [ { name: a, after: { t: gone } }, { name: b, as_of: 2025-01-31, after: { t: gone } } ]\n",
                            findings);
    ASSERT_TRUE(tests);
    EXPECT_EQ(tests->schema->value, "s.sql");
    EXPECT_EQ(tests->tables.size(), 1U);
    EXPECT_EQ(tests->tests[0].as_of.value, "2026-03-01");
    EXPECT_EQ(tests->tests[1].as_of.value, "2025-01-31");
}

TEST(PolicyTestReader, RefusesATestThatDependsOnToday) {
    policies::Findings findings;
    EXPECT_FALSE(read("policy: a.yaml\ntests: [ { name: a, rows: { t: [ {} ] }, after: { t: gone } } ]\n", findings));
    EXPECT_EQ(findings.front().code, "KEY_MISSING");
}

TEST(PolicyTestReader, RefusesATestThatExpectsNothing) {
    EXPECT_NE(first_error("    rows: { t: [ {} ] }\n").find("expects nothing"), std::string::npos);
    EXPECT_NE(first_error("    rows: { t: [ {} ] }\n    expect: { 1: {} }\n").find("expects nothing"), std::string::npos);
}

TEST(PolicyTestReader, KnowsTheDaysOfTheCalendar) {
    for (const auto* day : {"2024-02-29", "2026-12-31", "2026-01-01 12:00", "2026-01-01T12:00:00Z"})
        EXPECT_EQ(first_error("    as_of: " + std::string(day) + "\n    rows: { t: [ {} ] }\n    after: { t: gone }\n"), "") << day;
    for (const auto* day : {"2026-02-29", "2026-13-01", "2026-1-1", "today", "26-01-01", "2026-00-10", "2026-01-00"})
        EXPECT_NE(first_error("    as_of: " + std::string(day) + "\n    rows: { t: [ {} ] }\n    after: { t: gone }\n"), "") << day;
}

TEST(PolicyTestReader, ReadsValuesAsTheyAreWritten) {
    const auto test = read_one("    rows: { t: [ { a: null, b: \"\", c: 007, d: [1, \"x\\\"y\", null], e: { k: [1, 01, \"1\", true, null, -2.5e3] } } ] }\n"
                               "    after: { t: gone }\n");
    const auto& cells = test.tables.at(0).rows.at(0).cells;
    EXPECT_EQ(cells[0].value.kind, TestValue::Kind::Null);
    EXPECT_EQ(cells[1].value.kind, TestValue::Kind::Text);
    EXPECT_EQ(cells[1].value.text, "");
    EXPECT_EQ(cells[2].value.text, "007");
    EXPECT_EQ(cells[3].value.array, R"({"1","x\"y",NULL})");
    EXPECT_EQ(cells[3].value.text, R"([1, "x\"y", null])");
    EXPECT_EQ(cells[4].value.text, R"({"k": [1, "01", "1", true, null, -2.5e3]})");
}

TEST(PolicyTestReader, TellsMatchersFromValues) {
    const auto test = read_one("    rows: { t: [ {} ] }\n"
                               "    after: { t: [ { a: any, b: \"any\", c: { not: null }, d: { like: x% }, e: { matches: ^x }, f: { other: 1 }, g: 1 } ] }\n");
    const auto& cells = test.after.at(0).rows.at(0).cells;
    using Kind = ExpectedCell::Kind;
    const std::vector<Kind> kinds{Kind::Any, Kind::Equal, Kind::Differs, Kind::Like, Kind::Matches, Kind::Equal, Kind::Equal};
    for (std::size_t i = 0; i < kinds.size(); ++i)
        EXPECT_EQ(cells[i].kind, kinds[i]) << cells[i].column;
    EXPECT_EQ(cells[5].value.kind, TestValue::Kind::Map);
}

TEST(PolicyTestReader, KnowsTheWaysToSayNothing) {
    const auto test = read_one("    rows: { t: [ {} ] }\n"
                               "    expect: { 1: { class: none, action: null, holds: [], stopped_by: { r: none }, facts: { f: null, g: none }, next: none } }\n");
    for (const auto& each : test.subjects.at(0).expectations) {
        EXPECT_TRUE(each.names.empty()) << each.path;
        EXPECT_EQ(each.value.has_value(), each.path == "facts.g") << each.path << ": in a fact, none is a word like any other";
    }
}

TEST(PolicyTestReader, TakesAStateAloneForARule) {
    const auto test = read_one("    rows: { t: [ {} ] }\n    expect: { 1: { rules: { a: due, b: { state: hold, stopped_by: [x, y] } } } }\n");
    const auto& expectations = test.subjects.at(0).expectations;
    ASSERT_EQ(expectations.size(), 3U);
    EXPECT_EQ(expectations[0].about, Expectation::About::State);
    EXPECT_EQ(expectations[0].value, "due");
    EXPECT_EQ(expectations[2].names, (std::vector<std::string>{"x", "y"}));
}

TEST(PolicyTestReader, WritesACompositeKeyAsTheJournalDoes) {
    const auto test = read_one("    rows: { t: [ {} ] }\n    holds: [ [acme, 42], 7 ]\n    after: { t: gone }\n");
    EXPECT_EQ(test.holds.at(0).value, R"(["acme", "42"])");
    EXPECT_EQ(test.holds.at(1).value, "7");
}

TEST(PolicyTestReader, FindsFilesOfTestsOnly) {
    const test::TemporaryFolder folder;
    for (const auto* name : {"b.test.yaml", "a.test.yaml", "a.yaml", ".hidden.test.yaml", "test.yaml", "a.test.yml"})
        std::ofstream(folder.path() / name) << "x\n";
    policies::Findings findings;
    EXPECT_EQ(policy_test_paths(folder.path(), findings),
              (std::vector<std::filesystem::path>{folder.path() / "a.test.yaml", folder.path() / "b.test.yaml"}));
    EXPECT_TRUE(findings.empty());
    EXPECT_TRUE(policy_test_paths(folder.path() / "nowhere", findings).empty());
    EXPECT_EQ(findings.at(0).code, "FILE_UNREADABLE");
}

} // namespace
} // namespace retention::config
