// SPDX-License-Identifier: Apache-2.0
//
// A hold binds the other policies of the database also where only a link says whose rows they are: those of a groupware that
// declares no foreign keys. All events are due; 100 and 101 are anna's, 102 is bert's, 103 a group's of the name of anna.
#include "config/policy_reader.hpp"
#include "daemon/jobs/administration.hpp"
#include "policies/fingerprint.hpp"
#include "tests/daemon/jobs/fixture.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {
namespace {

constexpr const char* kFrame = R"(
mode: enforce
classes: { former: left_on is not null }
rules:
  - { name: r, class: former, keep: P1Y, after: left_on, then: act, because: it is over }
limits: { persons: null, share: null, growth: null }
)";

const std::string kEvents = std::string("policy: events\nsubject: { table: app.event }\n") + kFrame + "actions: { act: { app.event: delete } }\n";

// `calendars`: the link of the table between.
std::string users(const std::string& calendars = "{ column: \"substr(principaluri, 18)\", to: app.user.uid, "
                                                 "where: \"principaluri like 'principals/users/%'\" }") {
    return std::string("policy: users\nsubject: { table: app.user }\n") + kFrame + "links:\n  app.calendar: " + calendars +
           "\n  app.event: { column: calendarid, to: app.calendar.id }\n  app.attachment: { column: event, to: app.event.id }\n" +
           "actions:\n  act: { app.user: delete, app.calendar: delete, app.event: delete, app.attachment: delete }\n";
}

class HoldByLink : public ShopTest {
protected:
    void SetUp() override {
        ShopTest::SetUp();
        exec("create schema app;"
             "create table app.user (uid text primary key, left_on date);"
             "create table app.calendar (id int primary key, principaluri text);"
             "create table app.event (id int primary key, calendarid int, left_on date);"
             "create table app.attachment (id int primary key, event int);"
             "insert into app.user values ('anna', null), ('bert', null);"
             "insert into app.calendar values (10, 'principals/users/anna'), (11, 'principals/users/bert'), (12, 'principals/group/anna');"
             "insert into app.event values (100, 10, '2000-01-01'), (101, 10, '2000-01-01'), (102, 11, '2000-01-01'), (103, 12, '2000-01-01');"
             "insert into app.attachment values (1, 102)");
    }

    static void hold_anna() {
        exec("insert into retentiond.hold (subject_table, key_columns, key, policy, reason, placed_by) values ('app.user', 'uid', 'anna', "
             "'users', 'court', 'test')");
    }

    // What is left of the events after all that is due is done by the policy about them.
    std::string left_after(const std::vector<std::string>& beside, bool is_late = false) {
        const auto compiled = compile(kEvents, beside);
        if (!is_late)
            hold_anna();
        const auto planned = start_run(compiled);
        if (is_late)
            hold_anna();
        EXPECT_EQ(work_off(compiled, planned.run), "finished");
        EXPECT_EQ(outcome(planned.run, "failed"), 0);
        return events();
    }

    static std::string events() { return value("select coalesce(string_agg(id::text, ',' order by id), '') from app.event"); }

    std::string refusal(const std::vector<std::string>& beside) {
        try {
            compile(kEvents, beside);
            return {};
        } catch (const std::runtime_error& error) {
            return error.what();
        }
    }
};

TEST_F(HoldByLink, OnAUserBindsAPolicyAboutTheEventsWhoseOwnTextKnowsNoUsers) {
    EXPECT_EQ(left_after({users()}), "100,101");
    EXPECT_EQ(count("app.attachment"), 1) << "what the other policy links is not for this one to erase";
}

// Documents of an applicant who became an employee: two policies, and each has a line for them.
class HoldOfTwo : public HoldByLink {
protected:
    static std::string about(const std::string& table, const std::string& line) {
        return "policy: " + table + "\nsubject: { table: app." + table + " }\n" + kFrame + "actions: { act: { app." + table + ": delete, app.doc via " + line + " } }\n";
    }

    void SetUp() override {
        HoldByLink::SetUp();
        exec("create table app.employee (id int primary key, left_on date); create table app.applicant (id int primary key, left_on date);"
             "create table app.doc (id int primary key, employee_id int references app.employee, applicant_id int references app.applicant, body text);"
             "create index on app.doc (employee_id); create index on app.doc (applicant_id); insert into app.employee values (1, null), (2, null);"
             "insert into app.applicant values (11, '2000-01-01'), (12, '2000-01-01'), (13, '2000-01-01');"
             "insert into app.doc values (1, 1, 11), (2, 2, 12), (3, null, 13)");
    }

