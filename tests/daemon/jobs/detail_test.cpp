// SPDX-License-Identifier: Apache-2.0
//
// Rows that the person points to, and what belongs to them: an account goes with its last holder, its details go with
// the account, and with nobody else. Persons 1, 2 and 4 are due, 3 is not.
#include "tests/daemon/jobs/graph_fixture.hpp"

namespace retention::jobs {
namespace {

class Detail : public GraphTest {
protected:
    void SetUp() override {
        GraphTest::SetUp();
        // Account 10 is of person 1 alone, 11 of 1 and 2 (by two columns), 12 of 2 and 3, 13 of 3, 14 of nobody.
        exec("create table app.plan (id int primary key, name text);"
             "create table app.account (id int primary key, name text, plan_id int references app.plan);"
             "create table app.person (id int primary key, mail text, ended_on date, account_id int references "
             "app.account);"
             "insert into app.plan values (100, 'p'), (101, 'p'), (102, 'p');"
             "insert into app.account values (10, 'a', 100), (11, 'a', 100), (12, 'a', 101), (13, 'a', 101), (14, 'a', "
             "102);"
             "insert into app.person values (1, 'm', '2000-01-01', 10), (2, 'm', '2000-01-01', 12), (3, 'm', null, "
             "12), (4, 'm', '2000-01-01', 11)");
    }

