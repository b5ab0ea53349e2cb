// SPDX-License-Identifier: Apache-2.0
//
// What came into reach of a policy is taken for right by a person, after the policy was edited too: with a daemon, and
// without one.
#include "tests/crash/crash_fixture.hpp"
#include "tests/daemon/service/daemon_command.hpp"

#include <csignal>

namespace retention::test {
namespace {

class Accept : public CrashTest {
protected:
    // The daemon as it is started for a while: it takes what the policy reaches on the first day for right.
    void live_a_day() const {
        const auto outcome = daemon_command({"--once", "--config", installation().settings().string()});
        ASSERT_EQ(outcome.exit_status, 3) << outcome.errors; // the first run waits for a person
    }

    // An update of the application: the whole table is kept, and with it what nobody has decided upon.
    static void add_column() {
        crm().cluster().exec(Crm::kDatabase, "alter table crm.invoice_line add column discount_of text");
    }

    // Of another text from now on, which says nothing of the column either.
    void edit_policy() const {
        auto text = Installation::read(installation().policy());
        const std::string line = "    keep: P2Y\n";
        ASSERT_NE(text.find(line), std::string::npos);
        text.replace(text.find(line), line.size(), "    keep: P3Y\n");
        Installation::write(installation().policy(), text);
    }

    Outcome check(const std::vector<std::string>& more = {}) const {
        std::vector<std::string> arguments{"--check", "--config", installation().settings().string()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return daemon_command(arguments);
    }

    Outcome ctl(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(),
                         {program("retentionctl").string(), "--socket", installation().socket().string()});
        return run({arguments, {}, {}, -1});
    }

    // "ok", or what else the daemon calls the policy.
    std::string state_of_policy() const {
        const auto status = ask(installation(), {"status"});
        return status && !(*status)["policies"].empty() ? (*status)["policies"][0]["state"].get<std::string>() : "";
    }
    bool policy_becomes(const std::string& state) const {
        return wait_until([&] { return state_of_policy() == state; }, 60s);
    }

    static std::string decisions() {
        return crm().value("select coalesce(string_agg(what || ' ' || coalesce(policy, '-') || ' ' || "
                           "coalesce(outcome, '-'), ', ' order by "
                           "command), '') from retentiond.command where what = 'drift.accept'");
    }
};

TEST_F(Accept, WithoutADaemonTakesTheEditedPolicyAsItIs) {
    live_a_day();
    add_column();
    edit_policy();
    const auto before = check();
    EXPECT_EQ(before.exit_status, 1);
    EXPECT_NE(before.output.find("[DRIFT_COLUMN_NEW]"), std::string::npos) << before.output;
    EXPECT_EQ(decisions(), "") << "a check decides nothing";

    const auto accepted = check({"--accept"});
    EXPECT_EQ(accepted.exit_status, 0) << accepted.output << accepted.errors;
    EXPECT_NE(accepted.output.find("accepted: policy contacts: "), std::string::npos) << accepted.output;
    EXPECT_NE(accepted.output.find("\"discount_of\""), std::string::npos) << accepted.output;
    EXPECT_EQ(check().exit_status, 0) << "it is known from now on";
    EXPECT_EQ(decisions(), "drift.accept contacts done");
    EXPECT_EQ(crm().value("select what || ' ' || policy || ' ' || (by is not null) from retentiond.event where what = "
                          "'drift_accepted'"),
              "drift_accepted contacts true");
}

TEST_F(Accept, WithoutADaemonIsWhatTheNextStartGoesBy) {
    live_a_day();
    add_column();
    edit_policy();
    const auto once = [&] {
        return daemon_command({"--once", "--config", installation().settings().string()}).exit_status;
    };
    EXPECT_EQ(once(), 3) << "a person has to decide";
    EXPECT_EQ(crm().value("select count(*) from retentiond.run"), "1") << "it drifted, and nothing is planned";
    ASSERT_EQ(check({"--accept"}).exit_status, 0);
    EXPECT_EQ(once(), 3) << "the plan waits for a person";
    EXPECT_EQ(crm().value("select count(*) from retentiond.run"), "2");
}

TEST_F(Accept, WithoutADaemonLeavesTheOtherTextUndecided) {
    live_a_day();
    const auto first = Installation::read(installation().policy());
    add_column();
    edit_policy();
    ASSERT_EQ(check({"--accept"}).exit_status, 0);
    Installation::write(installation().policy(), first);
    EXPECT_EQ(check().exit_status, 1) << "what was decided was the edited text";
}

TEST_F(Accept, WithoutDriftDecidesNothing) {
    live_a_day();
    edit_policy();
    const auto accepted = check({"--accept"});
    EXPECT_EQ(accepted.exit_status, 0) << accepted.output;
    EXPECT_EQ(accepted.output.find("accepted:"), std::string::npos) << accepted.output;
    EXPECT_EQ(decisions(), "");
}

TEST_F(Accept, DoesNotTakeWhatIsWrongForRight) {
    live_a_day();
    crm().cluster().exec(Crm::kDatabase, "alter table crm.person rename column phone to telephone");
    edit_policy();
    EXPECT_EQ(check({"--accept"}).exit_status, 1);
    EXPECT_EQ(decisions(), "");
}

TEST_F(Accept, AsksTheDaemonForTheTextInForce) {
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up()) << daemon.process().errors();
    ASSERT_TRUE(policy_becomes("ok")) << daemon.process().errors();
    add_column();
    ASSERT_TRUE(policy_becomes("drifted")) << daemon.process().errors();
    edit_policy();
    EXPECT_EQ(ctl({"reload"}).exit_status, 0) << "drift does not refuse a reload";
    EXPECT_TRUE(policy_becomes("drifted")) << "the new text waits as the old one did";
    const auto refused = ctl({"run", "contacts"});
    EXPECT_EQ(refused.exit_status, 1) << refused.output;

    const auto accepted = ctl({"check", "--accept", "contacts", "--reason", "a rebate is nobody's name"});
    EXPECT_EQ(accepted.exit_status, 0) << accepted.output << accepted.errors;
    EXPECT_NE(accepted.output.find("discount_of"), std::string::npos) << accepted.output;
    EXPECT_TRUE(policy_becomes("ok"));
    EXPECT_EQ(decisions(), "drift.accept contacts done");
    EXPECT_EQ(crm().value("select reason from retentiond.command where what = 'drift.accept'"),
              "a rebate is nobody's name");
    EXPECT_EQ(ctl({"check", "--accept", "contacts"}).exit_status, 0) << "twice is once";
    EXPECT_EQ(check().exit_status, 0) << "and the check without a daemon knows";
    EXPECT_EQ(ask(installation(), {"run", "contacts"}).value()["state"], "awaiting_approval");
}

} // namespace
} // namespace retention::test