    std::string applicants_left(const std::string& line, const std::string& beside) {
        const auto compiled = compile(about("applicant", line), {beside});
        const auto planned = start_run(compiled);
        exec("insert into retentiond.hold (subject_table, key_columns, key, policy, reason, placed_by) values ('app.employee', 'id', '2', "
             "'employee', 'court', 'test')");
        EXPECT_EQ(work_off(compiled, planned.run), "finished");
        EXPECT_EQ(outcome(planned.run, "failed"), 0);
        return value("select string_agg(id::text, ',' order by id) from app.applicant");
    }
};

TEST_F(HoldOfTwo, OnAnEmployeeKeepsTheDocumentsThatGoWithAnApplicant) {
    EXPECT_EQ(applicants_left("applicant_id: delete", about("employee", "employee_id: delete")), "12");
    EXPECT_EQ(value("select string_agg(id::text, ',' order by id) from app.doc"), "2");
}

TEST_F(HoldOfTwo, KeepsThemFromBeingChanged) {
    EXPECT_EQ(applicants_left("applicant_id: { body: redact, employee_id: keep, applicant_id: null }", about("employee", "employee_id: delete")), "12");
}

TEST_F(HoldOfTwo, DoesNotBindBySomebodyWhoOnlyMadeTheRow) {
    const std::string keeps = "policy: employee\nsubject: { table: app.employee }\n" + std::string(kFrame) +
                              "actions: { act: { app.employee: delete, app.doc via employee_id: { employee_id: null } } }\n";
    const auto compiled = compile(about("applicant", "applicant_id: delete"), {keeps});
    exec("insert into retentiond.hold (subject_table, key_columns, key, policy, reason, placed_by) values ('app.employee', 'id', '2', "
         "'employee', 'court', 'test')");
    EXPECT_EQ(start_run(compiled).planned, 3);
}

TEST_F(HoldByLink, PlacedAfterThePlanIsSeenByTheBatch) { EXPECT_EQ(left_after({users()}, true), "100,101"); }

TEST_F(HoldByLink, OfAPolicyThatIsNotInForceStopsAllPlans) {
    const auto compiled = compile(kEvents);
    EXPECT_EQ(start_run(compiled).planned, 4) << "nobody is held";
    exec("update retentiond.run set state = 'cancelled'");
    hold_anna();
    try {
        start_run(compiled);
        FAIL() << "whose events are anna's is what policy \"users\" knows";
    } catch (const PlanRefused& refused) {
        EXPECT_NE(std::string(refused.what()).find("hold 1 was placed through policy \"users\", which is not in force, nor any other about app.user"),
                  std::string::npos)
            << refused.what();
    }
}

TEST_F(HoldByLink, OfAPolicyThatHasAnotherNameByNowHolds) {
    auto renamed = users();
    renamed.replace(renamed.find("users"), 5, "people");
    EXPECT_EQ(left_after({renamed}), "100,101");
}

TEST_F(HoldByLink, OnARowThatIsNotThereStopsAllPlans) {
    const auto compiled = compile(kEvents, {users()});
    hold_anna();
    exec("update app.user set uid = 'anna.smith' where uid = 'anna'");
    try {
        start_run(compiled);
        FAIL() << "the hold is on nobody";
    } catch (const PlanRefused& refused) {
        EXPECT_NE(std::string(refused.what()).find("hold 1 on a row of app.user names none that is there"), std::string::npos) << refused.what();
    }
    exec("update retentiond.hold set key = 'anna.smith'; update app.calendar set principaluri = 'principals/users/anna.smith' where id = 10");
    EXPECT_EQ(start_run(compiled).planned, 2);
}

TEST_F(HoldByLink, ATableOnTheWayThatChangesIsNoticed) {
    const auto fingerprint = policies::schema_fingerprint(compile(kEvents, {users()})->binding).sql;
    EXPECT_NE(fingerprint.find("'calendar'"), std::string::npos);
    EXPECT_EQ(fingerprint.find("'attachment'"), std::string::npos);
}

TEST_F(HoldByLink, ALinkThatNoLongerFitsStopsWhoeverWouldNotSeeTheHold) {
    exec("alter table app.calendar rename column principaluri to principal");
    EXPECT_NE(refusal({users()}).find("whom a hold binds here depends on what policy \"users\" links app.calendar to"), std::string::npos)
        << refusal({users()});
    EXPECT_NE(refusal({users("{ column: \"principal -> 1\", to: app.user.uid }")}).find("policies.users.links.app.calendar: "), std::string::npos)
        << refusal({users("{ column: \"principal -> 1\", to: app.user.uid }")});
}

TEST_F(HoldByLink, ALinkOfTablesElsewhereStopsNobody) {
    exec("alter table app.attachment rename column event to of_event");
    EXPECT_EQ(refusal({users()}), "");
    exec("drop table app.calendar");
    EXPECT_EQ(refusal({users()}), "") << "nobody's rows lead there any more";
}

