// SPDX-License-Identifier: Apache-2.0
//
// Commands in the middle of a run.
#include "tests/crash/crash_fixture.hpp"

#include <future>
#include <csignal>
#include <thread>

namespace retention::test {
namespace {

class CommandTest : public CrashTest {
protected:
    void SetUp() override {
        CrashTest::SetUp();
        crm().slow_down();
    }

    void begin() {
        daemon_.emplace(installation());
        ASSERT_TRUE(daemon_->wait_until_up());
        run_ = start_approved_run(installation());
        wait_for_the_middle();
    }

    std::optional<Daemon> daemon_;
    long long run_ = 0;
};

TEST_F(CommandTest, AfterPauseNothingChangesUntilResume) {
    begin();
    ASSERT_TRUE(ask(installation(), {"pause", "contacts"}));
    const auto before = changes();
    EXPECT_EQ((*last_run(installation()))["state"], "paused");
    EXPECT_EQ(crm().complaints("half_erased"), "");
    std::this_thread::sleep_for(700ms);
    EXPECT_EQ(changes(), before);
    const auto again = ask(installation(), {"pause", "contacts"});
    ASSERT_TRUE(again);
    EXPECT_EQ((*again)["already"], true);
    ASSERT_TRUE(ask(installation(), {"resume", "contacts"}));
    EXPECT_TRUE(ends_well());
    expect_all_done();
}

TEST_F(CommandTest, APauseOutlivesTheDaemon) {
    begin();
    ASSERT_TRUE(ask(installation(), {"pause"}));
    daemon_->process().signal(SIGKILL);
    ASSERT_TRUE(daemon_->process().wait(kLongEnough));
    daemon_.emplace(installation());
    ASSERT_TRUE(daemon_->wait_until_up());
    const auto before = changes();
    std::this_thread::sleep_for(700ms);
    EXPECT_EQ(changes(), before);
    ASSERT_TRUE(ask(installation(), {"resume"}));
    EXPECT_TRUE(ends_well());
    expect_all_done();
}

TEST_F(CommandTest, AfterCancelNothingChangesAnyMore) {
    begin();
    ASSERT_TRUE(ask(installation(), {"cancel", std::to_string(run_)}));
    const auto before = changes();
    expect_sound();
    EXPECT_EQ((*last_run(installation()))["state"], "cancelled");
    std::this_thread::sleep_for(700ms);
    EXPECT_EQ(changes(), before);
    EXPECT_EQ(crm().value("select count(*) from retentiond.batch where state = 'pending' or keys is not null"), "0");
    // What was left is the next run's.
    start_approved_run(installation());
    EXPECT_TRUE(ends_well());
    expect_all_done();
}

// A batch has its run for as long as it takes. Nobody is told that nothing was done.
TEST_F(CommandTest, ACancelThatABatchHoldsUpSaysWhatComes) {
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    ASSERT_TRUE(ask(installation(), {"run", "contacts"}));
    crm().cluster().exec(Crm::kDatabase, "create table proof.over (id int)");
    auto batch = std::async(std::launch::async, [] {
        crm().cluster().exec(Crm::kDatabase, R"(
begin;
select from retentiond.run for share;
do $$ begin while not exists (select from proof.over) loop perform pg_sleep(0.05); end loop; end $$;
commit)");
    });
    EXPECT_TRUE(wait_until([] { return crm().value("select count(*) from pg_locks l join pg_class c on c.oid = l.relation where c.relname = "
                                                   "'run' and l.mode = 'RowShareLock'") != "0"; }, kLongEnough));
    const auto cancelled = run({{program("retentionctl").string(), "--socket", installation().socket().string(), "cancel", "1"}, {}, {}, -1});
    EXPECT_EQ(cancelled.exit_status, 1);
    EXPECT_NE(cancelled.errors.find("run 1 is asked to stop, and a batch of it is at work still"), std::string::npos) << cancelled.errors;
    EXPECT_EQ(cancelled.errors.find("Nothing was done"), std::string::npos) << cancelled.errors;
    crm().cluster().exec(Crm::kDatabase, "insert into proof.over values (1)");
    batch.get();
    EXPECT_TRUE(wait_for_state(installation(), "cancelled"));
}

TEST_F(CommandTest, ABadReloadChangesNothing) {
    begin();
    const auto good = Installation::read(installation().policy());
    Installation::write(installation().policy(), good + "nonsense: 1\n");
    const auto outcome =
        run({{program("retentionctl").string(), "--socket", installation().socket().string(), "reload"}, {}, {}, -1});
    Installation::write(installation().policy(), good);
    EXPECT_EQ(outcome.exit_status, 1) << outcome.output;
    EXPECT_NE((outcome.output + outcome.errors).find("nonsense"), std::string::npos)
        << outcome.output << outcome.errors;
    EXPECT_TRUE(ends_well());
    expect_all_done();
}

TEST_F(CommandTest, AReloadOfTheSamePolicyGoesOn) {
    begin();
    ASSERT_TRUE(ask(installation(), {"reload"}));
    daemon_->process().signal(SIGHUP);
    EXPECT_TRUE(ends_well());
    expect_all_done();
}

TEST_F(CommandTest, APolicyThatIsTakenAwaySupersedesItsRun) {
    auto other = Installation::read(installation().policy());
    other.replace(other.find("policy: contacts"), 16, "policy: others  ");
    other.replace(other.find("mode: enforce"), 13, "mode: observe");
    const auto path = installation().folder() / "policies.d" / "others.yaml";
    Installation::write(path, other);
    begin();
    const auto good = Installation::read(installation().policy());
    std::filesystem::remove(installation().policy());
    EXPECT_TRUE(ask(installation(), {"reload"}));
    EXPECT_TRUE(wait_until([&] { return crm().value("select state from retentiond.run") == "superseded"; }, kLongEnough));
    const auto before = changes();
    std::this_thread::sleep_for(500ms);
    EXPECT_EQ(changes(), before);
    expect_sound();
    Installation::write(installation().policy(), good);
    std::filesystem::remove(path);
    EXPECT_TRUE(ask(installation(), {"reload"}));
    start_approved_run(installation());
    EXPECT_TRUE(ends_well());
    expect_all_done();
}

TEST_F(CommandTest, APolicyThatChangesSupersedesItsRun) {
    begin();
    const auto good = Installation::read(installation().policy());
    auto changed = good;
    changed.replace(changed.find("keep: P2Y"), 9, "keep: P9Y");
    Installation::write(installation().policy(), changed);
    EXPECT_TRUE(ask(installation(), {"reload"}));
    EXPECT_TRUE(wait_for_state(installation(), "superseded"));
    Installation::write(installation().policy(), good);
    expect_sound();
    const auto before = changes();
    std::this_thread::sleep_for(500ms);
    EXPECT_EQ(changes(), before);
}

} // namespace
} // namespace retention::test
