// SPDX-License-Identifier: Apache-2.0
//
// Holds on what a person points to, and on what belongs to that: person -> account -> plan, with settings of the
// account and prices of the plan. Persons 1 and 2 are due; of each the rows have ids of their own.
#include "tests/daemon/jobs/graph_fixture.hpp"

namespace retention::jobs {
namespace {

class DetailHold : public GraphTest {
protected:
    void SetUp() override {
        GraphTest::SetUp();
        exec("create table app.plan (id int primary key, name text);"
             "create table app.account (id int primary key, name text, plan_id int references app.plan);"
             "create table app.person (id int primary key, mail text, ended_on date, account_id int references "
             "app.account);"
             "create table app.setting (id int primary key, account_id int references app.account, body text);"
             "create table app.line (id int primary key, setting_id int references app.setting, up int references "
             "app.line, body text);"
             "create table app.price (id int primary key, plan_id int references app.plan, body text);"
             "insert into app.plan values (100, 'p'), (200, 'p'); insert into app.account values (10, 'a', 100), (20, "
             "'a', 200);"
             "insert into app.person values (1, 'm', '2000-01-01', 10), (2, 'm', '2000-01-01', 20);"
             "insert into app.setting values (11, 10, 'b'), (21, 20, 'b'); insert into app.line values (12, 11, null, "
             "'b'), (13, null, 12, 'b'), "
             "(14, null, 13, 'b'), (22, 21, null, 'b'); insert into app.price values (101, 100, 'b'), (201, 200, 'b')");
    }

    static void hold(const std::string& table, const std::string& key) {
        exec("insert into retentiond.hold (subject_table, key_columns, key, policy, reason, placed_by) values ('" +
             table + "', 'id', '" + key + "', null, 'court', 'test')");
    }

    static std::string deletes() {
        return policy("    app.person: delete\n    app.account via person.account_id: delete\n    app.plan via "
                      "account.plan_id: delete\n"
                      "    app.setting: delete\n    app.line via setting_id: delete\n    app.line via up: delete\n    "
                      "app.price: delete\n");
    }

    static std::string changes() {
        return policy("    app.person: { mail: null, ended_on: keep, account_id: keep }\n"
                      "    app.account via person.account_id: { name: null, plan_id: keep }\n    app.plan via "
                      "account.plan_id: { name: null }\n"
                      "    app.setting: { body: null }\n    app.line via setting_id: { body: null }\n    app.line via "
                      "up: { body: null }\n"
                      "    app.price: { body: null }\n");
    }

    // Placed after the plan: the batch must see it.
    std::string run_with_late_hold(const std::string& text, const std::string& table, const std::string& key) {
        const auto compiled = compile(text);
        const auto planned = start_run(compiled);
        hold(table, key);
        EXPECT_EQ(work_off(compiled, planned.run), "finished");
        EXPECT_EQ(outcome(planned.run, "failed"), 0) << log_text_.str();
        return std::to_string(outcome(planned.run, "done")) + " done, " + std::to_string(outcome(planned.run, "hold")) +
               " held";
    }

    // Rows of person 1 as they were.
    static long long untouched() {
        return count("app.person where id = 1 and mail = 'm'") + count("app.account where id = 10 and name = 'a'") +
               count("app.plan where id = 100 and name = 'p'") + count("app.setting where id = 11 and body = 'b'") +
               count("app.line where id in (12, 13, 14) and body = 'b'") +
               count("app.price where id = 101 and body = 'b'");
    }
};

TEST_F(DetailHold, WithoutOneAllOfBothGoes) {
    run(deletes());
    EXPECT_EQ(untouched(), 0);
    EXPECT_EQ(count("app.line") + count("app.price") + count("app.plan") + count("app.setting") + count("app.account"),
              0);
}

TEST_F(DetailHold, OnAnyOfTheRowsStopsThePersonAndNobodyElse) {
    for (const auto& [table, key] : std::vector<std::pair<std::string, std::string>>{{"app.account", "10"},
                                                                                     {"app.plan", "100"},
                                                                                     {"app.setting", "11"},
                                                                                     {"app.line", "12"},
                                                                                     {"app.line", "14"},
                                                                                     {"app.price", "101"}}) {
        EXPECT_EQ(run_with_late_hold(changes(), table, key), "1 done, 1 held") << table << " " << key;
        EXPECT_EQ(untouched(), 8) << table << " " << key;
        exec("truncate retentiond.hold, retentiond.batch, retentiond.run, retentiond.marker cascade;"
             "update app.person set mail = 'm'; update app.account set name = 'a'; update app.plan set name = 'p';"
             "update app.setting set body = 'b'; update app.line set body = 'b'; update app.price set body = 'b'");
    }
}

TEST_F(DetailHold, OnADeepDetailStopsADelete) {
    EXPECT_EQ(run_with_late_hold(deletes(), "app.line", "14"), "1 done, 1 held");
    EXPECT_EQ(untouched(), 8);
    EXPECT_EQ(ids("app.person"), "1");
}

TEST_F(DetailHold, OnADetailOfThePlanStopsADelete) {
    EXPECT_EQ(run_with_late_hold(deletes(), "app.price", "101"), "1 done, 1 held");
    EXPECT_EQ(untouched(), 8);
}

TEST_F(DetailHold, IsKnownToThePlanToo) {
    hold("app.price", "101");
    hold("app.line", "22");
    EXPECT_EQ(start_run(compile(deletes())).planned, 0);
}

TEST_F(DetailHold, OnARowOfAnArrayLinkStopsEachOfItsMembers) {
    exec("create table app.grp (id int primary key, member_ids int[]); insert into app.grp values (1, '{1,2}'), (2, "
         "'{2}')");
    const auto text = policy("    app.person: delete\n    app.grp: { member_ids: remove }\n",
                             "links:\n  app.grp: { elements: member_ids, to: app.person.id }\n");
    EXPECT_EQ(run_with_late_hold(text, "app.grp", "2"), "1 done, 1 held");
    EXPECT_EQ(value("select string_agg(id || member_ids::text, ' ' order by id) from app.grp"), "1{2} 2{2}");
}

TEST_F(DetailHold, OnARowThatAnExpressionLinksStopsItsOwner) {
    exec("create table app.event (id int primary key, props jsonb); insert into app.event values (1, '{\"u\": 1}'), "
         "(2, '{\"u\": 2}')");
    const auto text = policy("    app.person: delete\n    app.event: delete\n",
                             "links:\n  app.event: { column: \"props->>'u'\", to: app.person.id }\n");
    EXPECT_EQ(run_with_late_hold(text, "app.event", "2"), "1 done, 1 held");
    EXPECT_EQ(ids("app.event"), "2");
}

} // namespace
} // namespace retention::jobs
