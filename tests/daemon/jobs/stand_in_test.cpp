// SPDX-License-Identifier: Apache-2.0
//
// Rows are moved to a stand-in when theirs goes: it has to be there, and must be nobody whose own turn comes. Person 1 is due, 2 is
// not, 0 stands in.
#include "tests/daemon/jobs/graph_fixture.hpp"

namespace retention::jobs {
namespace {

class StandIn : public GraphTest {
protected:
    void SetUp() override {
        GraphTest::SetUp();
        exec("create table app.person (id int primary key, mail text, ended_on date);"
             "insert into app.person values (1, 'm', '2000-01-01'), (2, 'm', null);"
             "create table app.booking (id int primary key, guest_id int default 0 references app.person on delete set default);"
             "insert into app.booking values (10, 1), (20, 2)");
    }

    static std::string booked(const std::string& constant, const std::string& where = "") {
        auto text = policy("    app.person: delete\n    app.booking: { guest_id: { constant: " + constant + " } }\n");
        const std::string subject = "table: app.person";
        return where.empty() ? text : text.replace(text.find(subject), subject.size(), subject + ", where: " + where);
    }

    bool tells(const std::string& text, const std::string& finding, const std::vector<std::string>& beside = {}) {
        return findings(text, beside).find(finding) != std::string::npos;
    }

    // The same by the name of another policy.
    static std::string by_another(std::string text) { return text.replace(text.find("policy: p"), 9, "policy: q"); }

