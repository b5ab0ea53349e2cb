// SPDX-License-Identifier: Apache-2.0
//
// Stopping everything by a file, and working faster or slower by hand.
#include "tests/crash/crash_fixture.hpp"

#include <filesystem>
#include <stdexcept>
#include <thread>

namespace retention::test {
namespace {

class StopTest : public CrashTest {
protected:
    void SetUp() override {
        CrashTest::SetUp();
        crm().slow_down();
    }
    std::filesystem::path stop_file() const { return installation().folder() / "state" / "stop"; }
    void begin() {
        daemon_.emplace(installation());
        ASSERT_TRUE(daemon_->wait_until_up());
        run_ = start_approved_run(installation());
        wait_for_the_middle();
    }
    nlohmann::json status() const { return ask(installation(), {"status"}).value_or(nlohmann::json::object()); }

    std::optional<Daemon> daemon_;
    long long run_ = 0;
};

TEST_F(StopTest, AFileStopsAllWorkAndItsRemovalLetsItGoOn) {
    begin();
    Installation::write(stop_file(), "");
    EXPECT_TRUE(wait_until([&] { return daemon_->process().errors().find("WORK_STOPPED") != std::string::npos; }, kLongEnough));
    wait_until_quiet();
    const auto before = changes();
    const auto told = status();
    EXPECT_EQ(told["databases"][0]["stopped"], "stop_file " + stop_file().string() + " exists");
    EXPECT_EQ(told["runs"][0]["reason"], told["databases"][0]["stopped"]);
    EXPECT_EQ(run({{program("retentionctl").string(), "--socket", installation().socket().string(), "status"}, {}, {}, -1}).exit_status, 3);
    EXPECT_FALSE(ask(installation(), {"run", "contacts"}));
    EXPECT_FALSE(ask(installation(), {"rehearse", "contacts"}));
    std::this_thread::sleep_for(1500ms);
    EXPECT_EQ(changes(), before);
    EXPECT_EQ(crm().complaints("half_erased"), "");
    std::filesystem::remove(stop_file());
    EXPECT_TRUE(ends_well());
    expect_all_done();
    EXPECT_EQ(crm().value("select string_agg(what, ' ' order by event) from retentiond.event where what in ('stopped', 'went_on')"),
              "stopped went_on");
    const auto shown = ask(installation(), {"run", "show", std::to_string(run_)});
    ASSERT_TRUE(shown);
    EXPECT_GE((*shown)["waited"].value("stop_file", 0.0), 1.0) << shown->dump();
}

TEST_F(StopTest, AFileOutlivesTheDaemonAndHoldsForOnceToo) {
    begin();
    Installation::write(stop_file(), "");
    daemon_->process().signal(SIGKILL);
    ASSERT_TRUE(daemon_->process().wait(kLongEnough));
    const auto before = changes();
    daemon_.emplace(installation());
    ASSERT_TRUE(daemon_->wait_until_up());
    std::this_thread::sleep_for(700ms);
    EXPECT_EQ(changes(), before);
    daemon_.reset();
    const auto once = run({{program("retentiond").string(), "--once", "--config", installation().settings().string()}, {}, {}, -1});
    EXPECT_EQ(once.exit_status, 3) << once.errors;
    EXPECT_EQ(changes(), before);
}

TEST_F(StopTest, APaceThatIsSetByHandHoldsAtOnceAndUntilAReload) {
    begin();
    ASSERT_TRUE(ask(installation(), {"set", "pace.rows_per_second=1", "pace.batch_time=300ms"}));
    EXPECT_EQ(status()["databases"][0]["set_by_hand"], nlohmann::json({{"rows_per_second", "1"}, {"batch_time", "300ms"}}));
    EXPECT_TRUE(wait_until([&] { return status()["runs"][0]["reason"] == "rows_per_second is reached"; }, kLongEnough));
    EXPECT_FALSE(ask(installation(), {"set", "pace.batch_time=300"})) << "a unit is missing";
    EXPECT_FALSE(ask(installation(), {"set", "pace.batch_rows=7", "pace.nonsense=1"}));
    EXPECT_FALSE(status()["databases"][0]["set_by_hand"].contains("batch_rows")) << "all or nothing";
    EXPECT_FALSE(ask(installation(), {"set", "pace.batch_rows=7", "--database", "shop"})) << "there is no such database";
    EXPECT_EQ(crm().value("select detail ->> 'set' from retentiond.event where what = 'pace_set'"),
              "pace.rows_per_second=1, pace.batch_time=300ms");
    ASSERT_TRUE(ask(installation(), {"reload"}));
    EXPECT_EQ(status()["databases"][0]["set_by_hand"], nlohmann::json::object());
    EXPECT_TRUE(ends_well());
    expect_all_done();
}

TEST_F(StopTest, AnotherNumberOfWorkersInTheMiddleOfARunLeavesNobodyOut) {
    begin();
    for (const auto* workers : {"1", "4", "2"}) {
        installation().write_settings(crm().cluster().dsn(Crm::kDatabase), std::string("workers: ") + workers + "\n");
        const auto document = ask(installation(), {"reload"});
        ASSERT_TRUE(document);
        EXPECT_EQ(document->dump().find("RESTART_NEEDED"), std::string::npos);
        std::this_thread::sleep_for(200ms);
    }
    EXPECT_TRUE(ends_well());
    expect_all_done();
}

TEST_F(StopTest, ATableThatIsDroppedInTheMiddleOfARunEndsIt) {
    begin();
    // The one or the other gives way where they meet, as always.
    ASSERT_TRUE(wait_until(
        [&] {
            try {
                crm().cluster().exec(Crm::kDatabase, "drop table crm.note cascade");
                return true;
            } catch (const std::runtime_error&) {
                return false;
            }
        },
        kLongEnough));
    EXPECT_TRUE(wait_for_state(installation(), "superseded"));
    const auto before = changes();
    std::this_thread::sleep_for(500ms);
    EXPECT_EQ(changes(), before);
    EXPECT_EQ(crm().value("select count(*) from retentiond.batch where state in ('pending', 'failed')"), "0") << "nobody is set aside for it";
}

TEST_F(StopTest, ADatabaseThatDisappearsIsToldAndOthersWouldGoOn) {
    begin();
    crm().cluster().drop_database(Crm::kDatabase);
    EXPECT_TRUE(wait_until([&] { return status()["databases"][0]["state"] == "unreachable"; }, kLongEnough));
    EXPECT_TRUE(daemon_->process().is_running());
    crm().reset();
    EXPECT_TRUE(wait_until([&] { return status()["databases"][0]["state"] == "ok"; }, kLongEnough)) << "it is there again, and its journal is made anew";
    start_approved_run(installation());
    EXPECT_TRUE(ends_well());
    expect_all_done();
}

TEST_F(StopTest, AServerWithoutAFreeConnectionIsToldAndWaitedFor) {
    // Each holds its connection until it is told to go.
    Process others({{"bash", "-c",
                     "trap 'kill $(jobs -p)' TERM; for i in $(seq 70); do sleep 120 | psql -qAt -h " +
                         crm().cluster().socket_folder().string() + " -U postgres -d postgres & done; while [ -n \"$(jobs -p)\" ]; do wait; done"},
                    {},
                    {},
                    -1});
    // Those who came too late are sent away.
    ASSERT_TRUE(wait_until([&] { return others.errors().find("too many clients") != std::string::npos; }, kLongEnough));
    daemon_.emplace(installation());
    EXPECT_TRUE(wait_until([&] { return daemon_->process().errors().find("too many clients") != std::string::npos; }, kLongEnough))
        << daemon_->process().errors();
    others.signal(SIGTERM);
    EXPECT_TRUE(wait_until([&] { return status()["databases"][0]["state"] == "ok"; }, kLongEnough));
    start_approved_run(installation());
    EXPECT_TRUE(ends_well());
    expect_all_done();
}

TEST_F(StopTest, AJournalOfANewerProgramStopsThisOne) {
    begin();
    crm().cluster().exec(Crm::kDatabase, "insert into retentiond.migration (version) values (1000)");
    EXPECT_TRUE(wait_until([&] { return status()["databases"][0]["state"] == "unreachable"; }, kLongEnough));
    EXPECT_NE(status()["databases"][0]["message"].get<std::string>().find("1000"), std::string::npos);
    wait_until_quiet();
    const auto before = changes();
    std::this_thread::sleep_for(700ms);
    EXPECT_EQ(changes(), before);
    crm().cluster().exec(Crm::kDatabase, "delete from retentiond.migration where version = 1000");
    EXPECT_TRUE(ends_well());
    expect_all_done();
}

} // namespace
} // namespace retention::test
