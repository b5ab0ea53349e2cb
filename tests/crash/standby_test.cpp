// SPDX-License-Identifier: Apache-2.0
//
// A standby that falls behind, and one that the daemon finds itself on after a failover.
#include "tests/crash/crash_fixture.hpp"
#include "tests/crash/standby.hpp"

#include <thread>

namespace retention::test {
namespace {

class StandbyTest : public CrashTest {
protected:
    std::string reason() const {
        const auto status = ask(installation(), {"status"});
        return status && !(*status)["runs"].empty() ? (*status)["runs"][0]["reason"].get<std::string>() : "";
    }
    std::string state_of_database() const {
        const auto status = ask(installation(), {"status"});
        return status ? (*status)["databases"][0]["state"].get<std::string>() : "no answer";
    }
};

TEST_F(StandbyTest, ThatFallsBehindHoldsUpWorkUntilItHasCaughtUp) {
    crm().slow_down();
    Standby standby(crm().cluster(), 4s);
    installation().write_settings_with_pace(crm().cluster().dsn(Crm::kDatabase), "batch_rows: 5, replica_lag: 1s");
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    const long long number = start_approved_run(installation());
    ASSERT_TRUE(wait_until([&] { return reason().find("a standby is") == 0; }, kLongEnough)) << reason();
    wait_until_quiet();
    const auto before = changes();
    std::this_thread::sleep_for(1s);
    const auto after = changes();
    const auto idle = crm().value("select count(*) from pg_stat_activity where application_name like 'retentiond%' and "
                                  "state = 'idle in transaction' and now() - state_change > interval '1 second'");
    if (reason().find("a standby is") == 0) {
        EXPECT_EQ(after, before);
        EXPECT_EQ(idle, "0") << "never waits with a transaction open";
    }
    crm().speed_up();
    standby.catch_up();   // else what the daemon itself notes of its wait could keep it from going on
    EXPECT_TRUE(wait_until([&] { return help_on(installation()); }, kLongEnough)) << "goes on by itself";
    const auto shown = ask(installation(), {"run", "show", std::to_string(number)});
    ASSERT_TRUE(shown);
    EXPECT_GT((*shown)["waited"].value("replica_lag", 0.0), 0.0) << "an auditor sees why it took so long: " << (*shown).dump();
    expect_all_done();
}

TEST_F(StandbyTest, IsNoPlaceToWorkUntilItIsPromoted) {
    {
        Daemon daemon(installation());   // the journal is made, and a run waits
        ASSERT_TRUE(daemon.wait_until_up());
        ASSERT_TRUE(ask(installation(), {"run", "contacts"}));
    }
    const Standby standby(crm().cluster(), 0s);
    installation().write_settings(standby.dsn(Crm::kDatabase));
    Daemon daemon(installation());
    ASSERT_TRUE(wait_until([&] { return daemon.process().errors().find("25006") != std::string::npos; }, kLongEnough)) << daemon.process().errors();
    EXPECT_EQ(state_of_database(), "unreachable");
    const auto told = daemon.process().errors();
    std::this_thread::sleep_for(2s);
    EXPECT_LT(daemon.process().errors().size(), told.size() + 1'000) << "it does not spin: the same is told once";
    standby.promote();
    EXPECT_TRUE(wait_until([&] { return state_of_database() == "ok"; }, kLongEnough)) << daemon.process().errors();
    EXPECT_TRUE(wait_until([&] { return help_on(installation()); }, kLongEnough)) << daemon.process().errors();
}

} // namespace
} // namespace retention::test
