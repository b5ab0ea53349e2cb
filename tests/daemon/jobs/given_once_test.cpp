// SPDX-License-Identifier: Apache-2.0
//
// Values that depend on the old one, or on which of several subjects a row is taken for: given to each row exactly
// once, and proved by what was expected of it before. Persons 1 and 2 are due, 3 is not.
#include "tests/daemon/jobs/graph_fixture.hpp"

namespace retention::jobs {
namespace {

class GivenOnce : public GraphTest {
protected:
    void SetUp() override {
        GraphTest::SetUp();
        exec("create table app.person (id int primary key, mail text, ended_on date);"
             "create table app.note (id int primary key, writer_id int references app.person, reader_id int references "
             "app.person, body text);"
             "insert into app.person values (1, 'm1', '2000-01-01'), (2, 'm2', '2000-01-01'), (3, 'm3', null);"
             "insert into app.note values (1, 1, null, 'a'), (2, 2, 1, 'a'), (3, 1, 2, 'a'), (4, 3, 1, 'a'), (5, 3, 3, "
             "'a'), (6, 1, 1, 'a')");
    }

    static std::string notes() { return value("select string_agg(body, ',' order by id) from app.note"); }

    // Notes of writers and of readers, both with the same value.
    static std::string both(const std::string& body) {
        return policy("    app.person: { mail: null, ended_on: keep }\n    app.note via writer_id: { body: " + body +
                      " }\n"
                      "    app.note via reader_id: { body: " +
                      body + " }\n");
    }

    static void make_trigger(const std::string& body, const std::string& when, const std::string& table = "app.note") {
        exec("create function app.f() returns trigger language plpgsql as $$ begin " + body +
             " end $$;"
             "create " +
             when + " on " + table + " for each row execute function app.f()");
    }

