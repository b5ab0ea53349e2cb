// SPDX-License-Identifier: Apache-2.0
//
// What a policy is told before anything runs, by a real server: what check accepts must not fail in the run.
#include "daemon/jobs/policy_check.hpp"

#include "config/policy_reader.hpp"
#include "daemon/database/catalog.hpp"
#include "daemon/jobs/search_path.hpp"
#include "tests/daemon/jobs/fixture.hpp"

#include <algorithm>

namespace retention::jobs {
namespace {

using Names = std::vector<std::string>;

class PolicyCheck : public ShopTest {
protected:
    void SetUp() override {
        ShopTest::SetUp();
        exec("create schema app");
    }

    // "CODE path" of errors and warnings, errors marked with "!", in order of the alphabet; notes left out.
    Names told(const std::string& text, const std::string& role = "postgres") const {
        Names names;
        for (const auto& finding : findings_of(text, role))
            if (finding.severity != policies::Severity::Note)
                names.push_back((finding.severity == policies::Severity::Error ? "!" : "") + finding.code + " " + finding.path);
        std::sort(names.begin(), names.end());
        return names;
    }

    policies::Findings findings_of(const std::string& text, const std::string& role = "postgres") const {
        policies::Findings findings;
        auto policy = config::read_policy(config::Source("p.yaml", text), findings);
        if (policy) {
            database::Session session(database::Dsn(cluster().dsn(kDatabase, role)));
            database::Transaction reading(session, database::Transaction::Mode::ReadOnly);
            const auto schema = std::make_shared<const policies::Schema>(database::read_catalog(reading));
            findings = check_policy(reading, std::make_shared<const policies::Policy>(std::move(*policy)), schema).findings;
        }
        return findings;
    }

    // Codes about the search_path of `role`, in their order.
    Names told_of_path(const std::string& role) const {
        database::Session session(database::Dsn(cluster().dsn(kDatabase, role)));
        database::Transaction reading(session, database::Transaction::Mode::ReadOnly);
        Names codes;
        for (const auto& finding : path_hints(reading, "databases.shop", {}))
            codes.push_back(finding.code);
        return codes;
    }

