// SPDX-License-Identifier: Apache-2.0
//
// Rows that hold an array of keys are everybody's who is in it. Persons 1 and 2 are due, 3 and 12 are not.
#include "tests/daemon/jobs/graph_fixture.hpp"

#include <future>

namespace retention::jobs {
namespace {

class ArrayLink : public GraphTest {
protected:
    static void make_persons(const std::string& key_type = "bigint") {
        exec("create table app.person (id " + key_type +
             " primary key, mail text, ended_on date);"
             "insert into app.person values (1, 'ann@x.example', '2000-01-01'), (2, 'bob@x.example', '2000-01-01'), "
             "(3, 'cas@x.example', null), "
             "(12, 'dan@x.example', null)");
    }

    // Groups of person 1 alone, of 1 and 2, of 1 and 3, of 3, of 12, of nobody, and one without an array.
    static void make_groups(const std::string& type, const std::string& open, const std::string& close,
                            const std::string& quote = "") {
        exec("create table app.grp (id int primary key, name text, member_ids " + type + ")");
        int id = 10;
        for (const std::vector<std::string>& members :
             std::vector<std::vector<std::string>>{{"1"}, {"1", "2"}, {"1", "3"}, {"3"}, {"12"}, {}}) {
            std::string list;
            for (const auto& member : members)
                list += (list.empty() ? "" : ",") + quote + member + quote;
            exec("insert into app.grp values (" + std::to_string(id++) + ", 'g', '" + open + list + close + "')");
        }
        exec("insert into app.grp values (16, 'g', null)");
    }

    static std::string groups(const std::string& what,
                              const std::string& link = "{ elements: member_ids, to: app.person.id }") {
        return policy("    app.person: delete\n    app.grp: " + what + "\n", "links:\n  app.grp: " + link + "\n");
    }

