// SPDX-License-Identifier: Apache-2.0
//
// What a policy was accepted with, in the journal, and what daemons make of a schema that has more.
#include "config/policy_reader.hpp"
#include "daemon/database/catalog.hpp"
#include "daemon/jobs/administration.hpp"
#include "daemon/jobs/inventory_record.hpp"
#include "daemon/jobs/policy_check.hpp"
#include "tests/daemon/jobs/fixture.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <thread>

namespace retention::jobs {
namespace {

using database::Session;
using database::Transaction;
using nlohmann::json;

// Persons stay, emptied in part; what else the shop has is kept by a pattern.
constexpr const char* kStar = R"(
policy: star
mode: enforce
subject: { table: shop.person }
facts:
  last_activity: { max: shop.activity.happened_at }
classes: { former: status = 'former' }
rules:
  - { name: old, class: former, keep: P2Y, after: ended_on, then: empty, because: it is over }
actions:
  empty:
    shop.person: { name: redact, email: null, "*": keep }
    shop.activity: delete
    shop.attachment: delete
    shop.*: keep
limits: { persons: null, share: null, growth: null }
)";

// The other policy of the database, which nobody's passport concerns.
constexpr const char* kBystander = R"(
policy: bystander
mode: enforce
subject: { table: shop.consent }
classes: { any: "true" }
rules:
  - { name: old, class: any, keep: P90Y, after: granted_at, then: go, because: it is over }
actions:
  go: { shop.consent: delete }
)";

std::shared_ptr<const policies::Policy> policy_of(const std::string& text) {
    policies::Findings findings;
    auto policy = config::read_policy(config::Source("star.yaml", text), findings);
    if (!policy)
        throw std::runtime_error(findings.front().path + ": " + findings.front().message);
    return std::make_shared<const policies::Policy>(std::move(*policy));
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    text.replace(text.find(what), what.size(), by);
    return text;
}

class InventoryTest : public ShopTest {
protected:
    CheckedPolicy check(const std::string& text = kStar) const {
        Session session(dsn());
        Transaction reading(session, Transaction::Mode::ReadOnly);
        return check_policy(reading, policy_of(text), std::make_shared<const policies::Schema>(database::read_catalog(reading)));
    }

    void accept(const std::string& text = kStar) const {
        const auto checked = check(text);
        Session session(dsn());
        Transaction transaction(session, Transaction::Mode::ReadWrite);
        record_accepted(transaction, *policy_of(text), checked.inventory, std::nullopt);
        transaction.commit();
    }

    // The codes of what drifted.
    static std::set<std::string> codes(const CheckedPolicy& checked) {
        std::set<std::string> codes;
        for (const auto& finding : checked.findings)
            if (finding.severity == policies::Severity::Error)
                codes.insert(finding.code);
        return codes;
    }
};

struct Change {
    const char* sql;
    std::set<std::string> codes;
};

class DriftOnServer : public InventoryTest, public testing::WithParamInterface<Change> {};

TEST_P(DriftOnServer, IsComparedWithWhatWasAccepted) {
    accept();
    EXPECT_EQ(codes(check()), std::set<std::string>());
    exec(GetParam().sql);
    const auto checked = check();
    EXPECT_EQ(codes(checked), GetParam().codes);
    EXPECT_EQ(checked.compiled == nullptr, !GetParam().codes.empty());
    EXPECT_EQ(checked.waiting != nullptr, !GetParam().codes.empty());
    accept();
    EXPECT_EQ(codes(check()), std::set<std::string>());
    EXPECT_TRUE(check().is_recorded);
}

