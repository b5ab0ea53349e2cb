// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/crash_fixture.hpp"
#include "tests/daemon/service/daemon_command.hpp"

namespace retention::test {
namespace {

class DraftCommand : public CrashTest {
protected:
    Outcome draft(std::vector<std::string> more = {}) const {
        more.insert(more.begin(), {"--draft", "--config", installation().settings().string()});
        return daemon_command(more);
    }
    static bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
};

TEST_F(DraftCommand, IsAcceptedByTheCheckAndRunsOnce) {
    const auto outcome = draft({"--subject", "crm.person", "--name", "drafted"});
    ASSERT_EQ(outcome.exit_status, 0) << outcome.errors;
    Installation::write(installation().policy(), outcome.output);
    const auto settings = installation().settings().string();
    const auto checked = daemon_command({"--check", "--config", settings});
    EXPECT_EQ(checked.exit_status, 0) << checked.output;
    const auto once = daemon_command({"--once", "--config", settings});
    EXPECT_EQ(once.exit_status, 0) << once.errors;
    EXPECT_EQ(crm().value("select policy || ' ' || state || ' ' || mode from retentiond.run"), "drafted finished observe");
    EXPECT_EQ(crm().value("select count(*) from proof.change"), "0");
}

TEST_F(DraftCommand, TakesTheTableWithoutAnOptionToo) {
    EXPECT_TRUE(has(draft({"crm.person"}).output, "table: crm.person"));
}

TEST_F(DraftCommand, WithoutATableListsLikelyOnes) {
    const auto outcome = draft();
    EXPECT_EQ(outcome.exit_status, 0) << outcome.errors;
    EXPECT_TRUE(has(outcome.output, "\n  crm.person  (")) << outcome.output;
    EXPECT_TRUE(has(outcome.output, "retentionctl draft --subject crm.person --output FILE")) << outcome.output;
}

TEST_F(DraftCommand, NeverOverwritesAFile) {
    const auto path = installation().folder() / "drafted.yaml";
    EXPECT_EQ(draft({"--subject", "crm.person", "--output", path.string()}).exit_status, 0);
    const auto text = Installation::read(path);
    EXPECT_TRUE(has(text, "policy: person"));
    const auto again = draft({"--subject", "crm.person", "--name", "other", "--output", path.string()});
    EXPECT_EQ(again.exit_status, 2);
    EXPECT_TRUE(has(again.errors, "exists, and is not overwritten")) << again.errors;
    EXPECT_EQ(Installation::read(path), text);
}

TEST_F(DraftCommand, OfAnUnknownTableIsOneAndHasAHint) {
    const auto outcome = draft({"--subject", "crm.persn"});
    EXPECT_EQ(outcome.exit_status, 1);
    EXPECT_EQ(outcome.output, "");
    EXPECT_TRUE(has(outcome.errors, "HINT: Did you mean \"crm.person\"?")) << outcome.errors;
}

TEST_F(DraftCommand, WithOptionsThatMakeNoSenseIsTwo) {
    EXPECT_EQ(draft({"--subject", "crm.person", "--sample", "0"}).exit_status, 2);
    EXPECT_EQ(draft({"--subject", "a.b.c.d"}).exit_status, 2);
    EXPECT_EQ(draft({"--subject", "crm.person", "--name", "no good"}).exit_status, 2);
    EXPECT_EQ(draft({"--subject", "crm.person", "--database", "shop"}).exit_status, 2);
}

TEST_F(DraftCommand, WithoutItsDatabaseIsOne) {
    EXPECT_EQ(draft({"--subject", "crm.person", "--dsn", "host=/nowhere dbname=crm"}).exit_status, 1);
}

} // namespace
} // namespace retention::test
