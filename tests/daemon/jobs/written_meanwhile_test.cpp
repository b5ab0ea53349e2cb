// SPDX-License-Identifier: Apache-2.0
//
// Triggers of the application's that write while an action is carried out: histories, audits, copies of names. What they write goes the way
// of the rest, or the batch fails. Person 1 is due, 2 is not.
#include "tests/daemon/jobs/graph_fixture.hpp"

namespace retention::jobs {
namespace {

class WrittenMeanwhile : public GraphTest {
protected:
    void SetUp() override {
        GraphTest::SetUp();
        exec("create table app.person (id int primary key, name text, email text unique, ended_on date);"
             "create table app.doc (id int primary key, person_id int references app.person, body text);"
             "create index on app.doc (person_id);"
             "insert into app.person values (1, 'Ann', 'ann@x', '2000-01-01'), (2, 'Bob', 'bob@x', null);"
             "insert into app.doc values (10, 1, 'secret'), (20, 2, 'other')");
    }

    // `body` does without `begin` and `end`; `when`: "after update on app.doc for each row".
    static void make_trigger(const std::string& name, const std::string& body, const std::string& when, const std::string& kind = "trigger") {
        exec("create function app." + name + "() returns trigger language plpgsql as $$ begin " + body + " end $$;" + "create " + kind + " " + name +
             " " + when + " execute function app." + name + "()");
    }

    static void make_versions() {
        exec("create table app.version (id serial primary key, doc_id int references app.doc, body text); create index on app.version (doc_id);"
             "insert into app.version (doc_id, body) values (10, 'secret, older'), (20, 'other, older')");
        make_trigger("keep_version", "insert into app.version (doc_id, body) values (old.id, old.body); return null;",
                     "after update on app.doc for each row");
    }

    // Rows of app.doc and app.person are told of in it, whatever happens to them.
    static void make_audit() {
        exec("create table app.audit (id serial primary key, tab text, row_id text, old text); create index on app.audit (row_id);");
        for (const std::string table : {"doc", "person"})
            make_trigger("audit_" + table, "insert into app.audit (tab, row_id, old) values ('" + table + "', old.id::text, old::text); return old;",
                         "after update or delete on app." + table + " for each row");
    }

    static constexpr const char* kAuditLinks =
        "links:\n  app.audit:\n    - { column: row_id, to: app.doc.id, where: \"tab = 'doc'\" }\n"
        "    - { column: row_id, to: app.person.id, where: \"tab = 'person'\" }\n";

    static std::string bodies(const std::string& table) {
        return value("select coalesce(string_agg(body, ', ' order by id), '') from app." + table);
    }