// Without a foreign key of its own nothing leads to it any more.
TEST_F(InventoryTest, APartThatWasDetachedIsMissed) {
    exec("create table shop.old_activity () inherits (shop.activity)");
    accept();
    EXPECT_EQ(codes(check()), std::set<std::string>());
    exec("alter table shop.old_activity no inherit shop.activity");
    const auto checked = check();
    EXPECT_EQ(codes(checked), std::set<std::string>{"DRIFT_PART_GONE"});
    const auto told = std::ranges::find(checked.findings, "DRIFT_PART_GONE", &policies::Finding::code);
    EXPECT_EQ(told->message, "shop.old_activity was a part of this table and is none any more: its rows would stay");
    accept();
    EXPECT_EQ(codes(check()), std::set<std::string>());

    exec("alter table shop.old_activity inherit shop.activity");
    accept();
    exec("drop table shop.old_activity");
    EXPECT_EQ(codes(check()), std::set<std::string>()) << "what is gone keeps nothing";
}

INSTANTIATE_TEST_SUITE_P(
    Changes, DriftOnServer,
    testing::Values(
        Change{"alter table shop.person add column passport text", {"DRIFT_COLUMN_NEW"}},
        Change{"alter table shop.person add column \"we\"\"ird 'na;me\" jsonb", {"DRIFT_COLUMN_NEW"}},
        Change{"alter table shop.person rename column status to state; alter table shop.person add column status text", {"DRIFT_COLUMN_NEW"}},
        Change{"alter table shop.consent add column remark text", {"DRIFT_COLUMN_NEW"}},
        Change{"alter table shop.activity add column place text", {}},
        Change{"alter table shop.person add column initial text generated always as (left(name, 1)) stored", {}},
        Change{"create table shop.ticket (id int primary key, person_id bigint references shop.person, body text)", {"DRIFT_TABLE_NEW"}},
        Change{"alter table shop.consent rename to permission", {"DRIFT_TABLE_NEW"}},
        Change{"create table shop.old_consent (remark text) inherits (shop.consent)", {"DRIFT_COLUMN_NEW"}},
        Change{"create table shop.old_consent () inherits (shop.consent)", {}},
        Change{"alter table shop.consent add column witness_id bigint references shop.person", {"DRIFT_COLUMN_NEW", "DRIFT_KEY_NEW"}},
        Change{"create table shop.place (id int primary key, name text); alter table shop.activity add column place_id int references shop.place",
               {"DRIFT_KEY_NEW"}},
        Change{"alter table shop.person alter column created_at type text", {"DRIFT_TYPE_CHANGED"}},
        Change{"alter table shop.consent alter column purpose type varchar(400)", {}},
        Change{"create trigger copy after delete on shop.activity for each row execute function audit.note()", {"DRIFT_TRIGGER_NEW"}},
        Change{"create trigger copy after insert on shop.activity for each row execute function audit.note()", {}},
        Change{"create index on shop.person (name); create table shop.product (id int primary key)", {}},
        Change{"alter table shop.consent drop column purpose", {}}));

TEST_F(InventoryTest, WhoeverMayNotReadATableIsToldOfItAllTheSame) {
    accept();
    exec("create schema secret; create table secret.file (id int primary key, person_id bigint references shop.person); "
         "create table shop.file (id int primary key, person_id bigint references shop.person); create role clerk login; "
         "grant usage on schema shop, retentiond to clerk; grant select, update, delete on shop.person, shop.activity, shop.attachment, "
         "shop.consent to clerk; grant select on all tables in schema retentiond to clerk");
    auto dsn_of_clerk = cluster().dsn(kDatabase) + " user=clerk";
    Session session{database::Dsn(dsn_of_clerk)};
    Transaction reading(session, Transaction::Mode::ReadOnly);
    const auto checked = check_policy(reading, policy_of(kStar), std::make_shared<const policies::Schema>(database::read_catalog(reading)));
    EXPECT_EQ(codes(checked), (std::set<std::string>{"ACTION_INCOMPLETE", "DRIFT_TABLE_NEW"}));
}

TEST_F(InventoryTest, WhoeverMayNotReadTheJournalIsNotStopped) {
    accept();
    exec("alter table shop.person add column passport text; create role auditor login; grant usage on schema shop to auditor; "
         "grant select, update, delete on all tables in schema shop to auditor");
    Session session{database::Dsn(cluster().dsn(kDatabase) + " user=auditor")};
    Transaction reading(session, Transaction::Mode::ReadOnly);
    const auto checked = check_policy(reading, policy_of(kStar), std::make_shared<const policies::Schema>(database::read_catalog(reading)));
    EXPECT_EQ(codes(checked), std::set<std::string>());
}

