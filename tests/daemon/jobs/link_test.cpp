// SPDX-License-Identifier: Apache-2.0
//
// Links by keys that are no column of the key's own type: texts that name a number, and expressions over the row.
// Persons 1 and 2 are due, 3 and 12 are not.
#include "tests/daemon/jobs/graph_fixture.hpp"

namespace retention::jobs {
namespace {

class Link : public GraphTest {
protected:
    static void make_persons(const std::string& key_type = "bigint") {
        exec("create table app.person (id " + key_type +
             " primary key, mail text, ended_on date);"
             "insert into app.person values (1, 'Ann@x.example', '2000-01-01'), (2, 'bob@x.example', '2000-01-01'), "
             "(3, 'cas@x.example', null), "
             "(12, 'dan@x.example', null)");
    }

    static std::string delete_events(const std::string& link) {
        return policy("    app.person: delete\n    app.event: delete\n", "links:\n  app.event: " + link + "\n");
    }
};

TEST_F(Link, ATextOfJsonNamesANumber) {
    make_persons();
    exec("create table app.event (id int primary key, props jsonb not null);"
         "insert into app.event values (1, '{\"user_id\": \"1\"}'), (2, '{\"user_id\": 2}'), (3, '{\"user_id\": "
         "\"3\"}'), (12, '{\"user_id\": 12}'), "
         "(50, '{}'), (51, '{\"user_id\": null}'), (52, '{\"user_id\": \"one\"}')");
    run(delete_events("{ column: \"props->>'user_id'\", to: app.person.id }"));
    EXPECT_EQ(ids("app.event"), "3,12,50,51,52") << "what is no number is nobody's, and no error";
    EXPECT_EQ(told("app.event", "deleted"), 2);
}

TEST_F(Link, OneColumnThatNamesSeveralTablesHasALineForEach) {
    make_persons();
    exec("create table app.photo (id int primary key, person_id bigint references app.person);"
         "create table app.note (id int primary key, kind text, owner_id bigint, body text);"
         "insert into app.photo values (1, 1), (2, 3); "
         "insert into app.note values (1, 'person', 1, 'a'), (2, 'photo', 1, 'b'), (3, 'person', 3, 'c'), (4, 'photo', 2, 'd')");
    const std::string links = "links:\n  app.note:\n"
                              "    - { column: owner_id, to: app.person.id, where: kind = 'person' }\n"
                              "    - { column: owner_id, to: app.photo.id, where: kind = 'photo' }\n";
    EXPECT_NE(findings(policy("    app.person: delete\n    app.photo: delete\n    app.note: delete\n", links))
                  .find("PATH_AMBIGUOUS actions.act.app.note\n"),
              std::string::npos);
    run(policy("    app.person: delete\n    app.photo: delete\n    app.note via owner_id to app.person: { body: redact, owner_id: null, '*': keep }\n"
               "    app.note via owner_id to photo: delete\n",
               links));
    EXPECT_EQ(ids("app.note"), "1,3,4");
    EXPECT_EQ(count("app.note where id = 1 and owner_id is null and body <> 'a'"), 1);
    EXPECT_EQ(count("app.note where id = 3 and owner_id = 3 and body = 'c'"), 1);
}

class SharedMail : public Link {
protected:
    void SetUp() override {
        Link::SetUp();
        make_persons();
        exec("create table app.address (id int primary key, person_id bigint not null references app.person, mail text);"
             "create table app.mail (id int primary key, recipient text, body text);"
             "create index on app.address (person_id); create index on app.address (mail); create index on app.mail (recipient);"
             "insert into app.address values (10, 1, 'a@x'), (11, 1, 'ab@x'), (20, 2, 'ab@x'), (21, 2, 'bc@x'), (30, 3, 'bc@x'), (31, 1, 'a@x');"
             "insert into app.mail values (1, 'a@x', 'to one'), (2, 'ab@x', 'to two who are due'), (3, 'bc@x', 'to somebody who stays'), (4, 'd@x', '')");
    }

