// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/crash_fixture.hpp"
#include "tests/daemon/service/daemon_command.hpp"

namespace retention::test {
namespace {

class Once : public CrashTest {
protected:
    Outcome once() const { return daemon_command({"--once", "--config", installation().settings().string()}); }
    // As if a run of last month had been approved.
    static void pretend_run() {
        crm().cluster().exec(
            Crm::kDatabase,
            "insert into retentiond.run (policy, state, mode, as_of, planned, created_at) "
            "values ('contacts', 'finished', 'enforce', now() - interval '1 month', 100, now() - interval '1 month')");
    }
};

TEST_F(Once, ThatWaitsForAPersonIsThree) {
    const auto outcome = once();
    EXPECT_EQ(outcome.exit_status, 3) << outcome.errors;
    EXPECT_EQ(crm().value("select state from retentiond.run"), "awaiting_approval");
    EXPECT_EQ(crm().value("select count(*) from proof.change"), "0");
    EXPECT_EQ(once().exit_status, 3) << "and again";
}

TEST_F(Once, WithinTheLimitsDoesWhatIsDue) {
    EXPECT_EQ(once().exit_status, 3);
    crm().cluster().exec(Crm::kDatabase, "update retentiond.run set state = 'cancelled'; "
                                         "update retentiond.batch set state = 'abandoned', keys = null");
    pretend_run();
    const auto outcome = once();
    EXPECT_EQ(outcome.exit_status, 0) << outcome.errors;
    expect_all_done();
    EXPECT_EQ(once().exit_status, 0) << "nothing is left to do";
}

TEST_F(Once, CarriesOnWhatAnotherBegan) {
    EXPECT_EQ(once().exit_status, 3);
    crm().cluster().exec(Crm::kDatabase, "update retentiond.run set state = 'running'");
    const auto outcome = once();
    EXPECT_EQ(outcome.exit_status, 0) << outcome.errors;
    expect_all_done();
}

TEST_F(Once, OfAPolicyThatObservesIsZeroAndChangesNothing) {
    auto text = Installation::read(installation().policy());
    text.replace(text.find("mode: enforce"), 13, "mode: observe");
    Installation::write(installation().policy(), text);
    const auto outcome = once();
    EXPECT_EQ(outcome.exit_status, 0) << outcome.errors;
    EXPECT_EQ(crm().value("select state || ' ' || mode from retentiond.run"), "finished observe");
    EXPECT_EQ(crm().value("select count(*) from proof.change"), "0");
}

TEST_F(Once, OfABrokenPolicyIsOne) {
    Installation::write(installation().policy(), Installation::read(installation().policy()) + "nonsense: 1\n");
    EXPECT_EQ(once().exit_status, 1);
}

TEST_F(Once, OfAPolicyThatDoesNotFitIsOne) {
    crm().cluster().exec(Crm::kDatabase, "alter table crm.person rename column phone to telephone");
    EXPECT_EQ(once().exit_status, 1);
    EXPECT_EQ(crm().value("select count(*) from proof.change"), "0");
}

TEST_F(Once, WithoutItsDatabaseIsOne) {
    installation().write_settings("host=/nowhere dbname=crm");
    EXPECT_EQ(once().exit_status, 1);
}

TEST_F(Once, WithAPersonWhoFailsIsOne) {
    EXPECT_EQ(once().exit_status, 3);
    crm().cluster().exec(
        Crm::kDatabase,
        "update retentiond.run set state = 'cancelled'; update retentiond.batch set state = 'abandoned', keys = null;"
        "create function proof.refuse() returns trigger language plpgsql as $$ begin if old.id = (select min(id) "
        "from proof.due where action = 'delete') then raise check_violation; end if; return old; end $$;"
        "create trigger refuse before delete on crm.person for each row execute function proof.refuse();"
        "delete from retentiond.inventory");   // else the trigger would wait to be accepted
    pretend_run();
    EXPECT_EQ(once().exit_status, 1);
    expect_sound();
}

} // namespace
} // namespace retention::test
