// SPDX-License-Identifier: Apache-2.0
//
// Whether the server finds the rows of a link by an index: with 100,000 rows, and the statements that a batch of ten
// prepares.
#include "tests/daemon/jobs/graph_fixture.hpp"

namespace retention::jobs {
namespace {

class LinkPlan : public GraphTest {
protected:
    void SetUp() override {
        GraphTest::SetUp();
        exec("create table app.person (id bigint primary key, mail text unique, ended_on date);"
             "insert into app.person select n, 'p' || n || '@x', case when n <= 10 then date '2000-01-01' end from "
             "generate_series(1, 20000) n;"
             "analyze app.person");
    }

    // A table of 100,000 events with the columns in `columns`, of the n-th row the values in `values`.
    static void make_events(const std::string& columns, const std::string& values, const std::string& index) {
        exec("create table app.event (id int primary key, " + columns +
             ");"
             "insert into app.event select n, " +
             values + " from generate_series(1, 100000) n; create index on app.event " + index + "; analyze app.event");
    }

    // The plans of all statements, as a batch of ten persons prepares and repeats them, each below its statement.
    std::vector<std::string> plans_of(const std::string& text) {
        const auto compiled = compile(text);
        const auto& program = compiled->actions.at("act");
        std::vector<policies::Statement> statements = program.locks.once;
        statements.insert(statements.end(), program.locks.around.begin(), program.locks.around.end());
        statements.insert(statements.end(), program.remember.begin(), program.remember.end());
        for (const auto& statement : {program.others, program.send_again})
            if (statement)
                statements.push_back(*statement);
        for (const auto& step : program.steps) {
            statements.push_back(step.act);
            statements.push_back(step.remaining);
            if (step.shared)
                statements.push_back(*step.shared);
        }
        std::vector<std::string> plans;
        for (const auto& statement : statements)
            for (const std::string mode : {"force_custom_plan", "force_generic_plan"}) {
                plans.push_back(statement.name + " (" + mode + "):\n" + statement.sql + "\n");
                for (const auto& row : explain(statement, mode))
                    plans.back() += row + "\n";
            }
        return plans;
    }

    // Those plans that read all of app.event or app.person.
    std::string scans_of(const std::string& text) {
        std::string scans;
        for (const auto& plan : plans_of(text))
            for (const auto* table : {"event", "person"})
                if (plan.find("Seq Scan on " + std::string(table)) != std::string::npos)
                    scans += plan;
        return scans;
    }

    std::vector<std::string> explain(const policies::Statement& statement, const std::string& mode) {
        database::Session session(dsn(), kTimeouts);
        database::Transaction transaction(session, database::Transaction::Mode::ReadWrite);
        std::string arguments = "'{1,2,3,4,5,6,7,8,9,10}'";
        for (std::size_t i = 1; i < statement.binds.size(); ++i)
            arguments += ", array_fill('\\x00'::bytea, array[10])";
        transaction.exec_script("prepare", "set local plan_cache_mode = " + mode + "; prepare s as " + statement.sql);
        const auto result = transaction.exec_once("explain", "explain (costs off) execute s (" + arguments + ")");
        std::vector<std::string> rows;
        for (int row = 0; row < result.rows(); ++row)
            rows.emplace_back(result.get_text(row, 0));
        return rows;
    }

