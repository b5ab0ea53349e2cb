// SPDX-License-Identifier: Apache-2.0
#include "config/diagnostics.hpp"

#include <gtest/gtest.h>

namespace retention::config {
namespace {

using policies::Finding;
using policies::Severity;

Finding finding(int line, int column, std::string message) {
    return {Severity::Error, "X", "a.b", {line, column}, std::move(message), ""};
}

TEST(Render, ShowsLineCaretAndHint) {
    const Source source("contacts.yaml", "a:\n  b: wrong\n");
    auto wrong = finding(2, 6, "is wrong");
    wrong.hint = "Write right.";
    EXPECT_EQ(render(wrong, source), "contacts.yaml:2:6: a.b: is wrong [X]\n"
                                     "      b: wrong\n"
                                     "         ^\n"
                                     "HINT: Write right.\n");
}

TEST(Render, NamesWarningsAndNotes) {
    const Source source("x.yaml", "");
    auto each = finding(0, 0, "is odd");
    each.severity = Severity::Warning;
    EXPECT_EQ(render(each, source), "x.yaml: warning: a.b: is odd [X]\n");
    each.severity = Severity::Note;
    EXPECT_EQ(render(each, source), "x.yaml: note: a.b: is odd [X]\n");
}

TEST(Render, TabsBecomeSpaces) {
    const Source source("x.yaml", "\tb: c");
    EXPECT_EQ(render(finding(1, 5, "x"), source), "x.yaml:1:5: a.b: x [X]\n     b: c\n        ^\n");
}

TEST(Render, CaretStandsUnderTheCharacterNotTheByte) {
    const Source source("x.yaml", "\xC3\xAB\xC3\xAB: c");
    EXPECT_EQ(render(finding(1, 5, "x"), source), "x.yaml:1:5: a.b: x [X]\n    \xC3\xAB\xC3\xAB: c\n        ^\n");
}

TEST(Render, LongLinesAreClippedAroundTheCaret) {
    const Source source("x.yaml", std::string(200, 'a') + "b" + std::string(200, 'c'));
    EXPECT_EQ(render(finding(1, 201, "x"), source), "x.yaml:1:201: a.b: x [X]\n    ..." + std::string(60, 'a') + "b" +
                                                        std::string(39, 'c') + "...\n    " + std::string(63, ' ') +
                                                        "^\n");
}

TEST(Render, ConcealedLinesAreNotShown) {
    Source source("x.yaml", "secret");
    source.conceal(1, 1);
    EXPECT_EQ(render(finding(1, 1, "x"), source), "x.yaml:1:1: a.b: x [X]\n");
}

TEST(Render, OrdersByLineThenColumn) {
    const Source source("x.yaml", "");
    const auto text = render({finding(2, 1, "third"), finding(1, 9, "second"), finding(1, 2, "first")}, source);
    EXPECT_EQ(text, "x.yaml:1:2: a.b: first [X]\nx.yaml:1:9: a.b: second [X]\nx.yaml:2:1: a.b: third [X]\n");
}

TEST(Render, APlaceBeyondTheFileIsNoTrouble) {
    const Source source("x.yaml", "a");
    EXPECT_EQ(render(finding(9, 9, "x"), source), "x.yaml:9:9: a.b: x [X]\n");
    EXPECT_EQ(render(finding(1, 99, "x"), source), "x.yaml:1:99: a.b: x [X]\n    a\n     ^\n");
}

} // namespace
} // namespace retention::config