    static constexpr const char* kPerson = "    app.person: { name: null, email: keep, ended_on: keep }\n";
};

TEST_F(WrittenMeanwhile, AHistoryTwoKeysAwayIsDeletedOnceMore) {
    make_versions();
    run(policy(std::string(kPerson) + "    app.doc: { body: redact }\n    app.version: delete\n"));
    EXPECT_EQ(bodies("doc"), "[redacted], other");
    EXPECT_EQ(bodies("version"), "other, older");
    EXPECT_EQ(told("app.version", "deleted"), 2);
}

TEST_F(WrittenMeanwhile, AHistoryTwoKeysAwayIsRedactedOnceMore) {
    make_versions();
    run(policy(std::string(kPerson) + "    app.doc: { body: redact }\n    app.version: { body: redact }\n"));
    EXPECT_EQ(bodies("version"), "[redacted], other, older, [redacted]");
}

TEST_F(WrittenMeanwhile, AHistoryOfWhatIsCutOffGoesToo) {
    make_versions();
    run(policy(std::string(kPerson) + "    app.doc: { person_id: null, body: redact }\n    app.version: { body: redact }\n"));
    EXPECT_EQ(bodies("doc"), "[redacted], other");
    EXPECT_EQ(bodies("version"), "[redacted], other, older, [redacted]");
}

TEST_F(WrittenMeanwhile, AHistoryThatCannotBeChangedTwiceIsFound) {
    make_versions();
    exec("alter table app.version add written_on date default '2001-01-15'");
    EXPECT_EQ(run_with_failures(policy(std::string(kPerson) + "    app.doc: { body: redact }\n"
                                       "    app.version: { body: redact, written_on: { shift_date: 90 } }\n")),
              "0 done, 1 failed: RT001 app.version");
    EXPECT_EQ(bodies("version"), "secret, older, other, older");
}

TEST_F(WrittenMeanwhile, AHistoryThatRestoresItselfForEverIsFound) {
    make_versions();
    make_trigger("restore", "insert into app.version (doc_id, body) values (old.doc_id, old.body); return null;",
                 "after delete on app.version deferrable initially deferred for each row", "constraint trigger");
    EXPECT_EQ(run_with_failures(policy(std::string(kPerson) + "    app.doc: { body: redact }\n    app.version: delete\n")),
              "0 done, 1 failed: RT001 app.version");
    EXPECT_EQ(bodies("doc"), "secret, other");
}

TEST_F(WrittenMeanwhile, AnAuditOfRowsThatStayGoesToo) {
    make_audit();
    run(policy(std::string(kPerson) + "    app.doc: { body: redact }\n    app.audit via row_id to app.doc: delete\n"
               "    app.audit via row_id to app.person: delete\n", kAuditLinks));
    EXPECT_EQ(count("app.audit"), 0);
    EXPECT_EQ(bodies("doc"), "[redacted], other");
}

TEST_F(WrittenMeanwhile, AnAuditOfRowsThatGoGoesToo) {
    make_audit();
    exec("update app.doc set body = 'other 2' where id = 20");
    run(policy("    app.person: delete\n    app.doc: delete\n    app.audit via row_id to app.doc: delete\n"
               "    app.audit via row_id to app.person: delete\n", kAuditLinks));
    EXPECT_EQ(value("select string_agg(tab || row_id, ', ') from app.audit"), "doc20");
    EXPECT_EQ(ids("app.doc"), "20");
}

TEST_F(WrittenMeanwhile, AnAuditOfRowsThatGoLosesWhatItHolds) {
    make_audit();
    run(policy("    app.person: delete\n    app.doc: delete\n    app.audit via row_id to app.doc: { old: redact, tab: keep, row_id: keep }\n"
               "    app.audit via row_id to app.person: { old: redact, tab: keep, row_id: keep }\n", kAuditLinks));
    EXPECT_EQ(value("select string_agg(tab || row_id || old, ', ' order by tab) from app.audit"), "doc10[redacted], person1[redacted]");
}

TEST_F(WrittenMeanwhile, AnAuditOfAHistoryThatIsDeletedOnceMoreGoesToo) {
    make_versions();
    make_audit();
    make_trigger("audit_version", "insert into app.audit (tab, row_id, old) values ('version', old.id::text, old::text); return null;",
                 "after delete on app.version for each row");
    run(policy(std::string(kPerson) + "    app.doc: { body: redact }\n    app.version: delete\n    app.audit via row_id to app.doc: delete\n"
               "    app.audit via row_id to app.person: delete\n    app.audit via row_id to app.version: delete\n",
               std::string(kAuditLinks) + "    - { column: row_id, to: app.version.id, where: \"tab = 'version'\" }\n"));
    EXPECT_EQ(bodies("version"), "other, older");
    EXPECT_EQ(count("app.audit"), 0);
}

TEST_F(WrittenMeanwhile, WhatIsWrittenUnderAnAddressThatIsNoMoreGoesUnlessItIsSomebodyElsesToo) {
    exec("alter table app.person drop constraint person_email_key; create index on app.person (email);"
         "create table app.mail (id serial primary key, email text, body text); create index on app.mail (email);"
         "insert into app.person values (3, 'Cas', 'bob@x', '2000-01-01')");
    make_trigger("archive", "insert into app.mail (email, body) values (old.email, 'last to ' || old.name); return null;",
                 "after update on app.person for each row");
    run(policy("    app.person: { name: null, email: null, ended_on: keep }\n    app.doc: keep\n    app.mail: delete\n",
               "links:\n  app.mail: { column: email, to: app.person.email }\n"));
    EXPECT_EQ(bodies("mail"), "last to Cas") << "that of Ann has gone, and Bob has the address of Cas";
}

TEST_F(WrittenMeanwhile, AHistoryOfTheSubjectsOwnRowIsDeletedOnceMore) {
    exec("create table app.name (id serial primary key, person_id int references app.person, body text); create index on app.name (person_id)");
    make_trigger("keep_name", "insert into app.name (person_id, body) values (old.id, old.name); return null;",
                 "after update on app.person for each row");
    run(policy(std::string(kPerson) + "    app.doc: keep\n    app.name: delete\n"));
    EXPECT_EQ(bodies("name"), "");
}

TEST_F(WrittenMeanwhile, ANameThatATriggerCopiesIsChangedOnceMore) {
    make_trigger("copy_name", "update app.doc set body = new.name where person_id = new.id; return null;",
                 "after update of name on app.person for each row");
    run(policy("    app.person: { name: { fake: first_name }, email: keep, ended_on: keep }\n    app.doc: { body: redact }\n"));
    EXPECT_EQ(bodies("doc"), "[redacted], other");
}

} // namespace
} // namespace retention::jobs
