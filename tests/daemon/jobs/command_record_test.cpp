// SPDX-License-Identifier: Apache-2.0
//
// The record of commands, and the approval by a second person.
#include "config/policy_reader.hpp"
#include "daemon/jobs/administration.hpp"
#include "tests/daemon/jobs/fixture.hpp"

#include <nlohmann/json.hpp>

#include <future>

namespace retention::jobs {
namespace {

using nlohmann::json;
using Kind = OperationError::Kind;

const Person kDpo{"dpo (uid 1001)", 1001};
const Person kClerk{"clerk (uid 1002)", 1002};
const Person kRoot{"root (uid 0)", 0};
const Person kDpoAsRoot{"root (uid 0)", 0, "dpo (uid 1001)", 1001};
const Person kClerkAsRoot{"root (uid 0)", 0, "clerk (uid 1002)", 1002};

class CommandRecordTest : public ShopTest {
protected:
    void SetUp() override {
        ShopTest::SetUp();
        policies::Findings findings;
        auto policy = config::read_policy(config::Source("shop.yaml", policy_text()), findings);
        target_.replace_policies({std::make_shared<const policies::Policy>(std::move(*policy))});
    }

    void need_four_eyes() { administration_.set_approval_rules({.needs_four_eyes = true, .needs_reason = false}); }

    static AskedCommand asked(const std::string& command, std::map<std::string, std::variant<std::string, long long>> arguments = {},
                              const Person& person = kDpo) {
        return {person, "operator", command, std::move(arguments), std::nullopt, false};
    }

    long long start(const Person& by) { return administration_.run_start("shop", std::nullopt, by)["run"].get<long long>(); }

    // "running", or why not.
    std::string approve(long long run, const Person& by) {
        try {
            return administration_.run_approve({run, {}}, std::nullopt, by)["state"];
        } catch (const OperationError& error) {
            return error.kind() == Kind::SamePerson ? "same person" : error.what();
        }
    }

    Target target_{{.name = "shop", .dsn = dsn(), .pace = {}, .workers = 1}, clock_, log_};
    Administration administration_{{}, {&target_}, log_, [] { return json(); }};
};

TEST_F(CommandRecordTest, IsWrittenBeforeTheCommandAndCompletedAfter) {
    auto command = asked("run.cancel", {{"run", 7LL}}, kDpoAsRoot);
    command.reason = "wrong list";
    const auto recorded = administration_.record(command);
    EXPECT_EQ(value("select what || ' ' || run || ' ' || by || ' ' || login || ' ' || login_uid || ' ' || role || ' ' || reason || ' ' || "
                    "(outcome is null) from retentiond.command"),
              "run.cancel 7 root (uid 0) dpo (uid 1001) 1001 operator wrong list true");
    administration_.record_end(recorded, {"refused", "not_found"});
    EXPECT_EQ(value("select outcome || ' ' || why || ' ' || (finished_at >= at) from retentiond.command"), "refused not_found true");
}

TEST_F(CommandRecordTest, KeepsNothingThatSomebodyWroteByMistake) {
    administration_.record(asked("run.start", {{"policy", std::string("mrs.jansen@example.org")}, {"as_of", std::string("+43 664 1234567")}}));
    administration_.record(asked("run.approve", {{"run", 7LL}, {"digest", std::string("deadbeef")}, {"database", std::string("jansen")}}));
    administration_.record(asked("pause", {{"policy", std::string("shop")}, {"as_of", std::string("2026-01-31")}}));
    EXPECT_EQ(value("select string_agg(coalesce(policy, '-') || ' ' || arguments::text, '; ' order by command) from retentiond.command"),
              R"(- {"as_of": "?", "policy": "?"}; - {"digest": "deadbeef", "database": "?"}; shop {"as_of": "2026-01-31"})");
    EXPECT_EQ(value("select count(*) from retentiond.command c where c::text ilike '%jansen%'"), "0");
}

TEST_F(CommandRecordTest, ADatabaseThatDoesNotAnswerStopsNoCommand) {
    Target lost({.name = "lost", .dsn = database::Dsn("host=/nowhere dbname=x"), .pace = {}, .workers = 1}, clock_, log_);
    Administration both({}, {&lost, &target_}, log_, [] { return json(); });
    const auto recorded = both.record(asked("pause"));
    ASSERT_EQ(recorded.rows.size(), 1U);
    EXPECT_EQ(recorded.rows[0].first, "shop");
    EXPECT_NE(log_text_.str().find("COMMAND_NOT_RECORDED database lost: pause of dpo (uid 1001)"), std::string::npos) << log_text_.str();
}

TEST_F(CommandRecordTest, APauseReachesEveryDatabaseThatAnswers) {
    Target lost({.name = "lost", .dsn = database::Dsn("host=/nowhere dbname=x"), .pace = {}, .workers = 1}, clock_, log_);
    Administration both({}, {&lost, &target_}, log_, [] { return json(); });
    try {
        both.pause({}, kDpo.name);
        ADD_FAILURE() << "one database does not answer";
    } catch (const OperationError& error) {
        EXPECT_EQ(error.kind(), Kind::Unavailable);
        EXPECT_NE(std::string(error.what()).find("database lost"), std::string::npos) << error.what();
        EXPECT_NE(error.hint().find("it was done"), std::string::npos) << error.hint();
    }
    EXPECT_EQ(value("select scope || ' ' || paused_by from retentiond.pause"), "* " + kDpo.name);
}

TEST_F(CommandRecordTest, IsListedTheYoungestFirstFromADayOnAndByPolicy) {
    administration_.record_end(administration_.record(asked("pause", {{"policy", std::string("shop")}})), {"done"});
    administration_.record_refused(asked("reload", {{"untold", 3LL}}, kClerk), {"refused", "not_permitted"});
    exec("update retentiond.command set at = '2026-01-31 12:00+00' where what = 'pause'");
    const auto all = administration_.audit({})["commands"];
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0]["what"], "reload");
    EXPECT_EQ(all[0]["outcome"], "refused");
    EXPECT_EQ(all[0]["arguments"], (json{{"untold", 3}}));
    EXPECT_EQ(all[1]["database"], "shop");
    EXPECT_EQ(administration_.audit({{}, "2026-02-01", 100})["commands"].size(), 1U);
    EXPECT_EQ(administration_.audit({"shop", {}, 100})["commands"][0]["what"], "pause");
    EXPECT_EQ(administration_.audit({{}, {}, 1})["commands"].size(), 1U);
    EXPECT_THROW(administration_.audit({{}, "yesterday's noon", 1}), OperationError);
    EXPECT_THROW(administration_.audit({"nobody", {}, 1}), OperationError);
}

