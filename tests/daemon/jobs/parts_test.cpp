// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/parts.hpp"

#include "daemon/jobs/forgotten.hpp"
#include "policies/unjudged.hpp"
#include "tests/daemon/jobs/fixture.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {
namespace {

using database::Session;
using database::Transaction;
using nlohmann::json;

class PartsTest : public ShopTest {
protected:
    // A hold that can't be worked out for whoever has an empty name.
    static std::string odd_text() {
        auto text = policy_text();
        return text.insert(text.find("actions:"), "holds: [ { name: odd, where: 10 / length(name) > 10 } ]\n");
    }

    // Enough people for several parts: every third of them is due.
    static void make_a_crowd() {
        exec("insert into shop.person (id, name, status, created_at) select id, 'Person ' || id, 'prospect', now() - interval '9 years' "
             "from generate_series(1001, 3700) id;"
             "insert into shop.activity (person_id, happened_at) select id, now() - interval '8 years' from generate_series(1001, 3700, 3) id;"
             "drop table audit.before;");
    }

    static std::string now(Transaction& transaction) { return Planner::resolve_as_of(transaction, {}, Planner::Future::Allowed); }

    std::string refusal(const std::shared_ptr<const CompiledPolicy>& policy) {
        try {
            start_run(policy);
            return "";
        } catch (const PlanRefused& refused) {
            return refused.what();
        }
    }
};

TEST_F(PartsTest, TheSameAreCountedAsAtOnce) {
    make_a_crowd();
    exec("update shop.person set status = 'stranger' where id % 7 = 0");
    const auto policy = compile(odd_text());
    Session session(dsn());
    Transaction reading(session, Transaction::Mode::ReadOnly, policy->policy->timezone());
    const auto at_once = take_census(reading, *policy, now(reading));
    EXPECT_GT(at_once.due, 500);
    EXPECT_EQ(to_json(take_census_in_parts(reading, *policy, now(reading)), *policy->policy), to_json(at_once, *policy->policy));
}

TEST_F(PartsTest, OneWhoCanNotBeJudgedIsLeftOutAndStopsNobodyElse) {
    const auto policy = compile(odd_text());
    exec("update shop.person set name = '' where id in (7, 107)");
    const auto run = start_run(policy);
    EXPECT_EQ(run.planned, 38);
    ASSERT_EQ(run.unjudged.size(), 1U);
    EXPECT_EQ(run.unjudged[0].path, "holds.odd");
    EXPECT_EQ(run.unjudged[0].sqlstate, "22012");
    EXPECT_EQ(run.unjudged[0].subjects, 2);
    EXPECT_EQ(value("select census -> 'unjudged' ->> 'subjects' from retentiond.count"), "2");
    EXPECT_EQ(work_off(policy, run.run), "finished");
    expect_sound(run.run);
    EXPECT_EQ(outcome(run.run, "done"), 38);
    EXPECT_EQ(value("select string_agg(id::text, ',' order by id) from shop.person where status = 'prospect' and id < 200"), "7");
    EXPECT_EQ(count("shop.activity where person_id in (7, 107) and body is not null"), 4);

    exec("update shop.person set name = 'Ann' where name = ''");
    const auto next = start_run(policy);
    EXPECT_EQ(next.planned, 2);
    EXPECT_TRUE(next.unjudged.empty());
}

TEST_F(PartsTest, OfSeveralPartsBatchesAreInOrder) {
    make_a_crowd();
    const auto policy = compile(odd_text());
    exec("update shop.person set name = '' where id in (1001, 2501, 3698)");
    const auto run = start_run(policy, 20).run;
    EXPECT_EQ(value("select count(distinct number) || ' ' || min(number) || ' ' || max(number) from retentiond.batch"),
              value("select count(*) || ' 1 ' || count(*) from retentiond.batch"));
    EXPECT_EQ(value("select min(number) from retentiond.batch where rule = 'lost'"),
              value("select max(number) + 1 from retentiond.batch where rule = 'silent'"))
        << "those who go for good come first";
    EXPECT_EQ(count("retentiond.batch a join retentiond.batch b on a.rule = b.rule and a.number < b.number "
                    "and (a.keys -> -1 ->> 0)::bigint >= (b.keys -> 0 ->> 0)::bigint"), 0)
        << "in order of their keys";
    EXPECT_EQ(value("select max(subjects) from retentiond.batch"), "20");
    EXPECT_EQ(work_off(compile(odd_text()), run), "finished");
    EXPECT_EQ(count("shop.person p where status = 'prospect' and exists (select from shop.activity a where a.person_id = p.id) and id < 200 "
                    "or id > 1000 and exists (select from shop.activity a where a.person_id = p.id)"), 3);
}

TEST_F(PartsTest, AnObservingPolicyCountsThemToo) {
    auto text = odd_text();
    text.replace(text.find("enforce"), 7, "observe");
    exec("update shop.person set name = '' where id = 7");
    EXPECT_EQ(start_run(compile(text)).unjudged.size(), 1U);
    EXPECT_EQ(value("select message from retentiond.run"), "the policy only observes: 39 are due");
}

TEST_F(PartsTest, OfTwoMistakesEachIsTold) {
    auto text = odd_text();
    text.replace(text.find("status = 'former'"), 17, "status = 'former' and (ended_on is null or email like 'person%' or email::int > 1)");
    exec("update shop.person set name = '' where id = 7; update shop.person set email = 'ann' || id where id in (108, 109)");
    const auto unjudged = start_run(compile(text)).unjudged;
    ASSERT_EQ(unjudged.size(), 2U);
    EXPECT_EQ(unjudged[0].path + " " + unjudged[0].sqlstate + " " + std::to_string(unjudged[0].subjects), "holds.odd 22012 1");
    EXPECT_EQ(unjudged[1].path + " " + unjudged[1].sqlstate + " " + std::to_string(unjudged[1].subjects), "classes.former 22P02 2");
}

// Nobody knows then whether the row is a subject at all.
TEST_F(PartsTest, AConditionOnTheSubjectLeavesOutNobodyElse) {
    auto text = policy_text();
    text.replace(text.find("shop.person }"), 13, "shop.person, where: 10 / length(name) < 10 }");
    exec("update shop.person set name = '' where id = 7; analyze shop.person");
    const auto policy = compile(text);
    const auto run = start_run(policy);
    EXPECT_EQ(run.planned, 39);
    ASSERT_EQ(run.unjudged.size(), 1U);
    EXPECT_EQ(run.unjudged[0].path, "subject.where");
    EXPECT_EQ(work_off(policy, run.run), "finished");
    EXPECT_EQ(outcome(run.run, "done"), 39);
}

// A query of the author's own that is grouped by more than the subject.
TEST_F(PartsTest, AFactOfSeveralRowsIsNamedAndLeavesOutNobodyElse) {
    auto text = policy_text("holds: [{ name: many, where: per_day > 100 }]\n");
    text.replace(text.find("facts:\n"), 7, "facts:\n  per_day: { query: \"select person_id, count(*) from shop.activity group by person_id, happened_at\" }\n");
    exec("update shop.activity set happened_at = '2001-01-01'");
    EXPECT_TRUE(start_run(compile(text)).unjudged.empty());
    exec("truncate retentiond.batch, retentiond.run cascade; update shop.activity set happened_at = '2002-02-02' where id in (select min(id) from "
         "shop.activity where person_id = 7)");
    const auto run = start_run(compile(text));
    ASSERT_EQ(run.unjudged.size(), 1U);
    EXPECT_EQ(run.unjudged[0].path + " " + run.unjudged[0].sqlstate + " " + std::to_string(run.unjudged[0].subjects), "facts.per_day 21000 1");
    EXPECT_EQ(policies::why_unjudged(run.unjudged[0].path, run.unjudged[0].sqlstate), "facts.per_day gives several rows instead of one");
}

TEST_F(PartsTest, ManyMeanThatTheExpressionDoesNotFit) {
    exec("insert into shop.person (id, name, status, created_at) select id, '', 'prospect', now() from generate_series(1001, 2001) id;"
         "insert into shop.activity (person_id, happened_at) select id, now() - interval '8 years' from generate_series(1001, 2001) id");
    EXPECT_EQ(refusal(compile(odd_text())), "holds.odd can't be worked out for some row: SQLSTATE 22012; until it can, nobody is judged");
    EXPECT_EQ(count("retentiond.run"), 0);
    exec("delete from shop.activity where person_id = 2001; delete from shop.person where id = 2001");
    EXPECT_EQ(start_run(compile(odd_text())).planned, 40);
}

TEST_F(PartsTest, TheyAreNamedBesideTheForgotten) {
    exec("update shop.person set name = '' where id in (7, 107, 9); update shop.person set status = 'stranger' where id in (1, 2, 3)");
    const auto policy = compile(odd_text());
    Session session(dsn());
    Transaction reading(session, Transaction::Mode::ReadOnly, policy->policy->timezone());
    const auto found = forgotten_subjects(reading, *policy, now(reading), 2);
    EXPECT_EQ(found["unjudged"], json({{"total", 3}, {"subjects", {{{"subject", "7"}, {"sqlstate", "22012"}},
                                                                   {{"subject", "9"}, {"sqlstate", "22012"}}}}}));
    EXPECT_EQ(found["unclassified"], json({{"total", 3}, {"subjects", {{{"subject", "1"}}, {{"subject", "2"}}}}}));
}

// Reading these few rows as a whole is quicker, and would work `where` out for those of others.
TEST_F(PartsTest, AConditionOfAFactLeavesOutNobodyElse) {
    auto text = policy_text();
    const std::string fact = "{ max: shop.activity.happened_at }";
    text.replace(text.find(fact), fact.size(), "{ max: shop.activity.happened_at, where: 10 / length(body) < 10 }");
    exec("update shop.activity set body = '' where id = (select min(id) from shop.activity where person_id = 7); analyze");
    const auto policy = compile(text);
    const auto run = start_run(policy);
    EXPECT_EQ(run.planned, 39);
    ASSERT_EQ(run.unjudged.size(), 1U);
    EXPECT_EQ(run.unjudged[0].path, "facts.last_activity.where");
    EXPECT_EQ(work_off(policy, run.run), "finished");
    EXPECT_EQ(outcome(run.run, "done"), 39);
}

TEST_F(PartsTest, AConditionOfAFactBelowAnotherTableLeavesOutNobodyElse) {
    auto text = policy_text();
    const std::string fact = "  last_activity: ";
    text.insert(text.find(fact), "  letters: { count: shop.attachment, where: 10 / length(content) < 10 }\n");
    text.replace(text.find("status = 'prospect'"), 19, "status = 'prospect' and coalesce(letters, 0) < 10");
    exec("update shop.attachment set content = '' where id = (select min(t.id) from shop.attachment t join shop.activity a on a.id = activity_id "
         "where person_id = 7); analyze");
    const auto policy = compile(text);
    const auto run = start_run(policy);
    EXPECT_EQ(run.planned, 39);
    ASSERT_EQ(run.unjudged.size(), 1U);
    EXPECT_EQ(run.unjudged[0].path, "facts.letters.where");
    EXPECT_EQ(work_off(policy, run.run), "finished");
    EXPECT_EQ(outcome(run.run, "done"), 39);
}

TEST_F(PartsTest, AKeyOfTwoColumnsNamesThemAsWell) {
    exec("create table shop.guest (hotel text, number int, seen text, primary key (hotel, number));"
         "insert into shop.guest select 'a \"b\"', n, '2001-01-01' from generate_series(1, 5) n;"
         "insert into shop.guest values ('z', 1, '31.02.2001'), ('z', 2, '2001-03-01');");
    const auto policy = compile(R"(policy: guests
mode: enforce
subject: { table: shop.guest }
classes: { guest: "true" }
rules:
  - { name: old, class: guest, keep: P2Y, after: seen::date, then: delete }
actions: { delete: { shop.guest: delete } }
limits: { persons: null, share: null, growth: null }
)");
    const auto run = start_run(policy);
    EXPECT_EQ(run.planned, 6);
    EXPECT_EQ(work_off(policy, run.run), "finished");
    EXPECT_EQ(value("select string_agg(hotel || number, ',') from shop.guest"), "z1");
    Session session(dsn());
    Transaction reading(session, Transaction::Mode::ReadOnly, policy->policy->timezone());
    EXPECT_EQ(forgotten_subjects(reading, *policy, now(reading), 9)["unjudged"]["subjects"],
              json({{{"subject", {"z", "1"}}, {"sqlstate", "22008"}}}));
}

} // namespace
} // namespace retention::jobs
