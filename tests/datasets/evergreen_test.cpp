// SPDX-License-Identifier: Apache-2.0
//
// Evergreen: fifty foreign keys to one table, a cycle with the addresses, inheritance, references without a key.
#include "tests/datasets/dataset.hpp"

namespace retention::test {
namespace {

class Evergreen : public DatasetTest {
protected:
    Evergreen()
        : DatasetTest({"evergreen_patrons", "config/examples/evergreen/policy.yaml", "patrons", "evergreen_patrons.sql",
                       "2025-01-01",
                       "grant usage on schema actor, action, booking, container, money, permission to "
                       "datasets_evergreen_patrons;"
                       "grant select, update, delete on all tables in schema actor, action, booking, container, money "
                       "to datasets_evergreen_patrons;"
                       "grant select, update, delete on permission.usr_grp_map, permission.usr_object_perm_map, "
                       "permission.usr_perm_map, permission.usr_work_ou_map to datasets_evergreen_patrons;"
                       "grant select, update on permission.grp_tree to datasets_evergreen_patrons"}) {}

    // Some person of those: a condition over u, an account, and g, its group.
    std::string one(const std::string& condition) {
        return value("select min(u.id) from actor.usr as u join permission.grp_tree as g on g.id = u.profile where " +
                     condition);
    }
    std::string one_due(const std::string& action) {
        return value("select min(key) from oracle.due where action = '" + action + "'");
    }
};

TEST_F(Evergreen, RunDoesWhatHandWrittenSqlExpects) {
    begin();
    EXPECT_EQ(due("delete").size(), 48U);
    const auto planned = plan();
    expect_sound_plan(planned);
    EXPECT_EQ(planned["classes"]["patron"], 199);
    EXPECT_EQ(planned["rules"][0]["expired"], 120);
    const auto outcome = run_to_the_end();
    expect_sound_outcome(outcome);

    EXPECT_EQ(number("select count(*) from actor.usr"), 331);
    const auto gone = [&](const std::string& table) {
        return number("select count(*) from oracle.expected where fate = 'deleted' and tab = '" + table +
                      "'::regclass");
    };
    EXPECT_EQ(gone("action.survey_response"), 99);
    EXPECT_EQ(gone("container.user_bucket_item"), 7);
    expect_nothing_more_is_due();
}

// The counts that the data's own README names, asked before the run of the plain foreign keys.
TEST_F(Evergreen, FortyEightPatronsTakeAlongWhatTheReadmeCounts) {
    begin();
    const std::map<std::string, int> expected{{"actor.card.usr", 48},
                                              {"actor.passwd.usr", 48},
                                              {"actor.usr_address.usr", 48},
                                              {"actor.usr_setting.usr", 14},
                                              {"container.user_bucket_item.target_user", 7},
                                              {"action.survey_response.usr", 99}};
    const auto rows = [&](const std::string& column) {
        const auto dot = column.rfind('.');
        return number("select count(*) from " + column.substr(0, dot) + " where " + column.substr(dot + 1) +
                      " in (select key from oracle.deleted)");
    };
    for (const auto& [column, count] : expected)
        EXPECT_EQ(rows(column), count) << column;
    run_to_the_end();
    EXPECT_EQ(number("select count(*) from actor.usr"), 331);
    for (const auto& [column, count] : expected)
        EXPECT_EQ(rows(column), 0) << column;
}

TEST_F(Evergreen, EntangledPatronLeavesNoForeignKeyUnanswered) {
    load("evergreen_entangled.sql", {{"due", "3"}, {"stays", "273"}, {"employee", "139"}});
    const auto keys =
        list("select format('select count(*) from only %s where %I = 3', conrelid::regclass, attname) from "
             "pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[1] where contype = 'f' "
             "and confrelid = 'actor.usr'::regclass");
    EXPECT_EQ(keys.size(), 50U);
    for (const auto& count : keys)
        EXPECT_GT(number(count), 0) << count;
    begin();
    ASSERT_TRUE(due("delete").contains("3"));
    ASSERT_TRUE(due("anonymize").contains("139"));
    expect_sound_outcome(run_to_the_end());
    EXPECT_EQ(value("select message from actor.usr_message where id = 900003").find("reader-139"), std::string::npos);
    EXPECT_EQ(number("select requestor from action.hold_request where id = 900002"), 1);
    EXPECT_EQ(number("select count(*) from money.payment where xact in (900001, 900011) and note is null"), 3);
    expect_nothing_more_is_due();
}

TEST_F(Evergreen, AnonymizedEmployeesStayWhereTheirWorkNamesThem) {
    begin();
    expect_sound_outcome(run_to_the_end());
    const auto employees = number("select count(*) from oracle.due where action = 'anonymize'");
    EXPECT_EQ(
        number(
            "select count(distinct usrname) from actor.usr where id in (select key from oracle.due) and usrname like "
            "'former-%' and passwd is null and card is null and mailing_address is null and "
            "coalesce(extract(year from dob), 0)::int % 10 = 0"),
        employees);
    EXPECT_EQ(number("select count(*) from permission.usr_work_ou_map"),
              number("select count(*) from oracle.before where tab = 'permission.usr_work_ou_map'::regclass"));
}

TEST_F(Evergreen, ExplainTellsWhatStopsWhom) {
    begin();
    const auto is_due = explain(one_due("delete"));
    EXPECT_EQ(is_due["class"], "patron");
    EXPECT_EQ(is_due["rules"][0]["state"], "due");
    EXPECT_EQ(is_due["next"]["action"], "delete");
    EXPECT_EQ(explain(one_due("anonymize"))["rules"][1]["state"], "due");

    const std::string expired = "u.expire_date < '2024-01-01' and g.name like 'Patron%' and ";
    const auto with_hold = explain(one(expired + "exists (select from action.hold_request as h where h.usr = u.id and "
                                                 "fulfillment_time is null and cancel_time is null)"));
    EXPECT_EQ(with_hold["rules"][0]["state"], "hold");
    const auto holds = with_hold["rules"][0]["stopped_by"].get<std::set<std::string>>();
    EXPECT_TRUE(holds.contains("open-holds"));
    EXPECT_EQ(explain(one(expired + "u.barred"))["rules"][0]["state"], "hold");

    const auto current = explain(one("u.expire_date > '2026-01-01' and g.name like 'Patron%'"));
    EXPECT_EQ(current["rules"][0]["state"], "not_expired");
}

} // namespace
} // namespace retention::test