TEST_F(InventoryTest, AnEditedPolicyIsComparedWithWhatTheLastTextWasAcceptedWith) {
    accept();
    exec("alter table shop.person add column passport text");
    EXPECT_EQ(codes(check(std::string(kStar) + "# edited\n")), std::set<std::string>{"DRIFT_COLUMN_NEW"});
    const auto named = check(replaced(kStar, "email: null", "email: null, passport: null"));
    EXPECT_EQ(codes(named), std::set<std::string>());
    EXPECT_FALSE(named.is_recorded);
}

TEST_F(InventoryTest, WhatOneTextNamesDoesNotMakeTheOtherOnesStarRight) {
    accept();
    exec("alter table shop.person add column passport text");
    const auto edited = replaced(kStar, "email: null", "email: null, passport: null");
    accept(edited);
    EXPECT_EQ(codes(check(edited)), std::set<std::string>());
    EXPECT_EQ(codes(check(kStar)), std::set<std::string>{"DRIFT_COLUMN_NEW"});
}

TEST_F(InventoryTest, WhatSomebodyBrokeInTheJournalStopsThePolicyUntilItIsAccepted) {
    accept();
    exec("update retentiond.inventory set reach = '[1]'");
    EXPECT_EQ(codes(check()), std::set<std::string>{"DRIFT_UNREADABLE"});
    accept();
    EXPECT_EQ(codes(check()), std::set<std::string>());
}

TEST_F(InventoryTest, TheLastTenTextsAreKept) {
    for (int edit = 0; edit < 12; ++edit)
        accept(std::string(kStar) + "# edit " + std::to_string(edit) + "\n");
    EXPECT_EQ(count("retentiond.inventory"), 10);
    EXPECT_TRUE(check(std::string(kStar) + "# edit 11\n").is_recorded);
}

// ---- daemons

// A daemon's part for one database, with its threads.
class Running {
public:
    Running(const database::Dsn& dsn, const std::vector<std::string>& texts)
        : target_({.name = "shop", .dsn = dsn, .pace = {}, .workers = 1}, clock_, log_),
          administration_({}, {&target_}, log_, [] { return json(); }) {
        load(texts);
        target_.start(false);
        target_.wait_until_checked(test::kLongEnough);
    }
    ~Running() { target_.stop(std::chrono::seconds(5)); }

    void load(const std::vector<std::string>& texts) {
        std::vector<std::shared_ptr<const policies::Policy>> policies;
        for (const auto& text : texts)
            policies.push_back(policy_of(text));
        target_.replace_policies(policies);
    }

    std::string state(const std::string& policy = "star") {
        const auto status = administration_.status();
        for (const auto& known : status["policies"])
            if (known["policy"] == policy)
                return known["state"];
        return "unknown";
    }
    // Waits until the policy's state is `wanted`; gives what it is then.
    std::string state_after(const std::string& wanted, const std::string& policy = "star") {
        std::string is;
        (void)test::wait_until([&] { return (is = state(policy)) == wanted; }, test::kLongEnough);
        return is;
    }

    Target& target() { return target_; }
    Administration& administration() { return administration_; }
    // What was logged until now; the daemon works no more.
    std::string log() {
        target_.stop(std::chrono::seconds(5));
        return log_text_.str();
    }
    long long told(const std::string& id) {
        long long lines = 0;
        const std::string text = log();
        for (auto at = text.find(id); at != std::string::npos; at = text.find(id, at + 1))
            ++lines;
        return lines;
    }

private:
    platform::SystemClock clock_;
    std::ostringstream log_text_;
    platform::Log log_{clock_, platform::LogLevel::Debug, platform::LogStyle::Plain, log_text_};
    Target target_;
    Administration administration_;
};

constexpr const char* kPassport = "alter table shop.person add column passport text";