TEST_F(CommandRecordTest, AReasonIsNeededOnlyWhereTheSettingsSaySo) {
    auto cancel = asked("run.cancel", {{"run", 7LL}});
    cancel.may_need_reason = true;
    EXPECT_NO_THROW(administration_.record(cancel));
    administration_.set_approval_rules({.needs_four_eyes = false, .needs_reason = true});
    EXPECT_THROW(administration_.record(cancel), OperationError);
    EXPECT_NO_THROW(administration_.record(asked("pause"))) << "whoever stops work need not look for words";
    cancel.reason = "wrong list";
    EXPECT_NO_THROW(administration_.record(cancel));
}

TEST_F(CommandRecordTest, ARemovedHoldForgetsWhomItWasOn) {
    const auto hold = administration_.hold_add("shop", "7", "court case", kDpo.name)["hold"].get<long long>();
    const auto second = administration_.hold_add("shop", "7", "another case", kDpo.name)["hold"].get<long long>();
    EXPECT_EQ(administration_.hold_remove({second, {}}, kDpo.name)["others"], 1);
    exec("delete from retentiond.hold where removed_at is not null");
    const auto removed = administration_.hold_remove({hold, {}}, kDpo.name);
    EXPECT_EQ(removed["others"], 0);
    EXPECT_EQ(removed["subject"], "7");
    EXPECT_EQ(value("select coalesce(key, '-') || ' ' || reason from retentiond.hold"), "- court case");
    EXPECT_EQ(administration_.hold_remove({hold, {}}, kDpo.name)["already"], true);
}

TEST_F(CommandRecordTest, WhoeverApprovesARunThatIsOverIsToldHowToMakeAnother) {
    const auto run = start(kDpo);
    exec("update retentiond.run set state = 'superseded'");
    try {
        administration_.run_approve({run, {}}, std::nullopt, kClerk);
        FAIL() << "it waits for nobody";
    } catch (const OperationError& error) {
        EXPECT_EQ(error.what(), "run " + std::to_string(run) + " is superseded and waits for no approval");
        EXPECT_EQ(error.hint(), "A new plan is made by retentionctl run shop.");
    }
}

using FourEyes = CommandRecordTest;

TEST_F(FourEyes, AreNotAskedForWithoutTheSetting) {
    const auto run = start(kDpo);
    EXPECT_EQ(approve(run, kDpo), "running");
}

TEST_F(FourEyes, WhoStartedARunDoesNotApproveIt) {
    need_four_eyes();
    const auto run = start(kDpo);
    EXPECT_EQ(approve(run, kDpo), "same person");
    EXPECT_EQ(state_of(run), "awaiting_approval");
    EXPECT_EQ(value("select coalesce(approved_by, 'nobody') from retentiond.run"), "nobody");
    EXPECT_EQ(approve(run, kClerk), "running");
    EXPECT_EQ(value("select approved_by || ' ' || approved_uids::text || ' ' || requested_uids::text from retentiond.run"),
              "clerk (uid 1002) {1002} {1001}");
}

TEST_F(FourEyes, RootIsNoException) {
    need_four_eyes();
    EXPECT_EQ(approve(start(kRoot), kRoot), "same person");
}

TEST_F(FourEyes, BecomingRootMakesNobodyAnotherPerson) {
    need_four_eyes();
    const auto run = start(kDpo);
    EXPECT_EQ(approve(run, kDpoAsRoot), "same person");
    EXPECT_EQ(approve(run, kClerkAsRoot), "running");
}