    static std::string members() {
        return value("select string_agg(id || ':' || coalesce(member_ids::text, '-'), ' ' order by id) from app.grp");
    }
};

TEST_F(ArrayLink, RowsGoWhenNobodyElseHasAPart) {
    make_persons();
    for (const std::string type :
         {"int[]", "bigint[]", "smallint[]", "numeric(4)[]", "text[]", "varchar(20)[]", "char(3)[]"}) {
        exec("insert into app.person values (1, '', '2000-01-01'), (2, '', '2000-01-01') on conflict do nothing");
        make_groups(type, "{", "}");
        run(groups("delete"));
        EXPECT_EQ(ids("app.grp"), "12,13,14,15,16") << type;
        exec("drop table app.grp; truncate retentiond.batch, retentiond.run cascade");
    }
}

TEST_F(ArrayLink, AColumnOfAnArrayTypeNeedsNoOtherWord) {
    make_persons();
    make_groups("int[]", "{", "}");
    run(groups("delete", "{ column: member_ids, to: app.person.id }"));
    EXPECT_EQ(ids("app.grp"), "12,13,14,15,16");
}

TEST_F(ArrayLink, AnArrayInJsonHoldsNumbersOrTexts) {
    make_persons();
    for (const std::string type : {"jsonb", "json"})
        for (const std::string quote : {"", "\""}) {
            exec("insert into app.person values (1, '', '2000-01-01'), (2, '', '2000-01-01') on conflict do nothing");
            make_groups(type, "[", "]", quote);
            run(groups("delete"));
            EXPECT_EQ(ids("app.grp"), "12,13,14,15,16") << type << " " << quote;
            exec("drop table app.grp; truncate retentiond.batch, retentiond.run cascade");
        }
}

TEST_F(ArrayLink, AnExpressionFindsTheArrayInADocument) {
    make_persons();
    exec("create table app.grp (id int primary key, props jsonb);"
         "insert into app.grp values (10, '{\"user_ids\": [1]}'), (11, '{\"user_ids\": [\"2\", \"1\"]}'), (12, "
         "'{\"user_ids\": [1, 3]}'), (13, '{}'), "
         "(14, '{\"user_ids\": [12]}'), (15, '{\"user_ids\": null}')");
    run(groups("delete", "{ elements: \"props->'user_ids'\", to: app.person.id }"));
    EXPECT_EQ(ids("app.grp"), "12,13,14,15");
}

TEST_F(ArrayLink, ArraysOfUuids) {
    const std::string due = "00000000-0000-0000-0000-000000000001";
    const std::string other = "00000000-0000-0000-0000-00000000000a";
    exec("create table app.person (id uuid primary key, ended_on date); create table app.grp (id int primary key, "
         "member_ids uuid[]);"
         "insert into app.person values ('" +
         due + "', '2000-01-01'), ('" + other +
         "', null);"
         "insert into app.grp values (1, '{" +
         due + "}'), (2, '{" + other + "}'), (3, '{" + due + "," + other + "}')");
    run(groups("delete"));
    EXPECT_EQ(ids("app.grp"), "2,3");
}

TEST_F(ArrayLink, AMapIsForRowsThatNobodyElseHasAPartIn) {
    make_persons();
    make_groups("int[]", "{", "}");
    run(groups("{ name: null, member_ids: keep }"));
    EXPECT_EQ(value("select string_agg(id::text, ',' order by id) from app.grp where name is null"), "10,11");
}

TEST_F(ArrayLink, AMapOfRowsOfTwoIsDoneByTheSecondOfTwoBatches) {
    make_persons();
    make_groups("int[]", "{", "}");
    run(policy("    app.person: { mail: null, ended_on: keep }\n    app.grp: { name: null, member_ids: keep }\n",
               "links:\n  app.grp: { elements: member_ids, to: app.person.id }\n"),
        1);
    EXPECT_EQ(value("select string_agg(id::text, ',' order by id) from app.grp where name is null"), "10,11");
}

TEST_F(ArrayLink, OfTwoBatchesTheSecondFindsWhatTheFirstLeft) {
    make_persons();
    make_groups("int[]", "{", "}");
    run(groups("delete"), 1);
    EXPECT_EQ(ids("app.grp"), "12,13,14,15,16") << "person 1 is gone when the turn of person 2 comes";
}

TEST_F(ArrayLink, OnlyTheKeysOfThoseWhoAreDueAreTakenOut) {
    make_persons();
    for (const std::string type : {"int[]", "bigint[]", "text[]", "varchar(20)[]"}) {
        exec("insert into app.person values (1, '', '2000-01-01'), (2, '', '2000-01-01') on conflict do nothing");
        make_groups(type, "{", "}");
        run(groups("{ member_ids: remove }"));
        EXPECT_EQ(members(), "10:{} 11:{} 12:{3} 13:{3} 14:{12} 15:{} 16:-") << type;
        EXPECT_EQ(told("app.grp", "updated"), 3) << type;
        exec("drop table app.grp; truncate retentiond.batch, retentiond.run cascade");
    }
}

TEST_F(ArrayLink, OfAnArrayInJsonOnlyTheirKeysAreTakenOut) {
    make_persons();
    for (const std::string type : {"jsonb", "json"})
        for (const std::string quote : {"", "\""}) {
            exec("insert into app.person values (1, '', '2000-01-01'), (2, '', '2000-01-01') on conflict do nothing");
            make_groups(type, "[", "]", quote);
            run(groups("{ member_ids: remove }"));
            const std::string three = "[" + quote + "3" + quote + "]";
            const std::string twelve = "[" + quote + "12" + quote + "]";
            EXPECT_EQ(members(), "10:[] 11:[] 12:" + three + " 13:" + three + " 14:" + twelve + " 15:[] 16:-")
                << type << quote;
            exec("drop table app.grp; truncate retentiond.batch, retentiond.run cascade");
        }
}

// Applications write one key where they mean a list of one.
TEST_F(ArrayLink, OneKeyInPlaceOfAnArrayIsAnArrayOfOne) {
    make_persons();
    exec("create table app.grp (id int primary key, member_ids jsonb);"
         "insert into app.grp values (1, '1'), (2, '\"2\"'), (3, '3'), (4, '{\"a\": 1}'), (5, 'null'), (6, '[1, 3]')");
    run(groups("{ member_ids: remove }"));
    EXPECT_EQ(members(), "1:[] 2:[] 3:3 4:{\"a\": 1} 5:null 6:[3]");
    exec("insert into app.person values (1, '', '2000-01-01'); update app.grp set member_ids = '1' where id = 1; truncate retentiond.batch, "
         "retentiond.run cascade");
    run(groups("delete"));
    EXPECT_EQ(ids("app.grp"), "2,3,4,5,6");
}

TEST_F(ArrayLink, TheOrderOfTheOthersAndTheirDoublesStay) {
    make_persons();
    exec("create table app.grp (id int primary key, member_ids int[]);"
         "insert into app.grp values (1, '{12,1,3,12,2,1,3}'), (2, '{null,1,null}')");
    run(groups("{ member_ids: remove }"));
    EXPECT_EQ(members(), "1:{12,3,12,3} 2:{NULL,NULL}");
}

TEST_F(ArrayLink, TwoBatchesTakeOutTheirOwn) {
    make_persons();
    make_groups("int[]", "{", "}");
    run(groups("{ member_ids: remove }"), 1);
    EXPECT_EQ(members(), "10:{} 11:{} 12:{3} 13:{3} 14:{12} 15:{} 16:-");
}

TEST_F(ArrayLink, TwoWorkersLoseNoRemoval) {
    make_persons();
    make_groups("int[]", "{", "}");
    const auto compiled = compile(groups("{ member_ids: remove }"));
    const auto planned = start_run(compiled, 1);
    std::vector<std::future<BatchRunner::Result>> workers;
    for (int i = 0; i < 2; ++i)
        workers.push_back(std::async(std::launch::async, [&] {
            database::Session session(dsn(), kTimeouts);
            return one_batch(session, compiled);
        }));
    for (auto& worker : workers)
        worker.get();
    EXPECT_EQ(work_off(compiled, planned.run), "finished");
    EXPECT_EQ(members(), "10:{} 11:{} 12:{3} 13:{3} 14:{12} 15:{} 16:-");
}

TEST_F(ArrayLink, SomebodyWhoIsAnonymizedIsTakenOutToo) {
    make_persons();
    make_groups("int[]", "{", "}");
    run(policy("    app.person: { mail: null, ended_on: keep }\n    app.grp: { member_ids: remove }\n",
               "links:\n  app.grp: { elements: member_ids, to: app.person.id }\n"));
    EXPECT_EQ(members(), "10:{} 11:{} 12:{3} 13:{3} 14:{12} 15:{} 16:-");
    EXPECT_EQ(count("app.person where mail is null"), 2);
}

TEST_F(ArrayLink, MailAddressesAreKeysToo) {
    make_persons();
    exec("create table app.grp (id int primary key, member_ids text[]);"
         "insert into app.grp values (1, '{ann@x.example,cas@x.example}'), (2, '{bob@x.example}'), (3, "
         "'{else@x.example}')");
    run(groups("{ member_ids: remove }", "{ elements: member_ids, to: app.person.mail }"));
    EXPECT_EQ(members(), "1:{cas@x.example} 2:{} 3:{else@x.example}");
    EXPECT_EQ(count("app.person"), 2);
}

TEST_F(ArrayLink, AMailAddressThatBecomesATokenIsTakenOutBefore) {
    make_persons();
    exec("create table app.grp (id int primary key, member_ids text[]); insert into app.grp values (1, "
         "'{ann@x.example,cas@x.example}')");
    run(policy("    app.person: { mail: { token: \"{token}@anonymized.invalid\" }, ended_on: keep }\n    app.grp: { "
               "member_ids: remove }\n",
               "links:\n  app.grp: { elements: member_ids, to: app.person.mail }\n"));
    EXPECT_EQ(members(), "1:{cas@x.example}");
}

TEST_F(ArrayLink, OfAMailAddressThatTwoHaveTheRowsAreBoths) {
    make_persons();
    exec("update app.person set mail = 'ann@x.example' where id = 3;"
         "create table app.grp (id int primary key, member_ids text[]); insert into app.grp values (1, "
         "'{ann@x.example}'), (2, '{bob@x.example}')");
    run(groups("delete", "{ elements: member_ids, to: app.person.mail }"));
    EXPECT_EQ(ids("app.grp"), "1");
}

// Persons 1 and 3 have one address, and only 1 is due.
TEST_F(ArrayLink, AMailAddressThatTwoHaveIsTakenOutWithTheLastOfThem) {
    make_persons();
    exec("update app.person set mail = 'ann@x.example' where id = 3;"
         "create table app.grp (id int primary key, member_ids text[]); insert into app.grp values (1, "
         "'{ann@x.example,dan@x.example}'), (2, '{ann@x.example,bob@x.example}')");
    const std::string taking = groups("{ member_ids: remove }", "{ elements: member_ids, to: app.person.mail }");
    run(taking);
    EXPECT_EQ(members(), "1:{ann@x.example,dan@x.example} 2:{ann@x.example}");
    exec("update app.person set ended_on = '2000-01-01' where id = 3");
    run(taking);
    EXPECT_EQ(members(), "1:{dan@x.example} 2:{}");
}

TEST_F(ArrayLink, AMailAddressThatTwoHaveIsTakenOutWhenBothAreDue) {
    make_persons();
    exec("update app.person set mail = 'ann@x.example' where id = 2;"
         "create table app.grp (id int primary key, member_ids jsonb); insert into app.grp values (1, "
         "'[\"ann@x.example\", \"dan@x.example\"]')");
    run(groups("{ member_ids: remove }", "{ elements: member_ids, to: app.person.mail }"), 1);
    EXPECT_EQ(members(), "1:[\"dan@x.example\"]");
}

// The first of them stays, and has had a turn.
TEST_F(ArrayLink, AMailAddressOfSomebodyWhoWasTakenOutBeforeStandsInNobodysWay) {
    make_persons();
    exec("update app.person set mail = 'ann@x.example' where id = 3; alter table app.person add name text default 'n';"
         "create table app.grp (id int primary key, member_ids text[]); insert into app.grp values (1, '{ann@x.example,dan@x.example}')");
    const std::string taking = policy("    app.person: { name: null, mail: keep, ended_on: keep }\n    app.grp: { member_ids: remove }\n",
                                      "links:\n  app.grp: { elements: member_ids, to: app.person.mail }\n");
    run(taking);
    EXPECT_EQ(members(), "1:{ann@x.example,dan@x.example}");
    exec("update app.person set ended_on = '2000-01-01' where id = 3");
    run(taking);
    EXPECT_EQ(members(), "1:{dan@x.example}");
}

TEST_F(ArrayLink, TheNumberOfAnotherTenantsPersonIsLeft) {
    exec("create table app.person (tenant int, id int, ended_on date, primary key (tenant, id));"
         "insert into app.person values (1, 1, '2000-01-01'), (2, 1, null), (1, 2, '2000-01-01'), (2, 3, null);"
         "create table app.grp (id int primary key, member_ids int[]); insert into app.grp values (1, '{1,2,3}')");
    run(groups("{ member_ids: remove }"));
    EXPECT_EQ(members(), "1:{1,3}");
    EXPECT_EQ(value("select string_agg(tenant || '-' || id, ',' order by tenant, id) from app.person"), "2-1,2-3");
}

TEST_F(ArrayLink, WhatSeveralMayHaveIsNotTakenOutOneByOne) {
    make_persons();
    exec("create table app.account (id int primary key, mail text); create table app.grp (id int primary key, member_ids int[])");
    const std::string links = "links:\n  app.account: { column: mail, to: app.person.mail }\n"
                              "  app.grp: { elements: member_ids, to: app.account.id }\n";
    EXPECT_NE(findings(policy("    app.person: delete\n    app.account: delete\n    app.grp: { member_ids: remove }\n", links))
                  .find("ELEMENTS_TOO_FAR actions.act.app.grp.member_ids"),
              std::string::npos);
}

// An array of a table below the person's.
TEST_F(ArrayLink, OfATableBelowIsFollowedOn) {
    make_persons();
    exec("create table app.account (id int primary key, person_id bigint references app.person);"
         "create table app.grp (id int primary key, member_ids int[]);"
         "insert into app.account values (10, 1), (20, 2), (30, 3); insert into app.grp values (1, '{10}'), (2, "
         "'{10,20}'), (3, '{20,30}'), (4, '{30}')");
    const std::string links = "links:\n  app.grp: { elements: member_ids, to: app.account.id }\n";
    EXPECT_EQ(refusal(policy("    app.person: delete\n    app.account: delete\n    app.grp: delete\n", links)), "");
    run(policy("    app.person: delete\n    app.account: delete\n    app.grp: delete\n", links));
    EXPECT_EQ(ids("app.grp"), "3,4") << "account 30 is somebody else's, and has a part in 3";
}

TEST_F(ArrayLink, OfATableBelowTwoWorkersLeaveNoRowToEachOther) {
    make_persons();
    exec("create table app.account (id int primary key, person_id bigint references app.person);"
         "create table app.grp (id int primary key, member_ids text[]);"
         "insert into app.account values (10, 1), (20, 2), (30, 3); insert into app.grp values (2, '{10,20}'), (3, "
         "'{20,30}'), (4, '{x}')");
    const auto compiled = compile(policy("    app.person: delete\n    app.account: delete\n    app.grp: delete\n",
                                         "links:\n  app.grp: { elements: member_ids, to: app.account.id }\n"));
    const auto planned = start_run(compiled, 1);
    std::vector<std::future<BatchRunner::Result>> workers;
    for (int i = 0; i < 2; ++i)
        workers.push_back(std::async(std::launch::async, [&] {
            database::Session session(dsn(), kTimeouts);
            return one_batch(session, compiled);
        }));
    for (auto& worker : workers)
        worker.get();
    EXPECT_EQ(work_off(compiled, planned.run), "finished");
    EXPECT_EQ(ids("app.grp"), "3,4");
}

TEST_F(ArrayLink, OfAThreadTheKeysAreNotTakenOut) {
    make_persons();
    exec("create table app.post (id int primary key, person_id bigint references app.person, up int references "
         "app.post);"
         "create table app.grp (id int primary key, post_ids int[])");
    EXPECT_NE(
        findings(policy("    app.person: delete\n    app.post via person_id: delete\n    app.post via up: delete\n"
                        "    app.grp: { post_ids: remove }\n",
                        "links:\n  app.grp: { elements: post_ids, to: app.post.id }\n"))
            .find("ELEMENTS_TOO_FAR actions.act.app.grp.post_ids"),
        std::string::npos);
}

TEST_F(ArrayLink, OfAThreadRowsGoWhenNobodyElseHasAPart) {
    make_persons();
    exec("create table app.post (id int primary key, person_id bigint references app.person, up int references "
         "app.post);"
         "create table app.grp (id int primary key, post_ids int[]);"
         "insert into app.post values (10, 1, null), (11, null, 10), (12, null, 11), (30, 3, null);"
         "insert into app.grp values (1, '{12}'), (2, '{12,30}'), (3, '{30}'), (4, '{10,11,12}')");
    run(policy("    app.person: delete\n    app.post via person_id: delete\n    app.post via up: delete\n    app.grp: "
               "delete\n",
               "links:\n  app.grp: { elements: post_ids, to: app.post.id }\n"));
    EXPECT_EQ(ids("app.grp"), "2,3");
}

TEST_F(ArrayLink, OfWhatThePersonPointsToRowsGoWhenNoOtherAccountHasAPart) {
    make_persons();
    exec("create table app.account (id int primary key, name text); insert into app.account values (10, 'a'), (20, "
         "'a'), (30, 'a');"
         "alter table app.person add account_id int references app.account; update app.person set account_id = id * 10 "
         "where id < 4;"
         "create table app.grp (id int primary key, member_ids int[]);"
         "insert into app.grp values (1, '{10}'), (2, '{10,20}'), (3, '{20,30}'), (4, '{30}')");
    run(policy("    app.person: delete\n    app.account via person.account_id: delete\n    app.grp: delete\n",
               "links:\n  app.grp: { elements: member_ids, to: app.account.id }\n"));
    EXPECT_EQ(ids("app.account"), "30");
    EXPECT_EQ(ids("app.grp"), "3,4");
}

TEST_F(ArrayLink, SomebodyIsFoundInItHoweverTheKeyIsWritten) {
    exec("create table app.person (id bigint primary key, ended_on date);"
         "insert into app.person values (1, '2000-01-01'), (9223372036854775807, null), (-5, null), (0, null);"
         "create table app.grp (id int primary key, member_ids jsonb);"
         "insert into app.grp values (1, '[1, 9223372036854775807]'), (2, '[1, -5]'), (3, '[1, \"0\"]'), (4, '[1, "
         "0.0]'), "
         "(5, '[1, 99999999999999999999, \"x\", null, {\"a\": 0}, [0]]')");
    run(policy("    app.person: delete\n    app.grp: delete\n",
               "links:\n  app.grp: { elements: member_ids, to: app.person.id }\n"));
    EXPECT_EQ(ids("app.grp"), "1,2,3,4") << "others are in these; in 5 is nobody else";
}

TEST_F(ArrayLink, OfATableBelowTheKeysCanBeTakenOut) {
    make_persons();
    exec("create table app.account (id int primary key, person_id bigint references app.person);"
         "create table app.grp (id int primary key, member_ids int[]);"
         "insert into app.account values (10, 1), (20, 2), (30, 3); insert into app.grp values (1, '{10}'), (2, "
         "'{10,20}'), (3, '{20,30}'), (4, '{30}')");
    run(policy("    app.person: delete\n    app.account: delete\n    app.grp: { member_ids: remove }\n",
               "links:\n  app.grp: { elements: member_ids, to: app.account.id }\n"));
    EXPECT_EQ(members(), "1:{} 2:{} 3:{30} 4:{30}");
}

// A message to several whose rows below go only with it.
TEST_F(ArrayLink, WhatHangsBelowASharedRowStaysWithIt) {
    make_persons();
    make_groups("int[]", "{", "}");
    exec("create table app.post (id int primary key, grp_id int references app.grp); insert into app.post select id * "
         "10, id from app.grp");
    run(policy("    app.person: delete\n    app.grp: delete\n    app.post: delete\n",
               "links:\n  app.grp: { elements: member_ids, to: app.person.id }\n"));
    EXPECT_EQ(ids("app.post"), "120,130,140,150,160");
}

TEST_F(ArrayLink, RemovalWantsAnArrayOfKeysAndNothingElse) {
    make_persons();
    make_groups("int[]", "{", "}");
    EXPECT_NE(
        findings(groups("{ member_ids: remove, name: null }")).find("ELEMENTS_ARE_SHARED actions.act.app.grp.name"),
        std::string::npos);
    EXPECT_NE(
        findings(groups("{ name: remove, member_ids: keep }")).find("ANONYMIZER_UNKNOWN actions.act.app.grp.name"),
        std::string::npos);
    EXPECT_EQ(findings(groups("{ member_ids: remove, name: keep }")).find("ELEMENTS_ARE_SHARED"), std::string::npos);
}

} // namespace
} // namespace retention::jobs
