// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/report.hpp"

#include "config/source.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace retention::proving {
namespace {

class ReportTest : public testing::Test {
protected:
    ReportTest() {
        file_.path = "a.test.yaml";
        file_.source = source_;
        file_.policy = "p";
    }

    TestResult test(const std::string& name, std::vector<Difference> differences = {}, policies::Findings troubles = {}) const {
        return {name, {3, 5}, std::move(differences), std::move(troubles), std::chrono::milliseconds(1234)};
    }

    std::shared_ptr<const config::Source> source_ = std::make_shared<const config::Source>("a.test.yaml", "policy: a\n");
    FileResult file_;
};

TEST_F(ReportTest, SetsExpectedAndActualSideBySideByCharacters) {
    file_.tests = {test("t", {{{4, 9}, "1.class", "Zoë", "x"}, {{12, 10}, "after.crm.person", "a", "b"}})};
    EXPECT_EQ(render(file_, false), "a.test.yaml\n"
                                    "  FAILED  t\n"
                                    "                                         expected  actual\n"
                                    "    a.test.yaml:4:9: 1.class             Zoë       x\n"
                                    "    a.test.yaml:12:10: after.crm.person  a         b\n");
}

TEST_F(ReportTest, IsHarmlessToATerminal) {
    file_.tests = {test("\x1b]0;owned\x07", {{{4, 9}, "1.class", "\x1b[2J", "\n"}})};
    const auto text = render(file_, false);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find('\x07'), std::string::npos);
}

TEST_F(ReportTest, HasNoColourUnlessAskedFor) {
    file_.tests = {test("t")};
    EXPECT_EQ(render(file_, false).find('\x1b'), std::string::npos);
    EXPECT_NE(render(file_, true).find("\x1b[32mok\x1b[0m"), std::string::npos);
}

TEST_F(ReportTest, CountsAllTestsOfAFileThatCouldNotBeginAsFailed) {
    file_.tests = {test("t"), test("u")};
    file_.obstacle = "there is no server";
    EXPECT_EQ(render_summary({file_}), "1 file, 2 tests, 0 passed, 2 failed\n");
    FileResult unread;
    unread.obstacle = "x";
    EXPECT_EQ(render_summary({unread}), "1 file, 1 test, 0 passed, 1 failed\n");
    EXPECT_FALSE(unread.has_passed());
    EXPECT_EQ(to_json({file_})["files"][0]["tests"][0]["passed"], false);
}

TEST_F(ReportTest, WritesJunitThatXmlCanHold) {
    file_.tests = {test("<&\"'>\x01", {{{4, 9}, "1.class", "<a>", "b&\nc"}}), test("fine"),
                   test("broken", {}, {{policies::Severity::Error, "TEST_BROKEN", "rows", {1, 1}, "no & never", ""}})};
    EXPECT_EQ(to_junit({file_}),
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<testsuites>\n"
              "  <testsuite name=\"a.test.yaml\" tests=\"3\" failures=\"1\" errors=\"1\" time=\"3.702\">\n"
              "    <testcase name=\"&lt;&amp;&quot;'&gt; \" classname=\"p\" file=\"a.test.yaml\" line=\"3\" time=\"1.234\">\n"
              "      <failure message=\"1.class: expected &lt;a&gt;, got b&amp;&#10;c\">"
              "                          expected  actual\na.test.yaml:4:9: 1.class  &lt;a&gt;       b&amp; c\n</failure>\n"
              "    </testcase>\n"
              "    <testcase name=\"fine\" classname=\"p\" file=\"a.test.yaml\" line=\"3\" time=\"1.234\"/>\n"
              "    <testcase name=\"broken\" classname=\"p\" file=\"a.test.yaml\" line=\"3\" time=\"1.234\">\n"
              "      <error message=\"no &amp; never\">a.test.yaml:1:1: rows: no &amp; never [TEST_BROKEN]\n    policy: a\n    ^\n</error>\n"
              "    </testcase>\n"
              "  </testsuite>\n"
              "</testsuites>\n");
}

TEST_F(ReportTest, DoesNotLetAFileThatCouldNotBeReadLookWellInJunit) {
    FileResult unread;
    unread.path = "b.test.yaml";
    unread.obstacle = "can't be read";
    const auto xml = to_junit({unread});
    EXPECT_NE(xml.find("tests=\"1\" failures=\"0\" errors=\"1\""), std::string::npos) << xml;
    EXPECT_NE(xml.find("<error message=\"b.test.yaml: can't be read\">"), std::string::npos) << xml;
}

} // namespace
} // namespace retention::proving
