// SPDX-License-Identifier: Apache-2.0
//
// What a policy is told of what lies beside its tables: copies in materialized views, subscribers of a publication, and the letters that the
// database knows.
#include "config/policy_reader.hpp"
#include "daemon/database/catalog.hpp"
#include "daemon/jobs/policy_check.hpp"
#include "tests/daemon/jobs/fixture.hpp"

#include <algorithm>

namespace retention::jobs {
namespace {

constexpr const char* kTables =
    "create schema app; create table app.person (id int primary key, name text, ended_on date);"
    "create table app.note (person_id int references app.person, body text); create index on app.note (person_id);"
    "create table app.visit (person_id int references app.person, at date) partition by range (at);"
    "create table app.visit_2025 partition of app.visit for values from ('2025-01-01') to ('2026-01-01');"
    "create index on app.visit (person_id);";

class CopiesCheck : public ShopTest {
protected:
    void SetUp() override {
        ShopTest::SetUp();
        exec(kTables);
    }

    // "CODE path: hint" of those with `code`, in order of the alphabet.
    static std::string told(const std::string& code, const std::string& actions, const std::string& database = kDatabase) {
        policies::Findings findings;
        auto policy = config::read_policy(
            config::Source("p.yaml", "policy: p\nsubject: { table: app.person, identifiers: [name] }\nclasses: { all: \"true\" }\nrules:\n"
                                     "  - { name: r, class: all, keep: P1Y, after: ended_on, then: act }\nactions:\n  act:\n" + actions),
            findings);
        EXPECT_TRUE(policy.has_value());
        database::Session session(database::Dsn(cluster().dsn(database)));
        database::Transaction reading(session, database::Transaction::Mode::ReadOnly);
        const auto schema = std::make_shared<const policies::Schema>(database::read_catalog(reading));
        const auto checked = check_policy(reading, std::make_shared<const policies::Policy>(std::move(*policy)), schema);
        std::vector<std::string> lines;
        for (const auto& finding : checked.findings)
            if (finding.code == code)
                lines.push_back(finding.path + ": " + finding.hint);
        std::sort(lines.begin(), lines.end());
        std::string all;
        for (const auto& line : lines)
            all += line + "\n";
        return all;
    }
};

constexpr const char* kDeleteAll = "    app.person: delete\n    app.note: delete\n    app.visit: delete\n";
constexpr const char* kKeepNotes = "    app.person: { name: redact, ended_on: keep }\n    app.note: keep\n    app.visit: keep\n";

TEST_F(CopiesCheck, NamesMaterializedViewsOfWhatIsErased) {
    exec("create materialized view app.directory as select name from app.person;"
         "create view app.notes as select body from app.note; create materialized view app.\"Far\" as select * from app.notes;"
         "create materialized view app.farther as select * from app.\"Far\";"
         "create materialized view app.of_part as select * from app.visit_2025; create materialized view app.numbers as select 1 as one");
    EXPECT_EQ(told("VIEW_KEEPS_ROWS", kDeleteAll),
              "actions.act.app.note: After each run: refresh materialized view \"app\".\"Far\"; the daemon does not.\n"
              "actions.act.app.note: After each run: refresh materialized view \"app\".\"farther\"; the daemon does not.\n"
              "actions.act.app.person: After each run: refresh materialized view \"app\".\"directory\"; the daemon does not.\n"
              "actions.act.app.visit: After each run: refresh materialized view \"app\".\"of_part\"; the daemon does not.\n");
    EXPECT_EQ(told("VIEW_KEEPS_ROWS", kKeepNotes),
              "actions.act.app.person: After each run: refresh materialized view \"app\".\"directory\"; the daemon does not.\n");
}

// Says what the server says of a delete, too: else this would test our own idea of it.
TEST_F(CopiesCheck, RefusesPublishedTablesWithoutReplicaIdentity) {
    const std::string note = "actions.act.app.note: alter table \"app\".\"note\" replica identity full;\n";
    const std::string visit = "actions.act.app.visit: alter table \"app\".\"visit_2025\" replica identity full;\n";
    exec("create publication copies for table app.person, app.note with (publish = 'insert')");
    EXPECT_EQ(told("REPLICA_IDENTITY_MISSING", kDeleteAll), "");
    exec("alter publication copies set (publish = 'insert, delete')");
    EXPECT_EQ(told("REPLICA_IDENTITY_MISSING", kDeleteAll), note);
    EXPECT_EQ(told("REPLICA_IDENTITY_MISSING", kKeepNotes), "");
    exec("create publication everything for all tables");
    EXPECT_EQ(told("REPLICA_IDENTITY_MISSING", kDeleteAll), note + visit);
    EXPECT_THROW(exec("delete from app.note"), std::runtime_error);
    EXPECT_THROW(exec("insert into app.visit values (null, '2025-02-01'); delete from app.visit"), std::runtime_error);
    exec("alter table app.note replica identity full; alter table app.visit_2025 replica identity full");
    EXPECT_EQ(told("REPLICA_IDENTITY_MISSING", kDeleteAll), "");
    exec("insert into app.visit values (null, '2025-02-01'); delete from app.note; delete from app.visit");
}

TEST_F(CopiesCheck, NamesTheReplicaIdentityThatMends) {
    exec("create publication everything for all tables; alter table app.person replica identity nothing;"
         "alter table app.visit_2025 replica identity full;"
         "alter table app.note add column nr int not null; create unique index note_nr on app.note (nr);"
         "create unique index note_body on app.note (body)");
    EXPECT_EQ(told("REPLICA_IDENTITY_MISSING", kDeleteAll),
              "actions.act.app.note: alter table \"app\".\"note\" replica identity using index \"note_nr\";\n"
              "actions.act.app.person: alter table \"app\".\"person\" replica identity default;\n");
    exec("alter table app.note replica identity using index note_nr; alter table app.person replica identity default");
    EXPECT_EQ(told("REPLICA_IDENTITY_MISSING", kDeleteAll), "");
    exec("drop index app.note_nr");
    EXPECT_EQ(told("REPLICA_IDENTITY_MISSING", kDeleteAll), "actions.act.app.note: alter table \"app\".\"note\" replica identity full;\n");
    EXPECT_THROW(exec("delete from app.note"), std::runtime_error);
}

TEST_F(CopiesCheck, FindsPartitionsThatArePublishedByTheirParent) {
    exec("create publication parent for table app.visit with (publish_via_partition_root = true)");
    EXPECT_EQ(told("REPLICA_IDENTITY_MISSING", kDeleteAll), "actions.act.app.visit: alter table \"app\".\"visit_2025\" replica identity full;\n");
    EXPECT_THROW(exec("insert into app.visit values (null, '2025-02-01'); delete from app.visit"), std::runtime_error);
}

TEST_F(CopiesCheck, WarnsOfNamesInALocaleWithoutLetters) {
    const std::string scrubs = "    app.person: { name: redact, ended_on: keep }\n    app.note: { body: scrub, \"*\": keep }\n    app.visit: keep\n";
    EXPECT_EQ(told("LETTERS_UNKNOWN", scrubs), "");
    const std::string database = "retentiond_jobs_ascii";
    cluster().exec("postgres", "drop database if exists " + database);
    cluster().exec("postgres", "create database " + database + " template template0 encoding 'UTF8' locale 'C'");
    cluster().exec(database, kTables);
    EXPECT_TRUE(told("LETTERS_UNKNOWN", scrubs, database).starts_with("actions.act.app.note.body: "));
    EXPECT_EQ(told("LETTERS_UNKNOWN", kDeleteAll, database), "");
    cluster().exec("postgres", "drop database " + database + " with (force)");
}

} // namespace
} // namespace retention::jobs