// Whose calendar it is can't be said, so that it may be the one who is held.
TEST_F(HoldByLink, ALinkThatFailsForARowProtectsWhatItMayBindAndNobodyElse) {
    exec("update app.calendar set principaluri = json_build_object('uid', substr(principaluri, 18)) where id < 12");
    const auto compiled = compile(kEvents, {users("{ column: \"(principaluri::json->>'uid')\", to: app.user.uid }")});
    hold_anna();
    const auto planned = start_run(compiled);
    ASSERT_EQ(planned.unjudged.size(), 1U);
    EXPECT_EQ(planned.unjudged[0].path, "policies.users.links.app.calendar.column");
    EXPECT_EQ(planned.unjudged[0].subjects, 1);
    EXPECT_EQ(work_off(compiled, planned.run), "finished");
    EXPECT_EQ(events(), "100,101,103");
}

TEST_F(HoldByLink, BindsInADaemonAndAfterAReload) {
    platform::SystemClock clock;
    std::ostringstream text;
    platform::Log log{clock, platform::LogLevel::Debug, platform::LogStyle::Plain, text};
    Target target({.name = "shop", .dsn = dsn(), .pace = {}, .workers = 1}, clock, log);
    Administration administration({}, {&target}, log, [] { return nlohmann::json(); });
    const auto load = [&](const std::vector<std::string>& texts) {
        policies::Beside loaded;
        for (const auto& one : texts) {
            policies::Findings findings;
            loaded.push_back(std::make_shared<const policies::Policy>(config::read_policy(config::Source("p.yaml", one), findings).value()));
        }
        target.replace_policies(loaded);
    };
    const auto due = [&] { return administration.plan("events", std::nullopt)["due"].get<long long>(); };
    // By the keeper's own check, before anybody asks for a plan.
    const auto batches_know_calendars = [&] {
        std::shared_ptr<const CompiledPolicy> compiled;
        EXPECT_TRUE(test::wait_until([&] { return (compiled = target.book().find("events")->compiled) != nullptr; }, test::kLongEnough));
        return compiled && compiled->judge.sql.find("principaluri") != std::string::npos;
    };
    load({kEvents, users()});
    target.start(false);
    EXPECT_TRUE(batches_know_calendars());
    administration.hold_add("users", "anna", "court", "test");
    EXPECT_EQ(due(), 2);
    load({kEvents});
    EXPECT_FALSE(batches_know_calendars());
    EXPECT_EQ(due(), 4) << "nobody links calendars to users";
    load({kEvents, users()});
    EXPECT_TRUE(batches_know_calendars());
    EXPECT_EQ(due(), 2);
    target.stop(std::chrono::seconds(5));
}

// A run would be refused: whoever looks before is told so, too.
TEST_F(HoldByLink, InDoubtIsToldByPlanAndStatusAndList) {
    platform::SystemClock clock;
    std::ostringstream text;
    platform::Log log{clock, platform::LogLevel::Debug, platform::LogStyle::Plain, text};
    Target target({.name = "shop", .dsn = dsn(), .pace = {}, .workers = 1}, clock, log);
    Administration administration({}, {&target}, log, [] { return nlohmann::json(); });
    policies::Beside loaded;
    for (const auto& one : {std::string(kEvents), users()}) {
        policies::Findings findings;
        loaded.push_back(std::make_shared<const policies::Policy>(config::read_policy(config::Source("p.yaml", one), findings).value()));
    }
    target.replace_policies(loaded);
    target.start(false);
    ASSERT_TRUE(test::wait_until([&] { return target.book().any_in_force() && target.trouble().empty(); }, test::kLongEnough));
    administration.hold_add("users", "anna", "court", "test");
    const auto told = [&] {
        return administration.plan("events", std::nullopt)["holds_in_doubt"].get<std::string>() + "|" +
               administration.status()["databases"][0]["holds_in_doubt"].get<std::string>() + "|" +
               administration.hold_list(std::nullopt)["holds"][0]["doubt"].dump();
    };
    EXPECT_EQ(told(), "||null");
    exec("update app.user set uid = 'anna.smith' where uid = 'anna'");
    const std::string why = "hold 1 on a row of app.user names none that is there: it was deleted, merged into another, or has another key by now. "
                            "Whom does it protect? Place it anew, or remove it (retentionctl hold list, hold add, hold remove)";
    EXPECT_EQ(told(), why + "|" + why + "|\"no_row\"");
    {
        Application changing(dsn());
        changing.exec("lock table app.user");
        EXPECT_EQ(administration.status()["databases"][0]["state"], "ok") << "somebody's lock keeps nobody from looking";
        changing.commit();
    }
    target.stop(std::chrono::seconds(5));
}

} // namespace
} // namespace retention::jobs