    static std::string events(const std::string& what, const std::string& link) {
        return policy("    app.person: delete\n    app.event: " + what + "\n", "links:\n  app.event: " + link + "\n");
    }
};

TEST_F(LinkPlan, ATextThatNamesANumberIsFoundByItsIndex) {
    make_events("user_id text", "(n / 5)::text", "(user_id)");
    EXPECT_EQ(scans_of(events("delete", "{ column: user_id, to: app.person.id }")), "");
}

TEST_F(LinkPlan, AnExpressionIsFoundByItsIndex) {
    make_events("props jsonb", "jsonb_build_object('user_id', n / 5)", "((props->>'user_id'))");
    EXPECT_EQ(scans_of(events("delete", "{ column: \"props->>'user_id'\", to: app.person.id }")), "");
}

TEST_F(LinkPlan, AnIndexOnAnotherExpressionIsNotTakenForIt) {
    make_events("props jsonb", "jsonb_build_object('user_id', n / 5)", "((props->>'session'))");
    const auto text = events("delete", "{ column: \"props->>'user_id'\", to: app.person.id }");
    EXPECT_NE(findings(text).find("INDEX_MISSING"), std::string::npos);
    exec("create index on app.event ((props->>'user_id'))");
    EXPECT_EQ(findings(text).find("INDEX_MISSING"), std::string::npos);
}

TEST_F(LinkPlan, AFunctionIsFoundByItsIndex) {
    make_events("mail text", "'P' || n / 5 || '@X'", "(lower(mail))");
    EXPECT_EQ(scans_of(events("delete", "{ column: lower(mail), to: app.person.mail }")), "");
}

TEST_F(LinkPlan, AnArrayIsFoundByItsIndex) {
    make_events("member_ids bigint[]", "array[n / 5, n / 7]", "using gin (member_ids)");
    EXPECT_EQ(scans_of(events("delete", "{ elements: member_ids, to: app.person.id }")), "");
    EXPECT_EQ(scans_of(events("{ member_ids: remove }", "{ elements: member_ids, to: app.person.id }")), "");
}

TEST_F(LinkPlan, WhoElseHasAPartIsFoundByAnIndexWhenThePersonStays) {
    make_events("member_ids bigint[], body text", "array[n / 5, n / 7], 'b'", "using gin (member_ids)");
    const auto text =
        policy("    app.person: { mail: null, ended_on: keep }\n    app.event: { member_ids: keep, body: null }\n",
               "links:\n  app.event: { elements: member_ids, to: app.person.id }\n");
    ASSERT_TRUE(compile(text)->actions.at("act").others);
    EXPECT_EQ(scans_of(text), "");
}

TEST_F(LinkPlan, AnArrayOfAnotherTypeIsFoundByItsIndex) {
    make_events("member_ids text[]", "array[(n / 5)::text]", "using gin (member_ids)");
    EXPECT_EQ(scans_of(events("delete", "{ elements: member_ids, to: app.person.id }")), "");
}

TEST_F(LinkPlan, AnArrayInJsonIsFoundByItsIndex) {
    make_events("member_ids jsonb", "jsonb_build_array(n / 5)", "using gin (member_ids)");
    EXPECT_EQ(scans_of(events("delete", "{ elements: member_ids, to: app.person.id }")), "");
}

TEST_F(LinkPlan, AnArrayInADocumentIsFoundByItsIndex) {
    make_events("props jsonb", "jsonb_build_object('user_ids', jsonb_build_array(n / 5))",
                "using gin ((props->'user_ids'))");
    EXPECT_EQ(scans_of(events("delete", "{ elements: \"props->'user_ids'\", to: app.person.id }")), "");
}

TEST_F(LinkPlan, ForAnArrayTheCheckAsksForAnIndexOfItsElements) {
    make_events("member_ids bigint[]", "array[n / 5]", "using gin (member_ids)");
    const auto text = events("delete", "{ elements: member_ids, to: app.person.id }");
    EXPECT_EQ(findings(text).find("INDEX_MISSING"), std::string::npos);
    exec("drop index app.event_member_ids_idx; create index on app.event (member_ids)");
    EXPECT_NE(findings(text).find("INDEX_MISSING"), std::string::npos) << "one of whole arrays is of no use";
}

TEST_F(LinkPlan, WithoutAnIndexTheTableIsScannedAndTheCheckSaysSo) {
    make_events("user_id text", "(n / 5)::text", "(id)");
    const auto text = events("delete", "{ column: user_id, to: app.person.id }");
    EXPECT_NE(scans_of(text), "") << "else the others of these tests prove nothing";
    EXPECT_NE(findings(text).find("INDEX_MISSING"), std::string::npos);
}

// Where the id alone is looked for, all of the index is read, once for each person.
TEST_F(LinkPlan, OfAPolymorphicKeyTheIndexIsAskedForTypeAndIdAtOnce) {
    make_events("owner_type text, owner_id bigint", "case when n % 2 = 0 then 'person' else 'firm' end, n / 5", "(owner_type, owner_id)");
    int asked = 0;
    for (const auto& plan : plans_of(events("delete", "{ column: owner_id, to: app.person.id, where: \"owner_type = 'person'\" }"))) {
        EXPECT_EQ(plan.find("Index Cond: (owner_id"), std::string::npos) << plan;
        asked += plan.find("Index Cond: ((owner_type") != std::string::npos ? 1 : 0;
    }
    EXPECT_GT(asked, 0);
    EXPECT_EQ(scans_of(events("delete", "{ column: owner_id, to: app.person.id, where: \"owner_type = 'person'\" }")), "");
}

} // namespace
} // namespace retention::jobs