    static std::string policy(const std::string& actions, const std::string& middle = {}) {
        return "policy: p\nsubject: { table: app.person, identifiers: [name] }\n" + middle +
               "classes: { all: \"true\" }\nrules:\n  - { name: r, class: all, keep: P1Y, after: ended_on, then: act }\n"
               "actions:\n  act:\n" + actions;
    }
};

TEST_F(PolicyCheck, TriesValuesOnChecksAndDomains) {
    exec("create domain app.zip as text check (value ~ '^[0-9]{4}[A-Z]{2}$');"
         "create table app.person (id int primary key, name text, phone text constraint dialled check (phone ~ '^[+][0-9]+$'), zip app.zip, "
         "gender text constraint known check (gender in ('m', 'f')), size int constraint small check (size < 10), ended_on date);"
         "insert into app.person values (1, 'a', '+31', '1234AB', 'm', 1), (2, 'b', '+32', '1234AB', 'f', 9)");
    EXPECT_EQ(told(policy("    app.person: { name: keep, phone: redact, zip: redact, gender: { constant: x }, size: keep, ended_on: keep }\n")),
              (Names{"!CHECK_VIOLATED actions.act.app.person", "!CHECK_VIOLATED actions.act.app.person",
                     "!CHECK_VIOLATED actions.act.app.person.zip"}));
    exec("alter table app.person add constraint either check (gender = 'x' or name is not null)");
    EXPECT_EQ(told(policy("    app.person: { name: null, phone: null, zip: null, gender: keep, size: keep, ended_on: keep }\n")),
              Names{"CHECK_VIOLATED actions.act.app.person"})
        << "the people who are due may all be x";
    EXPECT_EQ(told(policy("    app.person: { name: keep, phone: null, zip: { prefix: 2 }, gender: { constant: m }, size: keep, ended_on: keep }\n")),
              Names{"CHECK_VIOLATED actions.act.app.person.zip"})
        << "some postcodes may be short";
    exec("update app.person set size = 1; alter table app.person drop constraint small; update app.person set size = 4 where id = 2;"
         "alter table app.person add constraint odd check (size <> 0)");
    EXPECT_EQ(told(policy("    app.person: { name: keep, phone: null, zip: null, gender: keep, size: { generalize: { bucket: 4 } }, ended_on: keep }\n")),
              Names{"CHECK_VIOLATED actions.act.app.person"})
        << "1 becomes 0 and 4 stays";
}

TEST_F(PolicyCheck, KnowsUniqueIndexesOfEveryKind) {
    exec("create table app.person (id int primary key, name text, lower_name text generated always as (lower(name)) stored unique, nick text, "
         "code text unique nulls not distinct, room int, exclude using btree (room with =), ended_on date);"
         "create unique index on app.person (coalesce(nick, 'none'))");
    EXPECT_EQ(told(policy("    app.person: { name: redact, nick: redact, code: null, room: { constant: 1 }, ended_on: keep }\n")),
              (Names{"!UNIQUE_CONFLICT actions.act.app.person.code", "!UNIQUE_CONFLICT actions.act.app.person.name",
                     "!UNIQUE_CONFLICT actions.act.app.person.nick", "!UNIQUE_CONFLICT actions.act.app.person.room"}));
    EXPECT_EQ(told(policy("    app.person: { name: token, nick: token, code: token, room: null, ended_on: keep }\n")), Names{});
}

TEST_F(PolicyCheck, KnowsWhatTheServerCannotEmpty) {
    exec("create table app.person (id int primary key, name text, ended_on date);"
         "create table app.note (id int, person_id int not null references app.person on delete set null);"
         "create table app.pair (a int, b int, primary key (a, b), name text);"
         "create table app.box (person_id int references app.person on delete set null, a int, b int, foreign key (a, b) references "
         "app.pair match full); create index on app.note (person_id); create index on app.box (person_id)");
    EXPECT_EQ(told(policy("    app.person: delete\n    app.note: keep\n    app.box: keep\n")),
              (Names{"!DELETE_LEAVES_ROWS actions.act.app.note", "KEEP_LOSES_KEY actions.act.app.box"}));
    exec("alter table app.person add column pair_a int, add column pair_b int, add foreign key (pair_a, pair_b) references app.pair match full;"
         "create table app.child (person_a int, person_b int, note text)");
    auto about_pairs = policy("    app.pair: delete\n    app.person: { pair_a: null, name: keep, ended_on: keep }\n    app.box: delete\n");
    about_pairs.replace(about_pairs.find("app.person, id"), 10, "app.pair");
    about_pairs.replace(about_pairs.find("after: ended_on"), 15, "after: \"date '2020-01-01'\"");
    const auto names = told(about_pairs);
    EXPECT_EQ(std::count(names.begin(), names.end(), "!KEY_HALF_NULL actions.act.app.person.pair_a"), 1) << names.size();
}

TEST_F(PolicyCheck, WarnsOfALinkThatKeepsTheOldValue) {
    exec("create table app.person (id int primary key, name text, email text unique, ended_on date); create table app.mail (rcpt text, body "
         "text); create index on app.mail (rcpt)");
    const std::string links = "links:\n  app.mail: { column: rcpt, to: app.person.email }\n";
    const std::string person = "    app.person: { name: redact, email: token, ended_on: keep }\n";
    EXPECT_EQ(told(policy(person + "    app.mail: keep\n", links)), Names{"LINK_KEEPS_VALUE actions.act.app.mail"});
    EXPECT_EQ(told(policy(person + "    app.mail: { rcpt: token, body: scrub }\n", links)), Names{});
}

TEST_F(PolicyCheck, WarnsOfWordsThatNobodyExplained) {
    exec("create table app.person (id int primary key, name text, ended_on date);"
         "create table app.consent (person_id int references app.person, purpose text, basis text, given date); create index on app.consent "
         "(person_id);"
         "insert into app.person values (1); insert into app.consent values (1, 'Marketing', 'consent', now()), (1, 'News', 'ingetrokken', now())");
    const auto consent = [](const std::string& purposes, const std::string& more = {}) {
        return "consent:\n  table: app.consent\n  columns: { purpose: purpose, legal_basis: basis, granted: given }\n  purposes: { " + purposes +
               " }\n" + more;
    };
    const std::string actions = "    app.person: delete\n    app.consent: delete\n";
    EXPECT_EQ(told(policy(actions, consent("marketing: {}"))),
              (Names{"LEGAL_BASIS_UNKNOWN consent.columns.legal_basis", "PURPOSE_UNSEEN consent.purposes.marketing"}));
    EXPECT_EQ(told(policy(actions, consent("marketing: { words: [Marketing, News] }", "  legal_bases: { ingetrokken: withdrawn }\n"))), Names{});
    exec("delete from app.consent");
    EXPECT_EQ(told(policy(actions, consent("marketing: {}"))), Names{}) << "an empty table says nothing";
}

// The record that was given stays as it was written, and whoever withdrew would be kept for ever.
TEST_F(PolicyCheck, WarnsOfALogOfConsents) {
    exec("create table app.person (id int primary key, name text, ended_on date);"
         "create table app.consent (person_id int references app.person, purpose text, what text, at timestamptz); create index on app.consent (person_id);"
         "insert into app.person values (1), (2); insert into app.consent values (1, 'news', 'given', '2020-01-01'), (1, 'letters', 'withdrawn', '2021-01-01'), (2, 'news', 'withdrawn', '2021-01-01')");
    const auto text = [](const std::string& more) {
        return policy("    app.person: delete\n    app.consent: delete\n",
                      "consent:\n  table: app.consent\n  columns: { purpose: purpose, legal_basis: what, granted: at }\n  legal_bases: { given: consent }\n" + more);
    };
    EXPECT_EQ(told(text("")), Names{}) << "for another purpose, and another person's";
    exec("insert into app.consent values (1, 'news', 'withdrawn', '2019-01-01')");
    EXPECT_EQ(told(text("")), Names{}) << "it was given after that";
    exec("insert into app.consent values (1, 'news', 'withdrawn', '2022-01-01')");
    EXPECT_EQ(told(text("")), Names{}) << "one of four: a list, in which records themselves are changed";
    exec("insert into app.consent values (2, 'news', 'given', '2020-01-01')");
    EXPECT_EQ(told(text("")), Names{"CONSENT_IS_LOG consent.table"});
    EXPECT_EQ(told(text("  records: latest\n")), Names{});
    EXPECT_EQ(told(text("  purposes: { news: { valid_for: P1Y } }\n")), Names{}) << "what was given has ended anyway";
}

TEST_F(PolicyCheck, SeesAPurposeThatComesAfterManyOthers) {
    exec("create table app.person (id int primary key, name text, ended_on date);"
         "create table app.consent (person_id int references app.person, purpose text, given date); create index on app.consent (person_id);"
         "insert into app.person values (1); insert into app.consent select 1, 'marketing', now() from generate_series(1, 10001);"
         "insert into app.consent values (1, 'service', now())");
    EXPECT_EQ(told(policy("    app.person: delete\n    app.consent: delete\n",
                          "consent:\n  table: app.consent\n  columns: { purpose: purpose, granted: given }\n  purposes: { service: {}, other: {} }\n")),
              Names{"PURPOSE_UNSEEN consent.purposes.other"});
}

TEST_F(PolicyCheck, TellsOfOneIndexOnce) {
    exec("create table app.person (id int primary key, name text, ended_on date);"
         "create table app.call (person_id int references app.person, at date); create table app.mail (person_id int references app.person)");
    const auto names = told(policy("    app.person: delete\n    app.call: delete\n    app.mail: delete\n", "facts: { last_call: { max: app.call.at } }\n"));
    EXPECT_EQ(names, (Names{"INDEX_MISSING actions.act.app.mail", "INDEX_MISSING facts.last_call"}));
}

TEST_F(PolicyCheck, TriesAnExpressionOfThePolicysOwnOnTheFirstRows) {
    exec("create table app.person (id int primary key, name text, ended_on date); insert into app.person values (1, 'Anna', '2000-01-01')");
    const auto dated = [](const std::string& sql) {
        return policy("    app.person: { name: keep, ended_on: { sql: \"" + sql + "\" } }\n");
    };
    EXPECT_EQ(told(dated("upper(name)")), Names{"!SQL_REFUSED actions.act.app.person.ended_on"});
    EXPECT_EQ(told(dated("ended_on - 1")), Names{});
    exec("insert into app.person select n, (n + 100)::text, '2000-01-01' from generate_series(2, 200) n");
    EXPECT_EQ(told(dated("date '2000-01-01' + name::int")), Names{"EXPRESSION_FAILS actions.act.app.person.ended_on"}) << "one bad row stops nobody else";
    exec("delete from app.person where id = 1");
    EXPECT_EQ(told(dated("date '2000-01-01' + name::int")), Names{});
}

// A row by which nobody can be found stops everybody whose rows the link may find.
TEST_F(PolicyCheck, TriesTheExpressionOfALinkOnTheFirstRows) {
    exec("create table app.person (id int primary key, name text, ended_on date); insert into app.person select n, 'x' from generate_series(1, 20) n;"
         "create table app.event (id int, doc text); insert into app.event select n, '{\"who\": ' || n || '}' from generate_series(1, 20) n");
    const auto linked = [&](const std::string& where) {
        auto names = told(policy("    app.person: delete\n    app.event: delete\n", "links: { app.event: { column: \"(doc::jsonb)->>'who'\", to: app.person.id" + where + " } }\n"));
        std::erase(names, "INDEX_MISSING actions.act.app.event");
        std::erase(names, "SURVEY_FAILED links.app.event");   // it looks at as many rows as it needs
        return names;
    };
    EXPECT_EQ(linked(""), Names{});
    exec("insert into app.event values (21, 'no document')");
    EXPECT_EQ(linked(""), (Names{"EXPRESSION_FAILS links.app.event.column"}));
    EXPECT_EQ(linked(", where: \"id > 1\""), (Names{"EXPRESSION_FAILS links.app.event.column"})) << "a row that the link is not about says nothing";
    EXPECT_EQ(linked(", where: \"doc like '{%'\""), Names{});
    exec("update app.event set doc = 'none'");
    EXPECT_EQ(linked(""), (Names{"!SQL_REFUSED links.app.event.column"}));
}

TEST_F(PolicyCheck, WarnsOfALinkThatFindsNobody) {
    exec("create table app.person (id int primary key, name text, ended_on date); create table app.log (about text); create index on app.log (about);"
         "insert into app.person values (1), (2); insert into app.log values ('00001'), ('00002'), (null)");
    const std::string actions = "    app.person: delete\n    app.log: delete\n";
    const auto link = [&](const std::string& column) { return policy(actions, "links:\n  app.log: { column: " + column + ", to: app.person.id }\n"); };
    EXPECT_EQ(told(link("about")), Names{"LINK_FINDS_NOTHING links.app.log"});
    exec("create index on app.log (ltrim(about, '0'))");
    EXPECT_EQ(told(link("\"ltrim(about, '0')\"")), Names{});
    exec("insert into app.log values ('2')");
    EXPECT_EQ(told(link("about")), Names{}) << "one is enough";
    exec("delete from app.log");
    EXPECT_EQ(told(link("about")), Names{}) << "an empty table says nothing";
    exec("insert into app.log values ('')");
    EXPECT_EQ(told(link("about")), Names{}) << "nor does an empty text";
}

// What nothing connects with the subject would be kept for ever, and no line would be missing.
TEST_F(PolicyCheck, WarnsOfRowsThatNothingConnectsWithTheirPerson) {
    exec("create table app.person (id int primary key, name text, email text, ended_on date); create table app.visit (visitor_id int references app.person);"
         "create index on app.visit (visitor_id); insert into app.person select n, 'x', 'p' || n || '@x', null from generate_series(1, 50) n");
    const auto text = policy("    app.person: delete\n    app.visit: delete\n");
    exec("create table app.salary (\"personId\" int, amount int); create table app.stock (item_id int, amount int); insert into app.stock select n, 1 from generate_series(1, 50) n");
    EXPECT_EQ(told(text), Names{}) << "an empty table is nobody's yet, and items are no persons";
    exec("insert into app.salary values (7, 1)");
    EXPECT_EQ(told(text), Names{"LINK_UNSAID links.app.salary"});
    exec("insert into app.salary select 1000 + n, 1 from generate_series(1, 9) n");
    EXPECT_EQ(told(text), Names{}) << "numbers of others";
    exec("truncate app.salary; create table app.door (visitor_id int); insert into app.door select n from generate_series(1, 19) n");
    EXPECT_EQ(told(text), Names{}) << "a few numbers are found by chance";
    exec("insert into app.door values (20)");
    EXPECT_EQ(told(text), Names{"LINK_UNSAID links.app.door"}) << "called as other keys to the person are";
    exec("create table app.room (id int primary key); create table app.booking (visitor_id int references app.room)");
    EXPECT_EQ(told(text), Names{}) << "but not where such keys lead elsewhere as well";
    exec("create table app.sent (email text); insert into app.sent select 'p' || n || '@x' from generate_series(50, 56) n");
    EXPECT_EQ(told(text), Names{}) << "one address is chance";
    exec("insert into app.sent values ('p3@x')");
    EXPECT_EQ(told(text), Names{"LINK_UNSAID links.app.sent"});
    EXPECT_EQ(told(policy("    app.person: delete\n    app.visit: delete\n    app.sent: keep\n", "links:\n  app.sent: { column: email, to: app.person.email }\n")),
              Names{}) << "said";
}

// Comments, attachments, logs: one table for rows about rows of any other.
TEST_F(PolicyCheck, WarnsOfRowsAboutTheRowsThatItTakes) {
    exec("create table app.person (id int primary key, name text, ended_on date); create table app.shop_order (id int primary key, person_id int references app.person);"
         "create index on app.shop_order (person_id); create table app.purchase_order (id int primary key); create table app.remark (about_type text, about_id bigint, body text);"
         "create index on app.remark (about_id); insert into app.person select n, 'x' from generate_series(1, 50) n; insert into app.shop_order select n, n from generate_series(1, 50) n;"
         "insert into app.purchase_order select n from generate_series(1, 50) n;"
         "insert into app.remark select unnest(array['App\\Models\\PurchaseOrder', 'purchase.order', 'Invoice']), n from generate_series(1, 20) n");
    const std::string actions = "    app.person: delete\n    app.shop_order: ", remarks = "    app.remark: delete\n";
    EXPECT_EQ(told(policy(actions + "delete\n")), Names{}) << "about other things";
    exec("insert into app.remark select 'App\\Models\\Person', 30 + n from generate_series(1, 25) n");
    EXPECT_EQ(told(policy(actions + "delete\n")), Names{"LINK_UNSAID links.app.remark"});
    const std::string person = "links:\n  app.remark:\n    - { column: about_id, to: app.person.id, where: \"about_type like '%Person'\" }\n";
    EXPECT_EQ(told(policy(actions + "delete\n" + remarks, person)), Names{}) << "said";
    exec("insert into app.remark select 'order', n from generate_series(1, 20) n");
    EXPECT_EQ(told(policy(actions + "delete\n" + remarks, person)), Names{"LINK_UNSAID links.app.remark"}) << "the order goes, the remark stays";
    EXPECT_EQ(told(policy(actions + "{ person_id: null }\n" + remarks, person)), Names{}) << "of what stays";
    EXPECT_EQ(told(policy(actions + "delete\n    app.remark via about_id to app.person: delete\n    app.remark via about_id to app.shop_order: delete\n",
                          person + "    - { column: about_id, to: app.shop_order.id, where: \"about_type = 'order'\" }\n")),
              Names{});
    exec("update app.remark set about_id = about_id + 1000 where about_type = 'order'");
    EXPECT_EQ(told(policy(actions + "delete\n" + remarks, person)), Names{}) << "they find nothing: the word means something else";
    exec("create table app.order (id int primary key); update app.remark set about_id = about_id - 1000 where about_type = 'order'");
    EXPECT_EQ(told(policy(actions + "delete\n" + remarks, person)), Names{}) << "another table is called just so";
}

// A column that is called as one of types may hold remarks about people.
TEST_F(PolicyCheck, TellsNoWordThatIsNoNameOfATable) {
    exec("create table app.person (id int primary key, name text, ended_on date); create table app.remark (about_type text, about_id int);"
         "insert into app.person select n, 'x' from generate_series(1, 50) n; insert into app.remark select 'Anna Jansen, a person', n from generate_series(1, 20) n");
    const auto findings = findings_of(policy("    app.person: delete\n"));
    const auto found = std::find_if(findings.begin(), findings.end(), [](const auto& each) { return each.code == "LINK_UNSAID"; });
    ASSERT_NE(found, findings.end());
    EXPECT_EQ(found->message.find("Jansen"), std::string::npos) << found->message;
}

// Django: the log of its administration has the name of whom it was about.
TEST_F(PolicyCheck, WarnsOfRowsAboutThemByATableOfTypes) {
    exec("create table app.person (id int primary key, name text, ended_on date); create table app.content_type (id int primary key, app_label text, model text);"
         "create table app.admin_log (id int primary key, content_type_id int references app.content_type, object_id text, object_repr text); create index on app.admin_log (object_id);"
         "insert into app.content_type values (1, 'app', 'person'), (2, 'app', 'room'); insert into app.person select n, 'x' from generate_series(1, 50) n;"
         "insert into app.admin_log select n, 2, n::text, 'x' from generate_series(1, 20) n");
    EXPECT_EQ(told(policy("    app.person: delete\n")), Names{});
    exec("insert into app.admin_log select 100 + n, 1, n::text, 'x' from generate_series(1, 20) n");
    EXPECT_EQ(told(policy("    app.person: delete\n")), Names{"LINK_UNSAID links.app.admin_log"});
    EXPECT_EQ(told(policy("    app.person: delete\n    app.admin_log: delete\n",
                          "links:\n  app.admin_log: { column: object_id, to: app.person.id, where: \"content_type_id = (select t.id from app.content_type t where t.model = 'person')\" }\n")),
              Names{});
}

// A cast of each key to text reads the whole table for each value: minutes at a million people.
TEST_F(PolicyCheck, LooksForValuesOfAnotherTypeByTheKeysIndex) {
    exec("create extension if not exists citext;"
         "create table app.person (id uuid primary key default gen_random_uuid(), name text, email citext unique, ended_on date);"
         "create table app.note (\"personId\" text); insert into app.person (email) select 'p' || n || '@x' from generate_series(1, 20000) n;"
         "insert into app.note select id::text from app.person limit 300; insert into app.note values ('nobody'), ('');"
         "create table app.sent (mail text); insert into app.sent select 'P' || n || '@x' from generate_series(1, 300) n; analyze app.person");
    EXPECT_EQ(told(policy("    app.person: delete\n")), (Names{"LINK_UNSAID links.app.note", "LINK_UNSAID links.app.sent"}));
    const auto scans = [] { return value("select pg_stat_get_numscans('app.person'::regclass)"); };
    const auto before = scans();
    told(policy("    app.person: delete\n"));
    exec("select pg_stat_clear_snapshot()");
    EXPECT_LT(std::stoi(scans()) - std::stoi(before), 5) << "scans of the whole table";
}

// The grants that a policy needs end where it ends.
TEST_F(PolicyCheck, AsksAboutRowsThatItMayNotRead) {
    exec("create table app.person (id int primary key, name text, ended_on date); create table app.salary (person_id int); create table app.log (email text)");
    exec("drop role if exists narrow; create role narrow login; grant usage on schema app to narrow; grant select, update, delete on app.person to narrow");
    EXPECT_EQ(told(policy("    app.person: delete\n"), "narrow"), Names{"LINK_UNSAID links.app.salary"});
    EXPECT_EQ(told(policy("    app.person: delete\n    app.salary: keep\n", "links:\n  app.salary: { column: person_id, to: app.person.id }\n"), "narrow"), Names{});
}

TEST_F(PolicyCheck, WarnsOfPathsThatFindNothing) {
    exec("create extension if not exists hstore; create table app.person (id int primary key, name text, ended_on date, custom jsonb, extra hstore, doc xml);"
         "insert into app.person select n, 'x', null, '{\"email\": null, \"tags\": []}', 'phone=>1', '<card><phone/></card>' from generate_series(1, 19) n");
    const auto text = [](const std::string& in_json, const std::string& in_hstore, const std::string& in_xml) {
        return policy("    app.person: { name: redact, ended_on: keep, custom: { json: { " + in_json + " } }, extra: { hstore: { " + in_hstore + " } }, doc: { xml: { " + in_xml + " } } }\n");
    };
    EXPECT_EQ(told(text("$.mail: redact", "Phone: redact", "tel: redact")), Names{}) << "so few say nothing";
    exec("insert into app.person values (20, 'x', null, '{}', '', '<card/>')");
    EXPECT_EQ(told(text("$.email: redact", "phone: redact", "phone: redact")), Names{}) << "a value of null is one";
    EXPECT_EQ(told(text("$.mail: redact, \"$.tags[*]\": remove", "Phone: redact", "tel: redact, \"@phone\": redact")),
              (Names{"PART_FINDS_NOTHING actions.act.app.person.custom", "PART_FINDS_NOTHING actions.act.app.person.custom", "PART_FINDS_NOTHING actions.act.app.person.doc",
                     "PART_FINDS_NOTHING actions.act.app.person.doc", "PART_FINDS_NOTHING actions.act.app.person.extra"}));
    exec("update app.person set custom = '{\"mail\": 1, \"tags\": [1]}' where id = 20; update app.person set doc = xmlparse(content '<a/><b/>')");
    EXPECT_EQ(told(text("$.mail: redact, \"$.tags[*]\": remove", "phone: redact", "tel: redact")), Names{}) << "and of fragments nobody can tell";
}

TEST_F(PolicyCheck, APurposeGoesByTheApplicationsWords) {
    exec("create table app.person (id int primary key, name text, ended_on date);"
         "create table app.consent (person_id int references app.person, purpose text, basis text, given timestamptz);"
         "insert into app.person select n, 'x', '2000-01-01' from generate_series(1, 4) n;"
         "insert into app.consent values (1, 'Marketing e-mail', 'consent', now()), (2, 'Letters', 'consent', now()), (3, 'mail', 'consent', now())");
    auto text = policy("    app.person: delete\n    app.consent: delete\n",
                       "consent:\n  table: app.consent\n  columns: { purpose: purpose, legal_basis: basis, granted: given }\n"
                       "  purposes: { mail: { words: [Marketing e-mail, Letters] } }\n");
    text.replace(text.find("then: act"), 9, "unless: consent_mail, then: act");
    text += "mode: enforce\nlimits: { persons: null, share: null, growth: null }\n";
    EXPECT_EQ(start_run(compile(text)).planned, 2) << "3 has a consent under a word that the policy does not name";
}

TEST_F(PolicyCheck, TellsAMistakeOnceAndAtItsPlace) {
    exec("create table app.person (id int primary key, name text, ended_on date); create table app.act (person_id int references app.person, "
         "at date, note text); create index on app.act (person_id)");
    const std::string actions = "    app.person: delete\n    app.act: delete\n";
    EXPECT_EQ(told(policy(actions, "facts: { last: { max: app.act.at, where: \"nott = 'x'\" } }\nholds: [ { name: h, where: last is null } ]\n")),
              Names{"!SQL_REFUSED facts.last.where"});
    EXPECT_EQ(told(policy(actions, "facts: { last: { sum: app.act.note } }\nholds: [ { name: h, where: last is null } ]\n")),
              Names{"!STATEMENT_REFUSED facts.last"});
}

TEST_F(PolicyCheck, NeedsThePrivilegeOnEachColumn) {
    exec("create table app.person (id int primary key, name text, email text, ended_on date)");
    exec("drop role if exists narrow");
    exec("create role narrow login; grant usage on schema app to narrow; grant select, delete on app.person to narrow; grant update (email) on "
         "app.person to narrow");
    EXPECT_EQ(told(policy("    app.person: { name: redact, email: redact, ended_on: keep }\n"), "narrow"),
              Names{"!PRIVILEGE_MISSING actions.act.app.person.name"});
}

// As the documentation advises to link mail addresses.
TEST_F(PolicyCheck, FollowsAGeneratedColumnToWhatItIsMadeOf) {
    exec("create table app.person (id int primary key, name text, ended_on date, mail text generated always as (lower(name)) stored); create index on app.person (mail);"
         "create table app.log (about text, body text); create index on app.log (lower(about)); insert into app.person values (1, 'A@x'); insert into app.log values ('a@X')");
    const auto text = [](const std::string& name) {
        return policy("    app.person: { name: " + name + ", ended_on: keep }\n    app.log: keep\n", "links:\n  app.log: { column: lower(about), to: app.person.mail }\n");
    };
    EXPECT_EQ(told(text("keep")), Names{});
    EXPECT_EQ(told(text("null")), Names{"LINK_KEEPS_VALUE actions.act.app.log"});
}

TEST_F(PolicyCheck, LooksWhoseLargeObjectsAre) {
    exec("create table app.person (id int primary key, name text, ended_on date, photo oid); create table app.scan (id int primary key, person_id int "
         "references app.person, file oid); create index on app.scan (person_id);"
         "insert into app.person select n, 'x', null, lo_from_bytea(70000 + n, 'x') from generate_series(1, 2) n; insert into app.scan values (1, 1, lo_from_bytea(70010, 'x'))");
    const auto unlinks = policy("    app.person: { name: redact, photo: { large_object: unlink }, ended_on: keep }\n    app.scan: delete\n");
    EXPECT_EQ(told(unlinks), Names{"LARGE_OBJECT_LEFT actions.act.app.scan"});
    exec("drop role if exists narrow; create role narrow login; grant usage on schema app to narrow; grant select, update, delete on all tables in schema app to narrow");
    EXPECT_EQ(told(unlinks, "narrow"), (Names{"!LARGE_OBJECT_NOT_OWNED actions.act.app.person.photo", "LARGE_OBJECT_LEFT actions.act.app.scan"}));
    exec("update app.scan set file = 70002");
    EXPECT_EQ(told(unlinks), (Names{"LARGE_OBJECT_LEFT actions.act.app.scan", "LARGE_OBJECT_SHARED actions.act.app.person.photo"}));
    exec("select lo_unlink(oid) from pg_largeobject_metadata; create trigger own before delete on app.scan for each row execute function suppress_redundant_updates_trigger()");
    EXPECT_EQ(told(unlinks), Names{"TRIGGER_RUNS actions.act.app.scan"}) << "numbers of nothing, and a trigger that may know";
}

// The first thing that one writes; the column's own capitals are never found by it.
TEST_F(PolicyCheck, WarnsWhereSmallLettersAreLookedForAmongCapitals) {
    exec("create table app.person (id int primary key, name text, ended_on date); create index on app.person (name); create table app.log (about text);"
         "create index on app.log (lower(about)); insert into app.person values (1, 'a@x.nl'); insert into app.log values ('A@x.nl'), ('')");
    const auto text = policy("    app.person: delete\n    app.log: delete\n", "links:\n  app.log: { column: lower(about), to: app.person.name }\n");
    EXPECT_EQ(told(text), Names{});
    exec("insert into app.person values (2, 'B@x.nl')");
    EXPECT_EQ(told(text), Names{"LINK_CASE links.app.log"});
}

// As the grants that are printed: what is kept need not be read, nor be asked whether its link finds anybody.
TEST_F(PolicyCheck, DoesNotReadALinkedTableThatIsKept) {
    exec("create table app.person (id int primary key, name text, ended_on date); create table app.log (about text); insert into app.log values ('x')");
    exec("drop role if exists narrow; create role narrow login; grant usage on schema app to narrow; grant select, update, delete on app.person to narrow");
    const auto text = policy("    app.person: delete\n    app.log: keep\n", "links:\n  app.log: { column: about, to: app.person.id }\n");
    EXPECT_EQ(told(text, "narrow"), Names{});
    EXPECT_EQ(told(text), Names{"LINK_FINDS_NOTHING links.app.log"});
}

// An exact fit comes before the server's own, whatever the order of the path.
TEST_F(PolicyCheck, RefusesWhereAnOperatorIsInTheWay) {
    exec("create table app.person (id varchar(9) primary key, name text, ended_on date)");
    const auto text = policy("    app.person: delete\n");
    EXPECT_EQ(told(text), Names{});
    exec("create extension citext; create function alike(varchar, varchar) returns boolean immutable language sql return true");
    EXPECT_EQ(told(text), Names{}) << "an extension's, on a type of its own, is as it should be";
    exec("create operator app.= (leftarg = varchar, rightarg = varchar, procedure = alike)");
    EXPECT_EQ(told(text), Names{}) << "nobody looks there";
    exec("create operator public.= (leftarg = varchar, rightarg = varchar, procedure = alike)");
    EXPECT_EQ(told(text), Names{"!SQL_SHADOWED subject.table"});
}

TEST_F(PolicyCheck, RefusesWhereNeitherTriggersNorKeysWork) {
    exec("create table app.person (id int primary key, name text, ended_on date)");
    EXPECT_EQ(told(policy("    app.person: delete\n")), Names{});
    exec("alter database " + std::string(kDatabase) + " set session_replication_role = replica");
    EXPECT_EQ(told(policy("    app.person: delete\n")), Names{"!TRIGGERS_OFF subject.table"});
}

TEST_F(PolicyCheck, TellsWhatIsOrCouldBeInTheWay) {
    exec("revoke create on schema public from public; create extension citext;"
         "create function helper(text) returns text language sql return $1; create function app.lower(varchar) returns text language sql return $1");
    EXPECT_EQ(told_of_path("postgres"), Names{});
    exec("create function lower(varchar) returns text language sql return $1");
    EXPECT_EQ(told_of_path("postgres"), Names{"SQL_SHADOWED"});
    exec("drop function lower(varchar); grant create on schema public to public");
    EXPECT_EQ(told_of_path("postgres"), Names{"PATH_OPEN"});
}

TEST_F(PolicyCheck, SaysWhereANameIsKnown) {
    exec("create table app.person (id int primary key, name text, ended_on date);"
         "create table app.course (person_id int references app.person, until date); create index on app.course (person_id)");
    const auto findings = findings_of(policy("    app.person: delete\n    app.course: delete\n",
                                             "facts:\n  open: { count: app.course, where: until > as_of }\n"));
    const auto refused = std::find_if(findings.begin(), findings.end(), [](const auto& each) { return each.code == "SQL_REFUSED"; });
    ASSERT_NE(refused, findings.end());
    EXPECT_EQ(refused->path, "facts.open.where");
    EXPECT_EQ(refused->hint.find("Did you mean"), std::string::npos) << refused->hint;
    EXPECT_NE(refused->hint.find("where the subject is judged"), std::string::npos) << refused->hint;
}

} // namespace
} // namespace retention::jobs
