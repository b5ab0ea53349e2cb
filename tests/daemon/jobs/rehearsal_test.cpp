// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/rehearsal.hpp"

#include "config/policy_reader.hpp"
#include "daemon/jobs/rehearsal_commands.hpp"
#include "tests/daemon/jobs/fixture.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {
namespace {

using database::Session;
using database::Transaction;
using nlohmann::json;

// Every row of every table, those of the journal too, but for its events.
constexpr const char* kChecksum = R"(
select string_agg(schemaname || '.' || tablename || ' ' ||
    (xpath('/row/c/text()', query_to_xml(format('select md5(coalesce(string_agg(t::text, '','' order by t::text), '''')) as c from %I.%I t',
                                                schemaname, tablename), false, true, '')))[1]::text, ', ' order by 1)
from (select * from pg_tables where schemaname in ('shop', 'audit', 'retentiond') and tablename not in ('event', 'inventory')
      order by schemaname, tablename) t)";

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    text.replace(text.find(what), what.size(), by);
    return text;
}

class RehearsalTest : public ShopTest {
protected:
    Rehearsed rehearsed(std::size_t subjects = 100, const std::string& text = policy_text()) { return rehearsed(*compile(text), subjects); }

    Rehearsed rehearsed(const CompiledPolicy& policy, std::size_t subjects) {
        Session session(dsn(), kTimeouts);
        return rehearse(session, policy, draw_due(session, policy, subjects), nullptr);
    }

    // As an administrator asks for it.
    json asked(std::optional<long long> subjects, const std::optional<std::string>& key, const std::string& text = policy_text()) {
        policies::Findings findings;
        auto policy = config::read_policy(config::Source("shop.yaml", text), findings);
        Target target({.name = "shop", .dsn = dsn(), .pace = {}, .workers = 1}, clock_, log_);
        target.replace_policies({std::make_shared<const policies::Policy>(std::move(*policy))});
        const Targets targets({&target});
        return RehearsalCommands(targets, log_).rehearse("shop", subjects, key, "dpo (uid 1001)");
    }

    static std::string checksum() { return value(kChecksum); }
};

TEST_F(RehearsalTest, LeavesEveryTableAsItWasThoughTriggersRan) {
    exec("create sequence audit.seen; create function audit.see() returns trigger language plpgsql as "
         "$$ begin perform nextval('audit.seen'); return null; end $$; "
         "create trigger see after delete or update on shop.person for each row execute function audit.see()");
    const auto before = checksum();
    const auto result = rehearsed();
    EXPECT_EQ(result.acted, 40);
    EXPECT_EQ(checksum(), before);
    EXPECT_EQ(value("select last_value from audit.seen"), "40");
}

TEST_F(RehearsalTest, ItsNumbersAreThoseOfTheRunThatFollows) {
    const auto result = rehearsed();
    const auto policy = compile();
    const auto planned = start_run(policy);
    ASSERT_EQ(work_off(policy, planned.run), "finished");
    EXPECT_EQ(result.acted, outcome(planned.run, "done"));
    json told = json::object();
    for (const auto& [table, count] : result.tables)
        told[table] = {{"deleted", count.deleted}, {"updated", count.updated}, {"shared", count.shared}};
    const auto done = json::parse(value(
        "select jsonb_object_agg(key, counts) from (select c.key, jsonb_build_object('deleted', sum((c.value ->> 'deleted')::int), 'updated', "
        "sum((c.value ->> 'updated')::int), 'shared', sum((c.value ->> 'shared')::int)) as counts from retentiond.batch b, jsonb_each(b.counts) c "
        "where run = " + std::to_string(planned.run) + " group by 1) x"));
    EXPECT_EQ(told, done);
    EXPECT_EQ(told["shop.person"], (json{{"deleted", 20}, {"updated", 20}, {"shared", 0}}));
}

TEST_F(RehearsalTest, DrawsFromEachRule) {
    const auto policy = compile();
    Session session(dsn());
    const auto due = draw_due(session, *policy, 7);
    ASSERT_EQ(due.size(), 2U);
    EXPECT_EQ(due.at(0).size() + due.at(1).size(), 7U);
    EXPECT_GE(due.at(1).size(), 3U);
}

TEST_F(RehearsalTest, TakesTheRulesInTheOrderOfARun) {
    const std::string silent = "  - { name: silent, class: prospect, keep: P2Y, after: last_activity, unless: consent_marketing, then: delete }\n";
    const std::string lost = "  - { name: lost, class: former, keep: P5Y, after: ended_on, unless: consent_marketing, then: anonymize }\n";
    const auto result = rehearsed(10, replaced(policy_text(), silent + lost, lost + silent));
    ASSERT_FALSE(result.statements.empty());
    EXPECT_EQ(result.statements.front().rule, "silent") << "what deletes comes first, wherever it is written";
    EXPECT_EQ(result.statements.back().rule, "lost");
}

TEST_F(RehearsalTest, AnObservingPolicyIsRehearsedToo) {
    const auto before = checksum();
    EXPECT_EQ(rehearsed(10, replaced(policy_text(), "mode: enforce", "mode: observe")).acted, 10);
    EXPECT_EQ(checksum(), before);
}

TEST_F(RehearsalTest, WhomAConstraintRefusesIsToldAsARunWould) {
    exec("create function shop.refuse() returns trigger language plpgsql as $$ begin if old.id = 7 then raise exception "
         "'Person % is kept', old.name using errcode = '23514'; end if; return old; end $$; "
         "create trigger refuse before delete on shop.person for each row execute function shop.refuse(); "
         "alter table shop.person add constraint never_seven check (id <> 107 or email like '%@example.com')");
    const auto before = checksum();
    const auto result = rehearsed();
    EXPECT_EQ(result.acted, 38);
    ASSERT_EQ(result.failed.size(), 2U);
    EXPECT_EQ(result.failed[0].why.sqlstate, "23514");
    EXPECT_EQ(result.failed[0].message.find("Person 7"), std::string::npos);
    EXPECT_EQ(result.failed[1].why.sqlstate, "23514");
    EXPECT_EQ(result.failed[1].why.constraint, "never_seven");
    EXPECT_EQ(result.tables.at("shop.person").deleted, 19);
    EXPECT_EQ(checksum(), before);
    const auto policy = compile();
    const auto planned = start_run(policy);
    work_off(policy, planned.run);
    EXPECT_EQ(outcome(planned.run, "failed"), 2);
    EXPECT_EQ(value("select count(*) from retentiond.batch where constraint_name = 'never_seven'"), "1");
}

TEST_F(RehearsalTest, ADeferredTriggerHasItsSay) {
    exec("create function shop.refuse() returns trigger language plpgsql as $$ begin if old.id = 107 and exists (select from "
         "shop.attachment a join shop.activity v on v.id = a.activity_id where v.person_id = 107) is false then raise exception 'no' using "
         "errcode = '23514'; end if; return null; end $$; "
         "create constraint trigger refuse after update on shop.person deferrable initially deferred for each row execute function shop.refuse()");
    const auto result = rehearsed();
    ASSERT_EQ(result.failed.size(), 1U);
    EXPECT_EQ(result.failed[0].rule, "lost");
    EXPECT_EQ(result.failed[0].why.sqlstate, "23514");
}

TEST_F(RehearsalTest, ADeferredTriggerWaitsForTheEndOfEachBatchAsAtItsCommit) {
    exec("create function shop.wait() returns trigger language plpgsql as $$ begin if exists (select from shop.activity v join shop.person p "
         "on p.id = v.person_id where v.id = old.activity_id and p.email like '%@example.com') then raise exception 'too early'; end if; "
         "return null; end $$; create constraint trigger wait after delete on shop.attachment deferrable initially deferred "
         "for each row execute function shop.wait()");
    const auto result = rehearsed();
    EXPECT_EQ(result.failed.size(), 0U);
    EXPECT_EQ(result.acted, 40);
}

TEST_F(RehearsalTest, ADeleteThatIsUndoneIsTold) {
    exec("create function shop.keep() returns trigger language plpgsql as $$ begin return null; end $$; "
         "create trigger keep before delete on shop.attachment for each row when (old.id = 1) execute function shop.keep()");
    const auto result = rehearsed();
    ASSERT_EQ(result.failed.size(), 1U);
    EXPECT_EQ(result.failed[0].why.sqlstate, kEffectMissing);
    EXPECT_EQ(result.failed[0].why.table, "shop.attachment");
}

// As applications do that write names and addresses in one way.
TEST_F(RehearsalTest, AnUpdateThatATriggerChangesIsToldByItsColumns) {
    exec("create function shop.tidy() returns trigger language plpgsql as $$ begin new.email := upper(new.email); return new; end $$; "
         "create trigger tidy before update on shop.person for each row when (old.id = 107) execute function shop.tidy()");
    const auto result = rehearsed();
    ASSERT_EQ(result.failed.size(), 1U);
    EXPECT_EQ(result.failed[0].why.sqlstate, kEffectMissing);
    EXPECT_NE(result.failed[0].message.find("left 1 rows without their new values in email: a trigger"), std::string::npos) << result.failed[0].message;
}

TEST_F(RehearsalTest, OfOldValuesOnlyTheirShapeIsToldAndOfNewOnesThoseThatAreNoneOfThem) {
    exec("alter table shop.person drop constraint person_email_key; update shop.person set name = 'Canary-' || id, email = 'canary.' || id || '@example.com'");
    const auto text = replaced(policy_text(), "{ token: \"{token}@anonymized.invalid\" }", "{ prefix: 6 }");
    const auto shown = asked(100, std::nullopt, text);
    EXPECT_EQ(shown.dump().find("anary"), std::string::npos) << shown.dump(2);
    EXPECT_EQ(log_text_.str().find("anary"), std::string::npos);
    ASSERT_FALSE(shown["rows"].empty());
    bool saw_name = false;
    bool saw_email = false;
    for (const auto& row : shown["rows"])
        for (const auto& column : row["columns"]) {
            if (column["column"] == "name") {
                saw_name = true;
                EXPECT_EQ(column["before"], "text, 10 characters");
                EXPECT_FALSE(column["after_is_masked"].get<bool>());
            }
            if (column["column"] == "email") {
                saw_email = true;
                EXPECT_EQ(column["after"], "text, 6 characters");
                EXPECT_TRUE(column["after_is_masked"].get<bool>());
            }
        }
    EXPECT_TRUE(saw_name && saw_email);
}

TEST_F(RehearsalTest, OfEachTableThreeRowsAreShownAndANullIsANull) {
    exec("alter table shop.activity disable trigger audit; update shop.activity set body = null");
    std::map<std::string, int> rows;
    for (const auto& row : rehearsed().rows) {
        ++rows[row.table];
        if (row.table == "shop.activity") {
            EXPECT_FALSE(row.values.at(0).before);
            EXPECT_FALSE(row.values.at(0).after);
        }
    }
    EXPECT_EQ(rows, (std::map<std::string, int>{{"shop.activity", 3}, {"shop.person", 3}}));
}

TEST_F(RehearsalTest, WhatIsShownIsWhatARunWrites) {
    const auto text = replaced(policy_text(), "{ token: \"{token}@anonymized.invalid\" }", "{ constant: gone@example.org }");
    exec("alter table shop.person drop constraint person_email_key");
    std::set<std::string> shown;
    for (const auto& row : rehearsed(100, text).rows)
        for (const auto& value : row.values)
            if (value.column == "email")
                shown.insert(value.after.value_or("null"));
    EXPECT_EQ(shown, std::set<std::string>{"gone@example.org"});
}

TEST_F(RehearsalTest, OneSubjectIsRehearsedIfItIsDue) {
    const auto before = checksum();
    const auto shown = asked(std::nullopt, "107");
    EXPECT_EQ(shown["subjects"], 1);
    EXPECT_EQ(shown["acted"], 1);
    EXPECT_EQ(shown["tables"]["shop.person"]["updated"], 1);
    EXPECT_EQ(checksum(), before);
    EXPECT_EQ(value("select count(*) from retentiond.event where what = 'rehearsed' and by = 'dpo (uid 1001)' and policy = 'shop'"), "1");
    for (const auto& [key, kind] : {std::pair{"201", OperationError::Kind::Refused}, {"9999", OperationError::Kind::NotFound},
                                    {"'; drop table shop.person; --", OperationError::Kind::Invalid}}) {
        try {
            asked(std::nullopt, key);
            ADD_FAILURE() << key;
        } catch (const OperationError& error) {
            EXPECT_EQ(error.kind(), kind) << error.what();
        }
    }
}

TEST_F(RehearsalTest, AtMostAHundredPeopleAreLocked) {
    EXPECT_THROW(asked(101, std::nullopt), OperationError);
    EXPECT_THROW(asked(1, "107"), OperationError);
}

TEST_F(RehearsalTest, WhomSomebodyEditsIsPassedOver) {
    Application application(dsn());
    application.exec("select from shop.person where id = 7 for update");
    const auto result = rehearsed();
    EXPECT_EQ(result.busy, 1);
    EXPECT_EQ(result.acted, 39);
}

TEST_F(RehearsalTest, ALockElsewhereIsWaitedForASecondAndThenNothingIsDone) {
    const auto policy = compile();
    Application application(dsn());
    application.exec("lock table shop.attachment in share mode");
    const auto before = checksum();
    const auto began = std::chrono::steady_clock::now();
    try {
        rehearsed(*policy, 100);
        ADD_FAILURE();
    } catch (const database::Failure& failure) {
        EXPECT_EQ(failure.sqlstate(), "55P03");
    }
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(15)) << "the session's own patience is twenty seconds";
    EXPECT_EQ(checksum(), before);
}

TEST_F(RehearsalTest, ItsTransactionCannotBeCommitted) {
    Session session(dsn());
    {
        Transaction rehearsal(session, Transaction::Mode::Rehearsal);
        rehearsal.exec_once("delete", "delete from shop.attachment");
        EXPECT_THROW(rehearsal.commit(), std::logic_error);
    }
    EXPECT_EQ(count("shop.attachment"), 100);
}

TEST_F(RehearsalTest, NobodyDueIsNothingToRehearseWith) {
    exec("update shop.person set status = 'prospect'; update shop.activity set happened_at = now()");
    const auto result = rehearsed();
    EXPECT_EQ(result.subjects, 0U);
    EXPECT_TRUE(result.tables.empty());
}

} // namespace
} // namespace retention::jobs
