// SPDX-License-Identifier: Apache-2.0
#include "config/exact_place.hpp"

#include <gtest/gtest.h>

#include <string>

namespace retention::config {
namespace {

const Source kSource("p.yaml", "consent:\n"
                               "  table: crm.consent\n"
                               "rules:\n"
                               "  - { name: left, keep: P1Y }\n"
                               "  - keep: P2Y\n"
                               "actions:\n"
                               "  act:\n"
                               "    crm.a: { b: redact }\n"
                               "    crm.a via b: delete\n");

// "line:column" of a finding about `path` that was reported at `line` and `column`.
std::string moved(const std::string& path, int line, int column) {
    policies::Findings findings{{policies::Severity::Error, "X", path, {line, column}, "is wrong", ""}};
    find_exact_places(findings, kSource);
    return std::to_string(findings[0].place.line) + ":" + std::to_string(findings[0].place.column);
}

TEST(ExactPlace, IsTheWordThatThePathLeadsTo) {
    EXPECT_EQ(moved("rules.left.keep", 4, 5), "4:25");
    EXPECT_EQ(moved("rules[2].keep", 5, 5), "5:11");
    EXPECT_EQ(moved("consent.table", 1, 1), "2:10");
    EXPECT_EQ(moved("actions.act.crm.a.b", 8, 5), "8:17");
}

TEST(ExactPlace, IsFoundForWhatHasNone) {
    EXPECT_EQ(moved("consent.table", 0, 0), "2:10");
    EXPECT_EQ(moved("policy", 0, 0), "0:0") << "there is no such key";
}

TEST(ExactPlace, LeavesWhatIsExactAlready) {
    EXPECT_EQ(moved("rules.left.keep", 4, 27), "4:27");
    EXPECT_EQ(moved("actions.act.crm.a.b", 8, 14), "8:14");
    EXPECT_EQ(moved("consent", 1, 1), "1:1");
}

TEST(ExactPlace, KnowsTablesWithDotsAndWays) {
    EXPECT_EQ(moved("actions.act.crm.a via b", 6, 1), "9:18");
    EXPECT_EQ(moved("actions.act", 6, 1), "7:3");
}

TEST(ExactPlace, LeavesWhatThePathDoesNotLeadTo) {
    EXPECT_EQ(moved("rules.right.keep", 4, 5), "4:5");
    EXPECT_EQ(moved("rules.left.when", 4, 5), "4:5");
    EXPECT_EQ(moved("", 4, 5), "4:5");
    EXPECT_EQ(moved("consent.tab", 1, 1), "1:1");
}

} // namespace
} // namespace retention::config