    // A table of details of each account, and of each row of `parent` when named.
    static void make_details(const std::string& table, const std::string& parent = "app.account",
                             const std::string& key = "account_id", int factor = 10) {
        exec("create table " + table + " (id int primary key, " + key + " int references " + parent +
             ", body text);"
             "insert into " +
             table + " select id * " + std::to_string(factor) + ", id, 'b' from " + parent);
    }
};

TEST_F(Detail, GoWithAnAccountThatNobodyElsePointsTo) {
    make_details("app.setting");
    run(policy("    app.person: delete\n    app.account via person.account_id: delete\n    app.setting: delete\n"));
    EXPECT_EQ(ids("app.account"), "12,13,14");
    EXPECT_EQ(ids("app.setting"), "120,130,140");
    EXPECT_EQ(told("app.setting", "deleted"), 2);
    EXPECT_EQ(told("app.account", "shared"), 1) << "12, which person 3 has as well";
}

// Accounts 10 and 11 lose their last holder. A card of account 10 is person 3's, who is not due, one of account 11 is person 1's.
TEST_F(Detail, ThatAreSomebodyElsesOwnKeepTheirAccount) {
    exec("create table app.card (id int primary key, account_id int references app.account, holder_id int references app.person);"
         "create index on app.card (holder_id);"
         "insert into app.card values (1, 10, 3), (2, 11, 1), (3, 12, 3), (4, 10, 1), (5, 11, null)");
    const std::string lines = "    app.person: delete\n    app.account via person.account_id: delete\n    app.card via account_id: delete\n"
                              "    app.card via holder_id: delete\n";
    run(policy(lines));
    EXPECT_EQ(ids("app.card"), "1,3");
    EXPECT_EQ(ids("app.account"), "10,12,13,14");
    EXPECT_EQ(told("app.account", "shared"), 2) << "12, which person 3 has as well, and 10, of which she has a card";
}

TEST_F(Detail, OfDetailsThatAreSomebodyElsesOwnKeepTheirAccount) {
    exec("create table app.page (id int primary key, account_id int references app.account);"
         "create table app.line (id int primary key, page_id int references app.page, author_id int references app.person);"
         "create index on app.line (author_id);"
         "insert into app.page values (1, 10), (2, 11);"
         "insert into app.line values (1, 1, 3), (2, 2, 4), (3, 1, 1)");
    run(policy("    app.person: delete\n    app.account via person.account_id: delete\n    app.page: delete\n"
               "    app.line via page_id: delete\n    app.line via author_id: delete\n"));
    EXPECT_EQ(ids("app.line"), "1");
    EXPECT_EQ(ids("app.page"), "1");
    EXPECT_EQ(ids("app.account"), "10,12,13,14");
}

// By links nothing else keeps the account of a page that stays: person 3's line on it has gone with the writer's page when the account is asked about.
TEST_F(Detail, ThatStayByALinkKeepTheirAccountWhateverHasGoneMeanwhile) {
    exec("create table app.page (id int primary key, account_id int, writer_id int, body text);"
         "create table app.line (id int primary key, page_id int, author_id int);"
         "create index on app.page (account_id); create index on app.page (writer_id); create index on app.line (page_id); create index on app.line (author_id);"
         "insert into app.page values (1, 10, 1, 'secret'), (2, 11, 4, 'secret'), (3, 11, null, 'x');"
         "insert into app.line values (1, 1, 3), (2, 2, 4)");
    run(policy("    app.person: delete\n    app.account via person.account_id: delete\n    app.page via account_id: delete\n"
               "    app.page via writer_id: { writer_id: null, body: redact, account_id: keep }\n    app.line via page_id: delete\n    app.line via author_id: delete\n",
               "links:\n  app.page: [ { column: account_id, to: app.account.id }, { column: writer_id, to: app.person.id } ]\n"
               "  app.line: [ { column: page_id, to: app.page.id }, { column: author_id, to: app.person.id } ]\n"));
    EXPECT_EQ(ids("app.page"), "1");
    EXPECT_EQ(ids("app.account"), "10,12,13,14") << "account 10, whose page stays";
    EXPECT_EQ(told("app.account", "shared"), 2);
    EXPECT_EQ(ids("app.line"), "");
}

TEST_F(Detail, ThatAreOfAnotherAccountByTheSameValueKeepNeither) {
    exec("update app.account set name = 'b' where id in (11, 14); create table app.page (id int primary key, account_name text);"
         "create index on app.page (account_name); insert into app.page values (1, 'a'), (2, 'b')");
    run(policy("    app.person: delete\n    app.account via person.account_id: delete\n    app.page: delete\n",
               "links:\n  app.page: { column: account_name, to: app.account.name }\n"));
    EXPECT_EQ(ids("app.account"), "12,13,14") << "10 and 11 have lost their last holder";
    EXPECT_EQ(ids("app.page"), "1,2") << "they are accounts 12's and 14's as well";
}

TEST_F(Detail, OfTwoBatchesTheLastHolderTakesThemAlong) {
    exec("update app.person set account_id = 11 where id in (1, 2)");
    make_details("app.setting");
    run(policy("    app.person: delete\n    app.account via person.account_id: delete\n    app.setting: delete\n"), 1);
    EXPECT_EQ(ids("app.account"), "10,12,13,14");
    EXPECT_EQ(ids("app.setting"), "100,120,130,140");
}

// Person 1 has account 10, person 4 has 11 as a second one; 12 is person 3's as well.
TEST_F(Detail, GoWithAnAccountByWhicheverOfTwoKeysItIsPointedTo) {
    exec("alter table app.person add second_id int references app.account; update app.person set second_id = 11, account_id = null where id = 4");
    make_details("app.page");
    make_details("app.line", "app.page", "page_id");
    run(policy("    app.person: delete\n    app.account via person.account_id: delete\n    app.account via person.second_id: delete\n"
               "    app.page: delete\n    app.line: delete\n"));
    EXPECT_EQ(ids("app.account"), "12,13,14");
    EXPECT_EQ(ids("app.page"), "120,130,140");
    EXPECT_EQ(ids("app.line"), "1200,1300,1400");
    EXPECT_EQ(told("app.page", "deleted"), 2);
    EXPECT_EQ(told("app.account", "shared"), 1) << "12";
}

TEST_F(Detail, OfAnAccountByBothOfTwoKeysGoOnce) {
    exec("alter table app.person add second_id int references app.account; update app.person set second_id = account_id");
    make_details("app.page");
    run(policy("    app.person: delete\n    app.account via person.account_id: delete\n    app.account via person.second_id: delete\n"
               "    app.page: delete\n"));
    EXPECT_EQ(ids("app.account"), "12,13,14");
    EXPECT_EQ(ids("app.page"), "120,130,140");
    EXPECT_EQ(told("app.page", "deleted"), 2);
}

TEST_F(Detail, BelowDetailsGoAtAnyDepthOfTables) {
    make_details("app.page");
    make_details("app.line", "app.page", "page_id");
    make_details("app.mark", "app.line", "line_id");
    run(policy("    app.mark: delete\n    app.line: delete\n    app.page: delete\n    app.account via "
               "person.account_id: delete\n"
               "    app.person: delete\n"));
    EXPECT_EQ(ids("app.page"), "120,130,140");
    EXPECT_EQ(ids("app.line"), "1200,1300,1400");
    EXPECT_EQ(ids("app.mark"), "12000,13000,14000");
}

TEST_F(Detail, ThreadsBelowAnAccountGoAsAWhole) {
    exec("create table app.post (id int primary key, account_id int references app.account, reply_to int references "
         "app.post);"
         "insert into app.post values (1, 10, null), (2, null, 1), (3, null, 2), (4, 12, null), (5, null, 4), (6, 13, "
         "3)");
    run(policy(
        "    app.person: delete\n    app.account via person.account_id: delete\n    app.post via account_id: delete\n"
        "    app.post via reply_to: delete\n"));
    EXPECT_EQ(ids("app.post"), "4,5") << "6 answers to a reply that goes";
    EXPECT_EQ(ids("app.account"), "12,13,14");
}

TEST_F(Detail, AreChangedWhileTheAccountIsChanged) {
    make_details("app.setting");
    make_details("app.page");
    make_details("app.line", "app.setting", "setting_id");
    run(policy("    app.person: { mail: null, ended_on: keep, account_id: keep }\n"
               "    app.account via person.account_id: { name: null, plan_id: keep }\n"
               "    app.setting: { body: redact }\n    app.page: keep\n    app.line: { body: null }\n"));
    EXPECT_EQ(value("select string_agg(id::text, ',' order by id) from app.line where body is null"), "1000,1100");
    EXPECT_EQ(value("select string_agg(id::text, ',' order by id) from app.account where name is null"), "10,11");
    EXPECT_EQ(value("select string_agg(id::text, ',' order by id) from app.setting where body <> 'b'"), "100,110");
    EXPECT_EQ(count("app.page where body = 'b'"), 5);
}

TEST_F(Detail, CanBeDeletedWhileTheAccountIsChanged) {
    make_details("app.setting");
    run(policy("    app.person: { mail: null, ended_on: keep, account_id: keep }\n"
               "    app.account via person.account_id: { name: null, plan_id: keep }\n    app.setting: delete\n"));
    EXPECT_EQ(ids("app.setting"), "120,130,140");
    EXPECT_EQ(count("app.account where name is null"), 2);
}

TEST_F(Detail, ThatAreKeptKeepTheAccount) {
    make_details("app.setting");
    exec("delete from app.setting where id = 110");
    const auto text =
        policy("    app.person: delete\n    app.account via person.account_id: delete\n    app.setting: keep\n");
    EXPECT_NE(findings(text).find("OUTWARD_KEPT"), std::string::npos);
    run(text);
    EXPECT_EQ(ids("app.account"), "10,12,13,14") << "only 11 has none";
    EXPECT_EQ(ids("app.setting"), "100,120,130,140");
}

TEST_F(Detail, ThatNobodyAnswersForKeepTheAccountFromBeingChanged) {
    make_details("app.setting");
    exec("delete from app.setting where id = 110");
    const auto text = policy("    app.person: { mail: null, ended_on: keep, account_id: keep }\n"
                             "    app.account via person.account_id: { name: null, plan_id: keep }\n");
    EXPECT_NE(findings(text).find("OUTWARD_KEPT"), std::string::npos);
    const auto number = run(text);
    EXPECT_EQ(value("select string_agg(id::text, ',' order by id) from app.account where name is null"), "11") << "only 11 has none";
    EXPECT_EQ(outcome(number, "done"), 3);
}

// Person 4 was made by the holder of account 10, person 3 by the one of 14, and leaves later than person 1.
class MadeByAnother : public Detail {
protected:
    void SetUp() override {
        Detail::SetUp();
        exec("alter table app.person add made_by int references app.account;"
             "update app.person set made_by = 10, ended_on = null where id = 4;"
             "update app.person set made_by = 14 where id = 3");
    }