    // Why no run was planned; empty: one was.
    std::string plan_refused(const std::shared_ptr<const CompiledPolicy>& compiled) {
        try {
            start_run(compiled);
            return {};
        } catch (const PlanRefused& refused) {
            return refused.what();
        }
    }
};

TEST_F(StandIn, ThatDoesNotExistIsAnError) {
    EXPECT_TRUE(tells(booked("7"), "STAND_IN_MISSING actions.act.app.booking.guest_id"));
    EXPECT_FALSE(tells(booked("2"), "STAND_IN_MISSING"));
}

TEST_F(StandIn, OfADefaultThatDoesNotExistIsAnError) {
    const auto text = policy("    app.person: delete\n    app.booking: keep\n");
    EXPECT_TRUE(tells(text, "STAND_IN_MISSING actions.act.app.booking"));
    exec("insert into app.person values (0, null, null)");
    EXPECT_FALSE(tells(text, "STAND_IN_MISSING"));
    EXPECT_TRUE(tells(text, "STAND_IN_IS_SUBJECT actions.act.app.booking"));
}

TEST_F(StandIn, WhoIsASubjectIsTold) {
    exec("insert into app.person values (0, null, null)");
    EXPECT_TRUE(tells(booked("0"), "STAND_IN_IS_SUBJECT actions.act.app.booking.guest_id"));
    EXPECT_FALSE(tells(booked("0", "id <> 0"), "STAND_IN"));
}

TEST_F(StandIn, WhoIsDueIsAnError) {
    exec("insert into app.person values (0, null, '2000-01-01')");
    EXPECT_TRUE(tells(booked("0"), "STAND_IN_DUE actions.act.app.booking.guest_id"));
    EXPECT_FALSE(tells(booked("0", "id <> 0"), "STAND_IN"));
}

// A link by an address: an empty one names nobody, and takes the rows away from everybody.
TEST_F(StandIn, OfAnEmptyTextIsNobody) {
    exec("insert into app.person values (0, '', '2000-01-01'); create table app.letter (id int primary key, rcpt text); create index on app.letter (rcpt);"
         "insert into app.letter values (1, 'm'), (2, '')");
    const auto text = [](const std::string& rcpt) {
        return policy("    app.person: delete\n    app.booking: delete\n    app.letter: { rcpt: { constant: \"" + rcpt + "\" } }\n", "links: { app.letter: { column: rcpt, to: app.person.mail } }\n");
    };
    EXPECT_FALSE(tells(text(""), "STAND_IN"));
    EXPECT_TRUE(tells(text("m"), "STAND_IN_DUE"));
    EXPECT_EQ(plan_refused(compile(text(""))), "");
}

// Of a link of several columns each is a value like any other: somebody of the same tenant without an address is meant.
TEST_F(StandIn, OfAnEmptyTextAmongSeveralColumnsIsSomebody) {
    exec("alter table app.person add tenant int default 1; insert into app.person values (0, '', '2000-01-01');"
         "create table app.letter (id int primary key, tenant int, rcpt text); create index on app.letter (tenant, rcpt); insert into app.letter values (1, 1, 'm')");
    EXPECT_TRUE(tells(policy("    app.person: delete\n    app.booking: delete\n    app.letter: { rcpt: { constant: \"\" } }\n",
                             "links: { app.letter: { column: [tenant, rcpt], to: [app.person.tenant, app.person.mail] } }\n"),
                      "STAND_IN_DUE"));
}

TEST_F(StandIn, WhoBecomesDueStopsThePlan) {
    exec("insert into app.person values (0, null, null)");
    const auto compiled = compile(booked("0"));
    EXPECT_EQ(plan_refused(compiled), "");
    exec("truncate retentiond.batch, retentiond.run cascade; update app.person set ended_on = '2000-01-01' where id = 0");
    EXPECT_NE(plan_refused(compiled).find("is due itself, by rule r"), std::string::npos);
    EXPECT_EQ(ids("app.person"), "0,1,2");
}

TEST_F(StandIn, WhoIsNoSubjectGetsTheRows) {
    exec("insert into app.person values (0, null, '2000-01-01')");
    run(booked("0", "id <> 0"));
    EXPECT_EQ(ids("app.person"), "0,2");
    EXPECT_EQ(value("select guest_id from app.booking where id = 10"), "0");
}

TEST_F(StandIn, OfAnotherTableHasToExistToo) {
    exec("create table app.team (id int primary key); insert into app.team values (1); alter table app.booking add team_id int references app.team");
    const std::string lines = "    app.person: delete\n    app.booking: { guest_id: null, team_id: { constant: ";
    EXPECT_TRUE(tells(policy(lines + "5 } }\n"), "STAND_IN_MISSING actions.act.app.booking.team_id"));
    EXPECT_FALSE(tells(policy(lines + "1 } }\n"), "STAND_IN"));
}

// Policy q moves the bookings of its guests to 0 on purpose. To this policy 0 is a person like any other, whose bookings go.
TEST_F(StandIn, OfAnotherPolicyIsTold) {
    exec("insert into app.person values (0, null, null)");
    const auto deletes = policy("    app.person: delete\n    app.booking: delete\n");
    const auto moves = by_another(booked("0", "id <> 0"));
    EXPECT_FALSE(tells(deletes, "STAND_IN"));
    EXPECT_TRUE(tells(deletes, "STAND_IN_IS_SUBJECT subject.table", {moves}));
    EXPECT_FALSE(tells(deletes, "STAND_IN_DUE", {moves}));
    exec("update app.person set ended_on = '2000-01-01' where id = 0");
    EXPECT_TRUE(tells(deletes, "STAND_IN_DUE subject.table", {moves}));
    const auto without = [](std::string text) { return text.replace(text.find("table: app.person"), 17, "table: app.person, where: id <> 0"); };
    EXPECT_FALSE(tells(without(deletes), "STAND_IN", {moves}));
}

TEST_F(StandIn, OfAnotherPolicyWhoBecomesDueStopsThePlan) {
    exec("insert into app.person values (0, null, null)");
    const auto deletes = policy("    app.person: delete\n    app.booking: delete\n");
    const auto compiled = compile(deletes, {by_another(booked("0", "id <> 0"))});
    EXPECT_EQ(plan_refused(compiled), "");
    exec("truncate retentiond.batch, retentiond.run cascade; update app.person set ended_on = '2000-01-01' where id = 0");
    EXPECT_NE(plan_refused(compiled).find("policy \"q\" moves others' rows to a row that is due here, by rule r (actions.act.app.booking.guest_id)"),
              std::string::npos)
        << plan_refused(compiled);
    EXPECT_EQ(count("app.booking"), 2);
}

TEST_F(StandIn, OfAnotherPolicyIsPartOfWhatARunWasPlannedWith) {
    exec("insert into app.person values (0, null, null)");
    const auto deletes = policy("    app.person: delete\n    app.booking: delete\n");
    const auto alone = compile(deletes)->digest;
    EXPECT_NE(compile(deletes, {by_another(booked("0", "id <> 0"))})->digest, alone);
    EXPECT_EQ(compile(deletes, {by_another(policy("    app.person: delete\n    app.booking: { guest_id: null }\n"))})->digest, alone);
}

TEST_F(StandIn, OfAnotherPolicyByADefaultStopsThePlanToo) {
    exec("insert into app.person values (0, null, '2000-01-01')");
    EXPECT_TRUE(tells(policy("    app.person: delete\n    app.booking: delete\n"), "STAND_IN_DUE subject.table",
                      {by_another(policy("    app.person: delete\n    app.booking: keep\n"))}));
}

TEST_F(StandIn, WhoStaysIsDueInPeaceAsLongAsWhatWasMovedToItStaysAsItIs) {
    exec("insert into app.person values (0, null, '2000-01-01'); alter table app.booking add note text");
    const auto moves = by_another(policy("    app.person: delete\n    app.booking: { guest_id: { constant: 0 }, \"*\": keep }\n"));
    const std::string person = "    app.person: { mail: null, \"*\": keep }\n";
    EXPECT_FALSE(tells(policy(person + "    app.booking: keep\n"), "STAND_IN_DUE", {moves}));
    EXPECT_TRUE(tells(policy(person + "    app.booking: { note: null }\n"), "STAND_IN_DUE", {moves}));
    EXPECT_TRUE(tells(policy(person + "    app.booking: delete\n"), "STAND_IN_DUE", {moves}));
}

} // namespace
} // namespace retention::jobs