TEST_F(InventoryTest, ADaemonAcceptsWhatItFirstFindsAndStopsAtWhatComesLater) {
    Running daemon(dsn(), {kStar, kBystander});
    EXPECT_EQ(daemon.state_after("ok"), "ok");
    EXPECT_EQ(count("retentiond.inventory where accepted_by is null"), 2);
    exec(kPassport);
    EXPECT_THROW(daemon.administration().run_start("star", std::nullopt, Person{.name = "test"}), OperationError);
    EXPECT_EQ(daemon.state_after("drifted"), "drifted");
    EXPECT_EQ(count("retentiond.run"), 0);
    daemon.target().recheck();
    EXPECT_NO_THROW(daemon.administration().run_start("bystander", std::nullopt, Person{.name = "test"}));
    EXPECT_EQ(daemon.state("bystander"), "ok");
}

TEST_F(InventoryTest, TheKeeperNoticesByItselfAndTellsItOnce) {
    Running daemon(dsn(), {kStar});
    ASSERT_EQ(daemon.state_after("ok"), "ok");
    exec(kPassport);
    EXPECT_EQ(daemon.state_after("drifted"), "drifted");
    for (int i = 0; i < 3; ++i) {
        EXPECT_THROW(daemon.administration().plan("star", std::nullopt), OperationError);
        daemon.target().recheck();
        std::this_thread::sleep_for(std::chrono::milliseconds(700));
    }
    EXPECT_EQ(daemon.told("POLICY_DRIFTED"), 1) << daemon.log();
}

TEST_F(InventoryTest, ARunThatWaitedIsSupersededAndABatchNeverStarts) {
    Running daemon(dsn(), {kStar});
    ASSERT_EQ(daemon.state_after("ok"), "ok");
    const auto run = daemon.administration().run_start("star", std::nullopt, Person{.name = "test"})["run"].get<long long>();
    ASSERT_EQ(state_of(run), "awaiting_approval");
    exec(kPassport);
    EXPECT_THROW(daemon.administration().run_approve({run, std::nullopt}, std::nullopt, Person{.name = "test"}), OperationError);
    EXPECT_EQ(daemon.state_after("drifted"), "drifted");
    EXPECT_TRUE(test::wait_until([&] { return state_of(run) == "superseded"; }, test::kLongEnough)) << state_of(run);
    EXPECT_EQ(count("audit.change where by_us"), 0);
}

TEST_F(InventoryTest, ABatchThatMeetsTheChangeStopsItsRunAndStatusSaysWhy) {
    Running daemon(dsn(), {kStar});
    ASSERT_EQ(daemon.state_after("ok"), "ok");
    exec("insert into retentiond.pause (scope, paused_by) values ('star', 'test')");
    const auto run = daemon.administration().run_start("star", std::nullopt, Person{.name = "test"})["run"].get<long long>();
    daemon.administration().run_approve({run, std::nullopt}, std::nullopt, Person{.name = "test"});
    exec(kPassport);
    daemon.administration().resume("star", "test");
    EXPECT_EQ(daemon.state_after("drifted"), "drifted");
    EXPECT_TRUE(test::wait_until([&] { return state_of(run) == "superseded"; }, test::kLongEnough)) << state_of(run);
    EXPECT_EQ(count("audit.change where by_us"), 0);
}

TEST_F(InventoryTest, AcceptingPutsThePolicyInForceAndSaysWhoAcceptedWhat) {
    Running daemon(dsn(), {kStar});
    ASSERT_EQ(daemon.state_after("ok"), "ok");
    exec(kPassport);
    ASSERT_EQ(daemon.state_after("drifted"), "drifted");
    const auto accepted = daemon.administration().drift_accept("star", "dpo (uid 1001)");
    EXPECT_EQ(accepted["policies"][0]["accepted"][0]["code"], "DRIFT_COLUMN_NEW");
    EXPECT_EQ(daemon.state(), "ok");
    EXPECT_EQ(count("retentiond.inventory where accepted_by = 'dpo (uid 1001)'"), 1);
    EXPECT_EQ(value("select detail -> 0 ->> 'code' from retentiond.event where what = 'drift_accepted' and by = 'dpo (uid 1001)'"),
              "DRIFT_COLUMN_NEW");
    EXPECT_NO_THROW(daemon.administration().run_start("star", std::nullopt, Person{.name = "test"}));
    EXPECT_TRUE(daemon.administration().drift_accept(std::nullopt, "test")["policies"][0]["already"].get<bool>());
}

