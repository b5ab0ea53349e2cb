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

    bool tells(const std::string& text, const std::string& finding) { return findings(text).find(finding) != std::string::npos; }

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

} // namespace
} // namespace retention::jobs