    static constexpr const char* kMark = "{ sql: \"body || '!'\" }";
};

TEST_F(GivenOnce, AnExpressionIsAppliedOnceThoughTwoLinesLeadToARow) {
    run(both(kMark));
    EXPECT_EQ(notes(), "a!,a!,a!,a!,a,a!");
    EXPECT_EQ(told("app.note", "updated"), 5) << "and counted once";
}

TEST_F(GivenOnce, EachBatchAppliesItToItsOwn) {
    run(both(kMark), 1);
    EXPECT_EQ(notes(), "a!,a!!,a!!,a!,a,a!") << "2 and 3 are of both persons, who come in batches of their own";
}

TEST_F(GivenOnce, AnExpressionIsAppliedOnceThoughAThreadLeadsToARow) {
    exec("alter table app.note add up int references app.note;"
         "update app.note set up = id - 1 where id in (2, 3, 4); update app.note set reader_id = null");
    run(policy(std::string("    app.person: { mail: null, ended_on: keep }\n    app.note via writer_id: { body: ") +
               kMark +
               " }\n"
               "    app.note via up: { body: " +
               kMark + " }\n    app.note via reader_id: keep\n"));
    EXPECT_EQ(notes(), "a!,a!,a!,a!,a,a!");
}

TEST_F(GivenOnce, NullsAndOtherTypesAreProvedToo) {
    exec("alter table app.note add n numeric, add j json, add t timestamptz;"
         "update app.note set n = 1.50, j = '{\"a\" : 1}', t = '2020-01-01' where id = 1");
    run(policy("    app.person: { mail: null, ended_on: keep }\n    app.note via reader_id: keep\n"
               "    app.note via writer_id: { body: keep, n: { sql: \"n * 2\" }, j: { sql: \"json_build_array(j)\" }, "
               "t: { sql: \"t + interval '1 day'\" } }\n"));
    EXPECT_EQ(value("select n || ' ' || j || ' ' || t::date from app.note where id = 1"),
              "3.00 [{\"a\" : 1}] 2020-01-02");
    EXPECT_EQ(count("app.note where n is null"), 5);
}

TEST_F(GivenOnce, AnExpressionOfThePersonsOwnRowIsAppliedOnce) {
    run(policy("    app.person: { mail: { sql: \"mail || id\" }, ended_on: keep }\n    app.note via writer_id: keep\n"
               "    app.note via reader_id: keep\n"));
    EXPECT_EQ(value("select string_agg(mail, ',' order by id) from app.person"), "m11,m22,m3");
}

TEST_F(GivenOnce, ATriggerThatRestoresBeforeIsFound) {
    make_trigger("if old.id = 4 then new.body := old.body; end if; return new;", "trigger t before update");
    EXPECT_EQ(run_with_failures(both(kMark)), "1 done, 1 failed: RT001 app.note");
    EXPECT_EQ(value("select body from app.note where id = 4"), "a");
}

TEST_F(GivenOnce, ATriggerThatRestoresAfterwardsIsFound) {
    make_trigger("if old.id = 4 and new.body = 'a!' then update app.note set body = old.body where id = old.id; end "
                 "if; return null;",
                 "trigger t after update");
    EXPECT_EQ(run_with_failures(both(kMark)), "1 done, 1 failed: RT001 app.note");
    EXPECT_EQ(value("select body from app.note where id = 4"), "a");
}

TEST_F(GivenOnce, ATriggerThatRestoresAtTheCommitIsFound) {
    make_trigger("if old.id = 4 and new.body = 'a!' then update app.note set body = old.body where id = old.id; end "
                 "if; return null;",
                 "constraint trigger t after update", "app.note deferrable initially deferred");
    EXPECT_EQ(run_with_failures(both(kMark)), "1 done, 1 failed: RT001 app.note");
    EXPECT_EQ(value("select body from app.note where id = 4"), "a");
}

TEST_F(GivenOnce, ATriggerThatForbidsTheUpdateIsFound) {
    make_trigger("if old.id = 4 then return null; end if; return new;", "trigger t before update");
    EXPECT_EQ(run_with_failures(both(kMark)), "1 done, 1 failed: RT001 app.note");
}

TEST_F(GivenOnce, ATriggerThatRestoresARowWhoseKeyIsCutIsFound) {
    make_trigger("if old.id = 1 then new.body := old.body; end if; return new;", "trigger t before update");
    EXPECT_EQ(
        run_with_failures(policy(std::string("    app.person: delete\n    app.note via reader_id: { reader_id: null }\n"
                                             "    app.note via writer_id: { writer_id: null, body: ") +
                                 kMark + " }\n")),
        "1 done, 1 failed: RT001 app.note");
}

// Each of two lines would give the row its own subject's token: one does, and nobody has to be done alone for it.
TEST_F(GivenOnce, ARowOfTwoLinesAndSubjectsGetsTheTokenOfOne) {
    run(both("token"));
    EXPECT_EQ(count("retentiond.batch"), 1) << "the batch was not halved";
    EXPECT_EQ(count("app.note where body <> 'a'"), 5);
    EXPECT_EQ(value("select count(distinct body) from app.note where body <> 'a'"), "2") << "one of each person";
}

TEST_F(GivenOnce, WhatIsGivenOnceLeavesTheNamesOfNobodyElseBehind) {
    exec("alter table app.note add cost numeric default 100; update app.note set body = 'm1 and m2'");
    const std::string map = ": { body: scrub, cost: { noise: 50% } }\n";
    auto text = policy("    app.person: { mail: null, ended_on: keep }\n    app.note via writer_id" + map + "    app.note via reader_id" + map);
    const std::string subject = "table: app.person";
    run(text.replace(text.find(subject), subject.size(), subject + ", identifiers: [mail]"));
    EXPECT_EQ(count("app.note where id in (2, 3) and body ~ 'm[12]'"), 0) << "they are of both";
    EXPECT_EQ(count("app.note where id in (1, 6) and body ~ 'm2'"), 2) << "of the first alone";
}

// By which of its two subjects the row is taken makes its token; that one is proved.
TEST_F(GivenOnce, ARowOfTwoSubjectsGetsTheTokenOfOne) {
    exec("update app.person set mail = 'we@x'; update app.person set mail = 'i@x' where id = 3;"
         "create table app.mail (id int primary key, rcpt text, body text); insert into app.mail values (1, 'we@x', "
         "'b'), (2, 'i@x', 'b')");
    run(policy(
        "    app.person: { mail: { token: \"{token}@x.invalid\" }, ended_on: keep }\n    app.note via writer_id: keep\n"
        "    app.note via reader_id: keep\n    app.mail: { rcpt: { token: \"{token}@x.invalid\" }, body: null }\n",
        "links:\n  app.mail: { column: rcpt, to: app.person.mail }\n"));
    EXPECT_EQ(
        count("app.mail m join app.person p on p.mail = m.rcpt where m.id = 1 and p.id in (1, 2) and m.body is null"),
        1);
    EXPECT_EQ(value("select rcpt || body from app.mail where id = 2"), "i@xb");
    EXPECT_EQ(told("app.mail", "updated"), 1);
}

// A batch that fails is halved until each person is alone: whoever comes first leaves the row to the other.
TEST_F(GivenOnce, ARowOfTwoSubjectsThatATriggerRestoresIsFound) {
    exec("update app.person set mail = 'we@x' where id in (1, 2);"
         "create table app.mail (id int primary key, rcpt text, body text); insert into app.mail values (1, 'we@x', "
         "'b')");
    make_trigger("new.body := old.body; return new;", "trigger t before update", "app.mail");
    EXPECT_EQ(run_with_failures(policy(
                  "    app.person: { mail: keep, ended_on: keep }\n    app.note via writer_id: keep\n"
                  "    app.note via reader_id: keep\n    app.mail: { rcpt: keep, body: { token: \"{token}\" } }\n",
                  "links:\n  app.mail: { column: rcpt, to: app.person.mail }\n")),
              "1 done, 1 failed: RT001 app.mail");
}

TEST_F(GivenOnce, ARowOfTwoSubjectsInTwoBatchesIsChangedByTheSecond) {
    exec("update app.person set mail = 'we@x' where id in (1, 2);"
         "create table app.mail (id int primary key, rcpt text, body text); insert into app.mail values (1, 'we@x', "
         "'b'), (2, 'm3', 'b')");
    run(policy("    app.person: { mail: keep, ended_on: keep }\n    app.note via writer_id: keep\n    app.note via "
               "reader_id: keep\n"
               "    app.mail: { rcpt: keep, body: null }\n",
               "links:\n  app.mail: { column: rcpt, to: app.person.mail }\n"),
        1);
    EXPECT_EQ(value("select string_agg(id::text, ',') from app.mail where body is null"), "1");
}

TEST_F(GivenOnce, ARowOfSomebodyWhoCameBackIsLeftAlone) {
    exec("update app.person set mail = 'we@x' where id in (1, 2); update app.person set ended_on = null where id = 2;"
         "create table app.mail (id int primary key, rcpt text, body text); insert into app.mail values (1, 'we@x', "
         "'b')");
    const auto text = policy("    app.person: { mail: keep, ended_on: keep }\n    app.note via writer_id: keep\n    "
                             "app.note via reader_id: keep\n"
                             "    app.mail: { rcpt: keep, body: null }\n",
                             "links:\n  app.mail: { column: rcpt, to: app.person.mail }\n");
    run(text);
    EXPECT_EQ(count("app.mail where body is null"), 0) << "person 2 is a customer";
    exec("update app.person set ended_on = null where id = 1; update app.person set ended_on = '2001-01-01' where id = "
         "2");
    run(text);
    EXPECT_EQ(count("app.mail where body is null"), 0) << "person 1 is one again";
    exec("update app.person set ended_on = '2001-01-01' where id = 1; delete from retentiond.marker");
    run(text);
    EXPECT_EQ(count("app.mail where body is null"), 1);
}

TEST_F(GivenOnce, WhatCantBeProvedIsRefused) {
    const auto with = [&](const std::string& sql) { return findings(both("{ sql: \"" + sql + "\" }")); };
    EXPECT_NE(with("body || random()").find("SQL_VOLATILE actions.act.app.note via writer_id.body"), std::string::npos);
    EXPECT_NE(with("gen_random_uuid()::text").find("SQL_VOLATILE"), std::string::npos);
    EXPECT_NE(with("pg_catalog.RANDOM()::text").find("SQL_VOLATILE"), std::string::npos);
    EXPECT_NE(with("clock_timestamp()::text").find("SQL_VOLATILE"), std::string::npos);
    exec("create function app.mine(text) returns text language sql as $$ select $1 || random() $$");
    EXPECT_NE(with("app.mine(body)").find("SQL_VOLATILE"), std::string::npos)
        << "a function is volatile unless it says otherwise";
    EXPECT_EQ(with("now()::text || body").find("SQL_VOLATILE"), std::string::npos);
}

TEST_F(GivenOnce, AnExpressionThatDoesNotFitTellsWhere) {
    const auto said = [&](const std::string& sql) { return refusal(both("{ sql: \"" + sql + "\" }")); };
    EXPECT_NE(said("bodi || '!'").find("actions.act.app.note via writer_id.body: column \"bodi\" does not exist"),
              std::string::npos)
        << said("bodi || '!'");
    EXPECT_NE(said("max(body)").find("aggregate"), std::string::npos) << said("max(body)");
    EXPECT_NE(said("body) = (body").find("actions.act.app.note via writer_id.body"), std::string::npos);
    exec("alter table app.note add n int");
    const auto text = policy("    app.person: { mail: null, ended_on: keep }\n    app.note via reader_id: keep\n"
                             "    app.note via writer_id: { n: { sql: \"point(1, 2)\" }, body: keep }\n");
    EXPECT_NE(refusal(text).find("actions.act.app.note via writer_id.n: cannot cast type point to integer"),
              std::string::npos)
        << refusal(text);
}

TEST_F(GivenOnce, OnAWayThatIsCutItWouldBeGivenTwiceAndIsRefused) {
    EXPECT_NE(
        findings(policy(std::string("    app.person: delete\n    app.note via writer_id: { writer_id: null, body: ") +
                        kMark +
                        " }\n"
                        "    app.note via reader_id: { reader_id: null, body: " +
                        kMark + " }\n"))
            .find("VALUE_GIVEN_TWICE"),
        std::string::npos);
}

} // namespace
} // namespace retention::jobs