TEST_F(InventoryTest, WhatDoesNotFitIsNotAccepted) {
    Running daemon(dsn(), {kStar, kBystander});
    ASSERT_EQ(daemon.state_after("ok"), "ok");
    exec(kPassport);
    exec("alter table shop.person rename column email to mail");
    EXPECT_THROW(daemon.administration().drift_accept("star", "test"), OperationError);
    const auto all = daemon.administration().drift_accept(std::nullopt, "test");
    EXPECT_EQ(all["refused"].size(), 1U);
    EXPECT_EQ(all["policies"].size(), 1U);
}

TEST_F(InventoryTest, AnEditedPolicyThatNamesTheColumnIsInForceAgain) {
    Running daemon(dsn(), {kStar});
    ASSERT_EQ(daemon.state_after("ok"), "ok");
    exec(kPassport);
    ASSERT_EQ(daemon.state_after("drifted"), "drifted");
    daemon.load({replaced(kStar, "email: null", "email: null, passport: null")});
    EXPECT_EQ(daemon.state_after("ok"), "ok");
    EXPECT_TRUE(test::wait_until([] { return count("retentiond.inventory") >= 2; }, test::kLongEnough));
    EXPECT_EQ(count("retentiond.inventory where reach::text like '%passport%' and accepted_by is null"), 1);
}

TEST_F(InventoryTest, AColumnThatWentAgainWasNoDrift) {
    Running daemon(dsn(), {kStar});
    ASSERT_EQ(daemon.state_after("ok"), "ok");
    exec(kPassport);
    ASSERT_EQ(daemon.state_after("drifted"), "drifted");
    exec("alter table shop.person drop column passport");
    EXPECT_EQ(daemon.state_after("ok"), "ok");
}

TEST_F(InventoryTest, OfTwoDaemonsBothStopAndBothGoOnWhenOneIsTold) {
    Running one(dsn(), {kStar});
    Running other(dsn(), {kStar});
    ASSERT_EQ(one.state_after("ok"), "ok");
    ASSERT_EQ(other.state_after("ok"), "ok");
    EXPECT_EQ(count("retentiond.inventory"), 1);
    exec(kPassport);
    EXPECT_EQ(one.state_after("drifted"), "drifted");
    EXPECT_EQ(other.state_after("drifted"), "drifted");
    one.administration().drift_accept("star", "test");
    EXPECT_EQ(other.state_after("ok"), "ok");
    const auto before = value("select accepted_at from retentiond.inventory");
    one.target().recheck();
    other.target().recheck();
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    EXPECT_EQ(value("select accepted_at from retentiond.inventory"), before);
}

TEST_F(InventoryTest, OfTwoDaemonsWithTwoTextsNeitherUndoesWhatTheOtherDid) {
    Running old_text(dsn(), {kStar});
    ASSERT_EQ(old_text.state_after("ok"), "ok");
    exec(kPassport);
    ASSERT_EQ(old_text.state_after("drifted"), "drifted");
    Running new_text(dsn(), {replaced(kStar, "email: null", "email: null, passport: null")});
    EXPECT_EQ(new_text.state_after("ok"), "ok");
    const auto run = new_text.administration().run_start("star", std::nullopt, Person{.name = "test"})["run"].get<long long>();
    for (int i = 0; i < 3; ++i) {
        old_text.target().recheck();
        std::this_thread::sleep_for(std::chrono::milliseconds(700));
    }
    EXPECT_EQ(old_text.state(), "drifted");
    EXPECT_EQ(new_text.state(), "ok");
    EXPECT_EQ(state_of(run), "awaiting_approval");
}

} // namespace
} // namespace retention::jobs