    static std::string mails(const std::string& person, const std::string& address, const std::string& mail) {
        return policy("    app.person: " + person + "\n    app.address: " + address + "\n    app.mail: " + mail + "\n",
                      "links:\n  app.mail: { column: recipient, to: app.address.mail }\n");
    }
};

TEST_F(SharedMail, GoesWithTheLastWhoHasTheAddress) {
    run(mails("delete", "delete", "delete"));
    EXPECT_EQ(ids("app.mail"), "3,4");
    EXPECT_EQ(told("app.mail", "deleted"), 2);
}

TEST_F(SharedMail, GoesWithTheLastInBatchesOfOne) {
    run(mails("delete", "delete", "delete"), 1);
    EXPECT_EQ(ids("app.mail"), "3,4");
}

TEST_F(SharedMail, IsChangedWhereThePersonsStay) {
    run(mails("{ mail: redact, '*': keep }", "delete", "{ body: redact, '*': keep }"));
    EXPECT_EQ(count("app.mail where body in ('to one', 'to two who are due')"), 0);
    EXPECT_EQ(count("app.mail where body = 'to somebody who stays'"), 1);
}

TEST_F(SharedMail, ThatASubjectNotYetDueGetsAsWellStays) {
    exec("update app.person set ended_on = null where id = 2");
    run(mails("delete", "delete", "delete"));
    EXPECT_EQ(ids("app.mail"), "2,3,4");
}

TEST_F(Link, AFunctionOfAColumnMeetsAValueOfThePersons) {
    make_persons();
    exec("update app.person set mail = lower(mail);"
         "create table app.event (id int primary key, mail text);"
         "insert into app.event values (1, 'ANN@x.example'), (2, 'Bob@x.example'), (3, 'cas@x.example'), (4, null)");
    run(delete_events("{ column: lower(mail), to: app.person.mail }"));
    EXPECT_EQ(ids("app.event"), "3,4");
}

TEST_F(Link, AnExpressionMayHaveASubquery) {
    make_persons();
    exec("create table app.device (id int primary key, owner bigint);"
         "create table app.event (id int primary key, device_id int);"
         "insert into app.device values (10, 1), (11, 3); insert into app.event values (1, 10), (2, 11), (3, null)");
    run(policy("    app.person: delete\n    app.event: delete\n",
               "links:\n  app.event: { column: \"(select d.owner from app.device d where d.id = event.device_id)\", "
               "to: app.person.id }\n"));
    EXPECT_EQ(ids("app.event"), "2,3");
}

TEST_F(Link, AnExpressionThatNamesAColumnLikeTheOtherTablesMeansItsOwn) {
    make_persons();
    exec("create table app.event (id int primary key, mail text, ended_on text);"
         "insert into app.event values (1, '3', '1'), (2, '1', '3')");
    run(delete_events("{ column: \"coalesce(ended_on, mail)\", to: app.person.id }"));
    EXPECT_EQ(ids("app.event"), "2");
}

TEST_F(Link, AnExpressionMayNotLeaveItsParentheses) {
    make_persons();
    exec("create table app.event (id int primary key, props jsonb)");
    for (const std::string sql : {"props->>'u' -- the user", "props->>'u') or (true", "props->>'u'; select 1"})
        EXPECT_NE(findings(delete_events("{ column: \"" + sql + "\", to: app.person.id }"))
                      .find("SQL_REFUSED links.app.event.column"),
                  std::string::npos)
            << sql;
}

TEST_F(Link, AnExpressionInACaseIsOverTheRow) {
    make_persons();
    exec("create table app.event (id int primary key, kind text, who bigint, \"case\" bigint);"
         "insert into app.event values (1, 'a', 1, 3), (2, 'b', 1, 3), (3, 'b', 3, 2)");
    run(delete_events("{ column: \"case when kind = 'a' then who else \\\"case\\\" end\", to: app.person.id }"));
    EXPECT_EQ(ids("app.event"), "2");
}

TEST_F(Link, ATextNamesABigint) {
    make_persons();
    exec("create table app.event (id int primary key, user_id text);"
         "insert into app.event values (1, '1'), (2, '2'), (3, '3'), (4, '12'), (5, 'x'), (6, ''), (7, null)");
    run(delete_events("{ column: user_id, to: app.person.id }"));
    EXPECT_EQ(ids("app.event"), "3,4,5,6,7");
}

TEST_F(Link, ATextNamesAUuidAndAUuidATextualKey) {
    const std::string one = "00000000-0000-0000-0000-000000000001";
    const std::string other = "00000000-0000-0000-0000-00000000000a";
    exec("create table app.person (id uuid primary key, ended_on date); create table app.event (id int primary key, "
         "user_id text);"
         "insert into app.person values ('" +
         one + "', '2000-01-01'), ('" + other +
         "', null);"
         "insert into app.event values (1, '" +
         one + "'), (2, '" + other + "'), (3, 'none')");
    run(delete_events("{ column: user_id, to: app.person.id }"));
    EXPECT_EQ(ids("app.event"), "2,3");

    exec("drop table app.person, app.event; create table app.person (id text primary key, ended_on date);"
         "create table app.event (id int primary key, user_id uuid);"
         "insert into app.person values ('" +
         one + "', '2000-01-01'), ('" + other +
         "', null), ('no uuid', '2000-01-01');"
         "insert into app.event values (1, '" +
         one + "'), (2, '" + other + "'), (3, null)");
    run(delete_events("{ column: user_id, to: app.person.id }"));
    EXPECT_EQ(ids("app.event"), "2,3") << "a key that is no uuid is compared as a text";
}

TEST_F(Link, AShortTextDoesNotCutALongKey) {
    make_persons();
    exec("insert into app.person values (1234567, null, '2000-01-01');"
         "create table app.event (id int primary key, user_id varchar(3)); insert into app.event values (1, '1'), (2, "
         "'123')");
    run(delete_events("{ column: user_id, to: app.person.id }"));
    EXPECT_EQ(ids("app.event"), "2") << "123 is not 1234567";
}

TEST_F(Link, AFixedLengthTextNamesAKey) {
    make_persons();
    exec("create table app.event (id int primary key, user_id char(6)); insert into app.event values (1, '1'), (2, "
         "'12'), (3, '3')");
    run(delete_events("{ column: user_id, to: app.person.id }"));
    EXPECT_EQ(ids("app.event"), "2,3");
}

TEST_F(Link, MillisecondsSince1970AreATimeForAFact) {
    exec("create table app.person (id bigint primary key, ended_on date); create table app.event (id int primary key, "
         "user_id text, at bigint);"
         "insert into app.person values (1, '2000-01-01'), (2, '2000-01-01'), (3, '2000-01-01');"
         "insert into app.event values (1, '1', 1000 * extract(epoch from timestamptz '2001-01-01')::bigint), "
         "(2, '2', 1000 * extract(epoch from now())::bigint), (3, '3', null)");
    auto text = policy(
        "    app.person: delete\n    app.event: delete\n",
        "links:\n  app.event: { column: user_id, to: app.person.id }\nfacts: { seen_ms: { max: app.event.at } }\n");
    text.replace(text.find("after: ended_on"), 15, "after: to_timestamp(seen_ms / 1000.0)");
    run(text);
    EXPECT_EQ(ids("app.person"), "2,3") << "without an event there is no starting point";
}

// An audit table without a key, which a trigger fills while we delete.
TEST_F(Link, WhatATriggerWritesAboutWhomWeDeleteGoesAsWell) {
    make_persons();
    exec("create table app.note (id int primary key, person_id bigint references app.person, body text);"
         "create table app.event (id bigint generated always as identity primary key, table_name text, subject_id "
         "text, old text);"
         "insert into app.note values (10, 1, 'a'), (30, 3, 'c');"
         "create function app.audit() returns trigger language plpgsql as $$ begin"
         "  insert into app.event (table_name, subject_id, old) values (tg_table_name, coalesce(to_jsonb(old) ->> "
         "'person_id', old.id::text), old::text);"
         "  return old; end $$;"
         "create trigger audit before delete on app.note for each row execute function app.audit();"
         "create trigger audit after delete on app.person for each row execute function app.audit();"
         "insert into app.event (table_name, subject_id) values ('person', '1'), ('person', '3')");
    run(policy("    app.person: delete\n    app.note: delete\n    app.event: delete\n",
               "links:\n  app.event: { column: subject_id, to: app.person.id }\n"));
    EXPECT_EQ(value("select string_agg(subject_id, ',') from app.event"), "3");
    EXPECT_EQ(told("app.event", "deleted"), 4) << "one of before, two persons, one note";
}

// What applications write where there is no address.
TEST_F(Link, AnEmptyTextNamesNobody) {
    make_persons();
    exec("update app.person set mail = '' where id = 1;"
         "create table app.event (id int primary key, recipient text, cc text[]);"
         "insert into app.event values (1, '', null), (2, '', '{}'), (3, (select mail from app.person where id = 2), null), (4, null, '{\"\"}')");
    const auto due = count("app.person where ended_on is not null");
    run(policy("    app.person: delete\n    app.event via recipient: delete\n    app.event via cc: delete\n",
               "links:\n  app.event:\n    - { column: recipient, to: app.person.mail }\n    - { elements: cc, to: app.person.mail }\n"));
    EXPECT_EQ(ids("app.event"), "1,2,4");
    EXPECT_GT(due, 0);
}

TEST_F(Link, WhatATriggerWritesAboutAnExpressionsOwnerGoesAsWell) {
    make_persons();
    exec("create table app.event (id bigint generated always as identity primary key, old jsonb);"
         "create function app.audit() returns trigger language plpgsql as $$ begin"
         "  insert into app.event (old) values (to_jsonb(old)); return null; end $$;"
         "create trigger audit after delete on app.person for each row execute function app.audit()");
    run(delete_events("{ column: \"old->>'id'\", to: app.person.id }"));
    EXPECT_EQ(count("app.event"), 0);
    EXPECT_EQ(told("app.event", "deleted"), 2);
}

TEST_F(Link, AnExpressionOverRowsOfOtherKindsIsNotBlamedForWhatAnotherCannotWorkOut) {
    make_persons();
    exec("create table app.event (id int primary key, kind text, argument text);"
         "insert into app.event values (1, 'person', '{\"id\": 1}'), (2, 'other', 'not json')");
    const std::string link = "links:\n  app.event: { column: \"argument::json->>'id'\", to: app.person.id, where: \"kind = 'person'\" }\n";
    const auto culprit = [&](const std::string& hold) {
        const auto policy_with = policy("    app.person: delete\n    app.event: delete\n", link + "holds: [ { name: odd, where: \"" + hold + "\" } ]\n");
        const auto compiled = compile(policy_with);
        exec("truncate retentiond.run cascade");
        const auto unjudged = start_run(compiled).unjudged;
        return unjudged.empty() ? "nobody" : unjudged[0].path;
    };
    EXPECT_EQ(culprit("length(mail) > 100"), "nobody");
    EXPECT_EQ(culprit("mail::bigint > 0"), "holds.odd");
    exec("insert into app.event values (3, 'person', 'not json')");
    EXPECT_EQ(culprit("mail::bigint > 0"), "links.app.event.column");
}

TEST_F(Link, AnExpressionThatFailsOrNamesNothingIsToldBeforeAnythingRuns) {
    make_persons();
    exec("create table app.event (id int primary key, props jsonb)");
    const auto is_told = [&](const std::string& link, const std::string& finding) {
        return findings(delete_events(link)).find(finding + "\n") != std::string::npos;
    };
    EXPECT_TRUE(is_told("{ column: \"props->>'u'->\", to: app.person.id }", "SQL_REFUSED links.app.event.column"));
    EXPECT_TRUE(is_told("{ column: \"1 + 1\", to: app.person.id }", "COLUMN_UNKNOWN links.app.event.column"));
    EXPECT_TRUE(is_told("{ column: prop, to: app.person.id }", "COLUMN_UNKNOWN links.app.event.column"));
    EXPECT_TRUE(is_told("{ elements: id, to: app.person.id }", "LINK_MISMATCH links.app.event.elements"));
}

} // namespace
} // namespace retention::jobs
