// SPDX-License-Identifier: Apache-2.0
//
// PostgreSQL is killed, stopped, or ends sessions: the run goes on by itself.
#include "tests/crash/crash_fixture.hpp"

#include <thread>

namespace retention::test {
namespace {

std::string state_of_database(const Installation& installation) {
    const auto status = ask(installation, {"status"});
    return status ? (*status)["databases"][0]["state"].get<std::string>() : "no answer";
}

class ServerTest : public CrashTest {
protected:
    void SetUp() override {
        CrashTest::SetUp();
        crm().slow_down();
        daemon_.emplace(installation());
        ASSERT_TRUE(daemon_->wait_until_up());
        start_approved_run(installation());
        wait_for_the_middle();
    }
    void TearDown() override {
        daemon_.reset();
        if (!crm().cluster().is_running())
            crm().cluster().start();
    }

    std::optional<Daemon> daemon_;
};

TEST_F(ServerTest, ThatIsKilledLosesNobody) {
    crm().cluster().kill_postmaster();
    crm().cluster().start();
    EXPECT_TRUE(ends_well()) << daemon_->process().errors();
    expect_all_done();
}

TEST_F(ServerTest, ThatIsStoppedForSecondsIsToldAsUnreachable) {
    crm().cluster().stop();
    EXPECT_TRUE(wait_until([&] { return state_of_database(installation()) == "unreachable"; }, 10s));
    std::this_thread::sleep_for(1s);
    EXPECT_EQ(state_of_database(installation()), "unreachable");
    EXPECT_TRUE(daemon_->process().is_running());
    crm().cluster().start();
    EXPECT_TRUE(wait_until([&] { return state_of_database(installation()) == "ok"; }, 10s));
    EXPECT_TRUE(ends_well()) << daemon_->process().errors();
    expect_all_done();
}

TEST_F(ServerTest, ThatFreezesIsToldAsUnreachableAndHoldsUpNoStop) {
    crm().cluster().freeze();
    EXPECT_EQ(state_of_database(installation()), "unreachable") << "the first answer, too";
    // A reload asks by the new settings, and so waits for longer than whoever asks below.
    installation().write_settings(crm().cluster().dsn(Crm::kDatabase) + " connect_timeout=120");
    daemon_->process().signal(SIGHUP);
    std::this_thread::sleep_for(200ms);
    daemon_->process().signal(SIGHUP);   // asked for again while the first reload waits for the database
    std::this_thread::sleep_for(200ms);
    EXPECT_TRUE(ask(installation(), {"set"})) << "whoever asks nothing of the database is answered";
    daemon_->process().signal(SIGTERM);
    EXPECT_TRUE(daemon_->process().wait(30s)) << "not even a dead database may keep it";
    crm().cluster().thaw();
    daemon_.emplace(installation());
    EXPECT_TRUE(ends_well()) << daemon_->process().errors();
    expect_all_done();
}

TEST_F(ServerTest, ThatEndsAllSessionsAgainAndAgainLosesNobody) {
    for (int round = 0; round < 5; ++round) {
        crm().value(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name like 'retentiond%'");
        std::this_thread::sleep_for(150ms);
    }
    EXPECT_TRUE(ends_well()) << daemon_->process().errors();
    expect_all_done();
}

TEST_F(ServerTest, ThatEndsSessionsInsideCommitLosesNobody) {
    // A standby that is not there: COMMIT has done its work and waits, and whoever ends the wait learns nothing.
    crm().cluster().exec("postgres", "alter system set synchronous_standby_names = 'nobody'");
    crm().cluster().exec("postgres", "select pg_reload_conf()");
    const std::string in_commit =
        " from pg_stat_activity where wait_event = 'SyncRep' and application_name like 'retentiond%'";
    EXPECT_TRUE(wait_until([&] { return crm().value("select count(*)" + in_commit) != "0"; }, 10s));
    crm().value("select count(pg_terminate_backend(pid))" + in_commit);
    crm().cluster().exec("postgres", "alter system reset synchronous_standby_names");
    crm().cluster().exec("postgres", "select pg_reload_conf()");
    EXPECT_TRUE(ends_well()) << daemon_->process().errors();
    EXPECT_NE(daemon_->process().errors().find("COMMIT_IN_DOUBT"), std::string::npos);
    expect_all_done();
}

} // namespace
} // namespace retention::test