    void run_twice(const std::string& text) {
        run(text);
        exec("update app.person set ended_on = '2001-01-01' where id = 4");
        run(text);
    }

    static std::string changed() { return value("select string_agg(id::text, ',' order by id) from app.account where name is null"); }

    static constexpr const char* kOneKey = "    app.person: delete\n    app.account via person.account_id: delete\n";
    static constexpr const char* kOneMap = "    app.person: { mail: null, \"*\": keep }\n"
                                           "    app.account via person.account_id: { name: null, plan_id: keep }\n";
};

TEST_F(MadeByAnother, AccountOfWhoLeftBeforeStaysForEverAndTheCheckSaysSo) {
    EXPECT_NE(findings(policy(kOneKey)).find("OUTWARD_KEPT"), std::string::npos);
    run_twice(policy(kOneKey));
    EXPECT_EQ(ids("app.account"), "10,12,13,14");
}

TEST_F(MadeByAnother, AccountGoesWithTheLastOfThemWhereALineFollowsTheOtherKey) {
    const auto text = policy(std::string(kOneKey) + "    app.account via person.made_by: delete\n");
    EXPECT_EQ(findings(text).find("OUTWARD_KEPT"), std::string::npos);
    run(text);
    EXPECT_EQ(ids("app.account"), "10,11,12,13,14") << "person 4 is still there";
    exec("update app.person set ended_on = '2001-01-01' where id = 4");
    run(text);
    EXPECT_EQ(ids("app.account"), "12,13,14") << "person 3 is there, and was made by 14";
}

TEST_F(MadeByAnother, AccountIsChangedWithTheLastOfThemWhereALineFollowsTheOtherKey) {
    EXPECT_NE(findings(policy(kOneMap)).find("OUTWARD_KEPT"), std::string::npos);
    const auto text = policy(std::string(kOneMap) + "    app.account via person.made_by: { name: null, plan_id: keep }\n");
    EXPECT_EQ(findings(text).find("OUTWARD_KEPT"), std::string::npos);
    run_twice(text);
    EXPECT_EQ(changed(), "10,11");
}

TEST_F(Detail, ThatAreOnlyCutOffStayWithoutTheirAccount) {
    make_details("app.setting");
    run(policy("    app.person: delete\n    app.account via person.account_id: delete\n    app.setting: { account_id: "
               "null }\n"));
    EXPECT_EQ(ids("app.account"), "12,13,14");
    EXPECT_EQ(value("select string_agg(id::text, ',' order by id) from app.setting where account_id is null"),
              "100,110");
}

TEST_F(Detail, OfAnotherTableThatNoLineNamesKeepTheAccountAndItsDetails) {
    make_details("app.setting");
    make_details("app.invoice");
    exec("delete from app.invoice where id <> 100");
    run(policy("    app.person: delete\n    app.account via person.account_id: delete\n    app.setting: delete\n"));
    EXPECT_EQ(ids("app.account"), "10,12,13,14") << "an invoice points to 10";
    EXPECT_EQ(ids("app.setting"), "100,120,130,140");
}

TEST_F(Detail, WithAKeyToThePersonAsWellAnswerForBoth) {
    exec("create table app.setting (id int primary key, account_id int references app.account, person_id int "
         "references app.person);"
         "insert into app.setting values (1, 10, 1), (2, 10, null), (3, 12, 2), (4, 12, 3), (5, 12, null), (6, 11, 3), "
         "(7, 13, 1)");
    run(policy("    app.person: delete\n    app.account via person.account_id: delete\n    app.setting via account_id: "
               "delete\n"
               "    app.setting via person_id: delete\n"));
    EXPECT_EQ(ids("app.setting"), "4,5,6") << "6 is a detail of account 11, whose last holder goes, and of person 3, who stays";
    EXPECT_EQ(ids("app.account"), "11,12,13,14");
}

TEST_F(Detail, WithAKeyToThePersonThatIsCutGoOnlyWithTheAccount) {
    exec("create table app.setting (id int primary key, account_id int references app.account, person_id int "
         "references app.person);"
         "insert into app.setting values (1, 10, 1), (2, 12, 2), (3, 13, 1)");
    run(policy("    app.person: delete\n    app.account via person.account_id: delete\n    app.setting via account_id: "
               "delete\n"
               "    app.setting via person_id: { person_id: null }\n"));
    EXPECT_EQ(value("select string_agg(id || ':' || coalesce(person_id::text, '-'), ' ' order by id) from app.setting"),
              "2:- 3:-");
}

// person -> account -> plan
TEST_F(Detail, AChainIsFollowedWhateverTheOrderOfItsLines) {
    const std::vector<std::string> lines{"    app.person: delete\n", "    app.account via person.account_id: delete\n",
                                         "    app.plan via account.plan_id: delete\n"};
    for (const auto& order : std::vector<std::vector<std::size_t>>{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}}) {
        exec("begin; create table app.kept as select 'person' as what, to_jsonb(p) as row from app.person p union all "
             "select 'account', to_jsonb(a) from app.account a union all select 'plan', to_jsonb(p) from app.plan p; "
             "commit");
        std::string text;
        for (const auto i : order)
            text += lines[i];
        run(policy(text));
        EXPECT_EQ(ids("app.account"), "12,13,14") << text;
        EXPECT_EQ(ids("app.plan"), "101,102") << text << "100 was of accounts 10 and 11 only; 101 is of 12 and 13";
        EXPECT_EQ(told("app.plan", "deleted"), 1);
        exec("truncate app.person, app.account, app.plan, retentiond.batch, retentiond.run cascade;"
             "insert into app.plan select (jsonb_populate_record(null::app.plan, row)).* from app.kept where what = "
             "'plan';"
             "insert into app.account select (jsonb_populate_record(null::app.account, row)).* from app.kept where "
             "what = 'account';"
             "insert into app.person select (jsonb_populate_record(null::app.person, row)).* from app.kept where what "
             "= 'person';"
             "drop table app.kept");
    }
}

TEST_F(Detail, APlanOfAnotherAccountStaysAndTheAccountGoes) {
    exec("update app.account set plan_id = 100 where id = 14");
    run(policy("    app.person: delete\n    app.account via person.account_id: delete\n    app.plan via "
               "account.plan_id: delete\n"));
    EXPECT_EQ(ids("app.account"), "12,13,14");
    EXPECT_EQ(ids("app.plan"), "100,101,102");
    EXPECT_EQ(told("app.plan", "shared"), 2) << "100 and, of the account that stays, 101";
}

TEST_F(Detail, OfAChainEachLinkHasItsOwn) {
    make_details("app.setting");
    make_details("app.price", "app.plan", "plan_id");
    make_details("app.discount", "app.price", "price_id");
    run(policy("    app.plan via account.plan_id: delete\n    app.price: delete\n    app.discount: delete\n    "
               "app.person: delete\n"
               "    app.setting: delete\n    app.account via person.account_id: delete\n"));
    EXPECT_EQ(ids("app.setting"), "120,130,140");
    EXPECT_EQ(ids("app.plan"), "101,102");
    EXPECT_EQ(ids("app.price"), "1010,1020");
    EXPECT_EQ(ids("app.discount"), "10100,10200");
}

TEST_F(Detail, AChainInSmallBatchesLeavesNothingBehind) {
    exec("update app.person set account_id = 11 where id = 2");
    make_details("app.setting");
    make_details("app.price", "app.plan", "plan_id");
    run(policy("    app.person: delete\n    app.account via person.account_id: delete\n    app.plan via "
               "account.plan_id: delete\n"
               "    app.setting: delete\n    app.price: delete\n"),
        1);
    EXPECT_EQ(ids("app.account"), "12,13,14");
    EXPECT_EQ(ids("app.plan"), "101,102") << "whoever comes last takes it along";
    EXPECT_EQ(ids("app.price"), "1010,1020");
}

TEST_F(Detail, OfAPlanThatIsChangedThroughAnAccountThatIsChanged) {
    run(policy("    app.person: { mail: null, ended_on: keep, account_id: keep }\n"
               "    app.account via person.account_id: { name: null, plan_id: keep }\n    app.plan via "
               "account.plan_id: { name: null }\n"));
    EXPECT_EQ(value("select string_agg(id::text, ',' order by id) from app.account where name is null"), "10,11");
    EXPECT_EQ(value("select string_agg(id::text, ',' order by id) from app.plan where name is null"), "100");
}

// case -> address, of the person's cases.
TEST_F(Detail, OfWhatAChildPointsToGoWithIt) {
    exec("create table app.address (id int primary key, street text);"
         "create table app.ticket (id int primary key, person_id int references app.person, address_id int references "
         "app.address);"
         "insert into app.address values (20, 's'), (21, 's'), (22, 's'), (23, 's');"
         "insert into app.ticket values (1, 1, 20), (2, 1, 21), (3, 3, 21), (4, 2, 20), (5, 3, 22), (6, null, 23), (7, "
         "4, null)");
    make_details("app.room", "app.address", "address_id");
    make_details("app.door", "app.room", "room_id");
    run(policy("    app.person: delete\n    app.ticket: delete\n    app.address via app.ticket.address_id: delete\n    "
               "app.room: delete\n"
               "    app.door: delete\n"));
    EXPECT_EQ(ids("app.address"), "21,22,23");
    EXPECT_EQ(ids("app.room"), "210,220,230");
    EXPECT_EQ(ids("app.door"), "2100,2200,2300");
    EXPECT_EQ(told("app.address", "shared"), 1);
}

TEST_F(Detail, OfWhatAChildPointsToStayWhileItsOtherChildrenPoint) {
    exec("create table app.address (id int primary key, street text);"
         "create table app.ticket (id int primary key, person_id int references app.person, address_id int references "
         "app.address);"
         "insert into app.address values (20, 's'), (21, 's'); insert into app.ticket values (1, 1, 20), (2, 3, 21), "
         "(3, 1, 21)");
    make_details("app.room", "app.address", "address_id");
    run(policy("    app.person: { mail: null, ended_on: keep, account_id: keep }\n    app.ticket: { address_id: keep, "
               "id: keep, person_id: keep }\n"
               "    app.address via app.ticket.address_id: { street: null }\n    app.room: { body: null }\n"));
    EXPECT_EQ(value("select string_agg(id::text, ',' order by id) from app.address where street is null"), "20");
    EXPECT_EQ(value("select string_agg(id::text, ',' order by id) from app.room where body is null"), "200");
}

TEST_F(Detail, APersonWhoMovesInMeanwhileKeepsAll) {
    make_details("app.setting");
    const auto compiled = compile(
        policy("    app.person: delete\n    app.account via person.account_id: delete\n    app.setting: delete\n"));
    const auto planned = start_run(compiled);
    exec("insert into app.person values (5, 'm', null, 10)");
    EXPECT_EQ(work_off(compiled, planned.run), "finished");
    EXPECT_EQ(ids("app.account"), "10,12,13,14");
    EXPECT_EQ(ids("app.setting"), "100,120,130,140");
}

// Notes of persons, of accounts and of notes, in one table; a trigger writes one when a person goes.
TEST_F(Detail, OfTwoKindsInOneTableGoTogetherAndSoDoesWhatComesMeanwhile) {
    exec("create table app.note (id int primary key, kind text, entity_id int);"
         "insert into app.note values (1, 'person', 1), (2, 'account', 10), (3, 'note', 1), (4, 'note', 2), (5, 'note', 3),"
         " (6, 'person', 3), (7, 'note', 6), (8, 'account', 12), (9, 'note', 8);"
         "create function app.tell() returns trigger language plpgsql as"
         " $$begin insert into app.note values (1000 + old.id, 'person', old.id); return old; end$$;"
         "create trigger tells after delete on app.person for each row execute function app.tell()");
    run(policy("    app.person: delete\n    app.account via person.account_id: delete\n    app.note via entity_id to app.person: delete\n"
               "    app.note via entity_id to app.account: delete\n    app.note via entity_id to app.note: delete\n",
               "links:\n  app.note:\n    - { column: entity_id, to: app.person.id, where: \"kind = 'person'\" }\n"
               "    - { column: entity_id, to: app.account.id, where: \"kind = 'account'\" }\n"
               "    - { column: entity_id, to: app.note.id, where: \"kind = 'note'\" }\n"));
    EXPECT_EQ(ids("app.note"), "6,7,8,9") << "of person 3, and of an account that is hers, too";
    EXPECT_EQ(ids("app.account"), "12,13,14");
}

// Attachments of persons and of accounts.
TEST_F(Detail, BelongToTheAccountByALineWithoutTo) {
    exec("create table app.attachment (id int primary key, kind text, entity_id int);"
         "insert into app.attachment values (1, 'person', 1), (2, 'person', 3), (3, 'account', 10), (4, 'account', 12)");
    const auto text = policy("    app.person: delete\n    app.account via person.account_id: delete\n    app.attachment via entity_id: delete\n",
                             "links:\n  app.attachment:\n    - { column: entity_id, to: app.person.id, where: \"kind = 'person'\" }\n"
                             "    - { column: entity_id, to: app.account.id, where: \"kind = 'account'\" }\n");
    EXPECT_EQ(findings(text).find("OUTWARD_KEPT"), std::string::npos);
    run(text);
    EXPECT_EQ(ids("app.attachment"), "2,4");
    EXPECT_EQ(ids("app.account"), "12,13,14");
}

TEST_F(Detail, ATriggerThatForbidsTheDeleteOfADetailIsFound) {
    make_details("app.setting");
    exec("create function app.g() returns trigger language plpgsql as $$ begin if old.id = 100 then return null; end "
         "if; return old; end $$;"
         "create trigger g before delete on app.setting for each row execute function app.g()");
    EXPECT_EQ(run_with_failures(policy(
                  "    app.person: delete\n    app.account via person.account_id: delete\n    app.setting: delete\n")),
              "2 done, 1 failed: RT001 app.setting");
    EXPECT_EQ(ids("app.account"), "10,12,13,14");
}

} // namespace
} // namespace retention::jobs