TEST_F(FourEyes, OneAccountForTwoIsOnePerson) {
    need_four_eyes();
    EXPECT_EQ(approve(start(kDpoAsRoot), kClerkAsRoot), "same person");
}

TEST_F(FourEyes, ARunWithinItsLimitsWaitsToo) {
    exec("insert into retentiond.run (policy, state, mode, as_of, planned) values ('shop', 'finished', 'enforce', now(), 40)");
    const auto at_once = administration_.run_start("shop", std::nullopt, kDpo);
    EXPECT_EQ(at_once["state"], "running");
    administration_.run_cancel({at_once["run"].get<long long>(), {}}, kDpo.name);
    need_four_eyes();
    const auto waits = administration_.run_start("shop", std::nullopt, kDpo);
    EXPECT_EQ(waits["state"], "awaiting_approval");
    EXPECT_EQ(waits["reasons"], (json{"it was started by hand, and another person has to approve it"}));
    EXPECT_EQ(waits["four_eyes"], true);
}

TEST_F(FourEyes, ARunOfTheScheduleNeedsOnePerson) {
    need_four_eyes();
    const auto planned = target_.plan("shop", {});
    EXPECT_EQ(value("select four_eyes from retentiond.run"), "f");
    EXPECT_EQ(approve(planned.run, kDpo), "running");
}

TEST_F(FourEyes, ASettingThatIsChangedLaterDoesNotReleaseTheRun) {
    need_four_eyes();
    const auto run = start(kDpo);
    administration_.set_approval_rules({});
    EXPECT_EQ(approve(run, kDpo), "same person");
}

TEST_F(FourEyes, WhoStartedARunMayStopIt) {
    need_four_eyes();
    const auto run = start(kDpo);
    EXPECT_EQ(administration_.run_cancel({run, {}}, kDpo.name)["state"], "cancelled");
}

TEST_F(FourEyes, HoldForWhoeverWritesToTheJournal) {
    need_four_eyes();
    const auto run = start(kDpo);
    EXPECT_ANY_THROW(exec("update retentiond.run set approved_uids = '{0, 1001}' where run = " + std::to_string(run)));
    EXPECT_NO_THROW(exec("update retentiond.run set approved_uids = '{0, 1002}' where run = " + std::to_string(run)));
}

TEST_F(FourEyes, AreNotSkippedByAStatementThatReleasesTheRun) {
    need_four_eyes();
    const auto run = start(kDpo);
    const std::string where = " where run = " + std::to_string(run);
    for (const std::string set :
         {"state = 'running'", "state = 'paused'", "state = 'running', approved_uids = '{}'",
          "state = 'running', approved_uids = '{null}'", "state = 'running', approved_uids = '{1001}'",
          "state = 'running', four_eyes = false", "state = 'running', requested_uids = null, approved_uids = '{1001}'",
          "four_eyes = false", "requested_uids = '{1}'"})
        EXPECT_ANY_THROW(exec("update retentiond.run set " + set + where)) << set;
    EXPECT_EQ(state_of(run), "awaiting_approval");
    EXPECT_ANY_THROW(exec("insert into retentiond.run (policy, state, mode, as_of, requested_uids, four_eyes) "
                          "values ('other', 'running', 'enforce', now(), '{1001}', true)"));
    EXPECT_EQ(approve(run, kClerk), "running");
}

TEST_F(FourEyes, KeepWhoReleasedARun) {
    need_four_eyes();
    const auto run = start(kDpo);
    approve(run, kClerk);
    EXPECT_ANY_THROW(exec("update retentiond.run set approved_uids = '{7}'"));
    EXPECT_ANY_THROW(exec("update retentiond.run set approved_uids = null, state = 'awaiting_approval'"));
    EXPECT_ANY_THROW(exec("update retentiond.run set requested_uids = null"));
    EXPECT_NO_THROW(exec("update retentiond.run set state = 'paused'"));
    EXPECT_EQ(value("select approved_uids::text from retentiond.run"), "{1002}");
}

// Whoever started it tries again and again, while a colleague releases it: in no order does the wrong one get through.
TEST_F(FourEyes, HoldInARace) {
    need_four_eyes();
    const auto run = start(kDpo);
    std::vector<std::future<std::string>> tries;
    for (int i = 0; i < 6; ++i)
        tries.push_back(std::async(std::launch::async, [&, i] { return approve(run, i == 3 ? kClerk : kDpo); }));
    int released = 0;
    for (std::size_t i = 0; i < tries.size(); ++i) {
        const auto outcome = tries[i].get();
        released += outcome == "running" ? 1 : 0;   // also for whoever comes after: it is so already
        EXPECT_TRUE(outcome == "running" || outcome == "same person") << outcome;
    }
    EXPECT_GE(released, 1);
    EXPECT_EQ(value("select approved_by from retentiond.run"), kClerk.name);
    EXPECT_EQ(value("select count(*) from retentiond.event where what = 'approved'"), "1");
}

} // namespace
} // namespace retention::jobs
