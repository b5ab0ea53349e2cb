// SPDX-License-Identifier: Apache-2.0
//
// `retentiond --grants`: what it prints is enough for a role that may nothing else, and none of it is too much.
#include "tests/crash/crash_fixture.hpp"
#include "tests/daemon/service/daemon_command.hpp"

#include <nlohmann/json.hpp>

#include <regex>
#include <sstream>

namespace retention::test {
namespace {

constexpr const char* kRole = "grants_test";

struct Grant {
    std::string privilege;
    std::string table;   // in quotes
};

class Grants : public CrashTest {
protected:
    void SetUp() override {
        CrashTest::SetUp();
        exec("do $$ begin if not exists (select from pg_roles where rolname = 'grants_test') then create role grants_test login; end if; end $$");
        exec("alter function proof.note() security definer");   // the triggers that watch write with the rights of whoever deletes
        installation().write_settings(crm().cluster().dsn(Crm::kDatabase, kRole));
    }

    void exec(const std::string& sql) const { crm().cluster().exec(Crm::kDatabase, sql); }

    // As the tables' owner asks.
    std::string printed() const {
        const auto outcome = daemon_command({"--grants", "--config", installation().settings().string(), "--connect",
                                             crm().cluster().dsn(Crm::kDatabase)});
        EXPECT_EQ(outcome.exit_status, 0) << outcome.errors;
        return outcome.output;
    }

    static std::vector<Grant> grants_in(const std::string& sql) {
        std::vector<Grant> grants;
        const std::regex line("GRANT ([A-Z, ]+) ON (\"[^ ]+\") TO .*");
        std::istringstream lines(sql);
        for (std::string text; std::getline(lines, text);) {
            std::smatch match;
            if (!std::regex_match(text, match, line))
                continue;
            std::istringstream words(match[1].str());
            for (std::string word; words >> word;)
                grants.push_back({word.substr(0, word.find(',')), match[2]});
        }
        return grants;
    }

    nlohmann::json check() const {
        return nlohmann::json::parse(daemon_command({"--check", "--json", "--config", installation().settings().string()}).output);
    }

    // "crm"."mail_log" as crm.mail_log
    static std::string plain(std::string table) {
        std::erase(table, '"');
        return table;
    }
};

TEST_F(Grants, AreEnoughForARoleThatMayNothingElse) {
    exec(printed());
    EXPECT_EQ(crm().value("select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace where pg_has_role('grants_test', "
                          "c.relowner, 'member') and n.nspname <> 'retentiond'"),
              "0");
    EXPECT_EQ(crm().value("select has_schema_privilege('grants_test', 'crm', 'create') or has_database_privilege('grants_test', "
                          "current_database(), 'create') or rolsuper from pg_roles where rolname = 'grants_test'"),
              "f");
    EXPECT_EQ(check()["errors"], 0);
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    start_approved_run(installation());
    EXPECT_TRUE(wait_for_state(installation(), "finished")) << daemon.process().errors();
    expect_all_done();
    EXPECT_EQ(daemon.process().errors().find("ROLE_TOO_STRONG"), std::string::npos) << daemon.process().errors();
}

// Such rows are locked before anybody is asked who else points to them, also where they are only deleted.
TEST_F(Grants, AreEnoughToLockWhatThePersonPointsTo) {
    exec("drop schema if exists house cascade; create schema house; create table house.address (id int primary key, street text);"
         "create table house.person (id int primary key, ended_on date, address_id int references house.address);"
         "insert into house.address values (10, 'a'), (11, 'b'); insert into house.person values (1, '2000-01-01', 10), (2, null, 11)");
    Installation::write(installation().policy(),
                        "policy: contacts\nmode: enforce\nsubject: { table: house.person }\nclasses: { former: ended_on is not null }\n"
                        "rules:\n  - { name: r, class: former, keep: P1Y, after: ended_on, then: go }\nactions:\n  go:\n"
                        "    house.person: delete\n    house.address via person.address_id: delete\n");
    exec(printed());
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    start_approved_run(installation());
    EXPECT_TRUE(wait_for_state(installation(), "finished")) << daemon.process().errors();
    EXPECT_EQ(crm().value("select string_agg(id::text, ',') from house.address"), "11");
}

// So are rows that two persons may have a part in.
TEST_F(Grants, AreEnoughToLockWhatSeveralShare) {
    exec("drop schema if exists house cascade; create schema house; create table house.person (id int primary key, ended_on date, mail text);"
         "create table house.mail (id int primary key, recipient text); create table house.club (id int primary key, members int[]);"
         "insert into house.person values (1, '2000-01-01', 'a'), (2, null, 'b'); insert into house.mail values (10, 'a'), (11, 'b');"
         "insert into house.club values (20, '{1}'), (21, '{1,2}')");
    Installation::write(installation().policy(),
                        "policy: contacts\nmode: enforce\nsubject: { table: house.person }\nlinks:\n  house.mail: { column: recipient, to: house.person.mail }\n"
                        "  house.club: { elements: members, to: house.person.id }\nclasses: { former: ended_on is not null }\n"
                        "rules:\n  - { name: r, class: former, keep: P1Y, after: ended_on, then: go }\nactions:\n  go:\n"
                        "    house.person: delete\n    house.mail: delete\n    house.club: delete\n");
    exec(printed());
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    start_approved_run(installation());
    EXPECT_TRUE(wait_for_state(installation(), "finished")) << daemon.process().errors();
    EXPECT_EQ(crm().value("select (select string_agg(id::text, ',') from house.mail) || ' ' || (select string_agg(id::text, ',') from house.club)"), "11 21");
}

TEST_F(Grants, NameTheTriggersThatRunWithTheRolesRights) {
    exec("create or replace function crm.remember() returns trigger language plpgsql as 'begin return old; end';"
         "create trigger \"by hand\" before delete on crm.activity for each row execute function crm.remember()");
    const auto before = printed();
    EXPECT_NE(before.find(": \"crm\".\"activity\": \"by hand\" (crm.remember)\n"), std::string::npos) << before;
    EXPECT_EQ(before.find("proof.note"), std::string::npos) << "it is SECURITY DEFINER\n" << before;
    exec("alter trigger \"by hand\" on crm.activity rename to \"by\nDROP TABLE x\"");
    EXPECT_NE(printed().find("\"by?DROP TABLE x\""), std::string::npos) << "a comment that ends in the middle of a name";
    exec("drop trigger \"by\nDROP TABLE x\" on crm.activity; drop function crm.remember()");
}

TEST_F(Grants, EachIsMissedByTheCheckWhichNamesTheTable) {
    const auto sql = printed();
    exec(sql);
    const auto grants = grants_in(sql);
    ASSERT_GT(grants.size(), 20U);
    for (const auto& [privilege, table] : grants) {
        exec("revoke " + privilege + " on " + table + " from grants_test");
        const auto findings = check()["findings"];
        const bool is_named = std::any_of(findings.begin(), findings.end(), [&, table = plain(table)](const auto& finding) {
            return finding["code"] == "PRIVILEGE_MISSING" &&
                   (finding["message"].template get<std::string>() + finding["hint"].template get<std::string>()).find(table) != std::string::npos;
        });
        EXPECT_TRUE(is_named) << privilege << " on " << table << ": " << findings.dump(1);
        exec("grant " + privilege + " on " + table + " to grants_test");
    }
}

TEST_F(Grants, OfWhatAnAuthorsSqlReadsAreForTheViewAndNotForWhatIsBehind) {
    exec("create schema if not exists reports; drop view if exists reports.\"late payer\"; drop table if exists reports.visit;"
         "create table reports.visit (person_id bigint, at date); create view reports.\"late payer\" as select person_id, max(at) as at "
         "from reports.visit group by 1");
    auto policy = Installation::read(installation().policy());
    policy.replace(policy.find("\nfacts:\n"), 8, "\nfacts:\n  late: { query: 'select person_id, at from reports.\"late payer\"' }\n");
    Installation::write(installation().policy(), policy);
    const auto sql = printed();
    EXPECT_NE(sql.find("GRANT SELECT ON \"reports\".\"late payer\" TO"), std::string::npos) << sql;
    EXPECT_NE(sql.find("GRANT USAGE ON SCHEMA \"reports\" TO"), std::string::npos) << sql;
    EXPECT_EQ(sql.find("\"visit\""), std::string::npos) << sql;
    exec(sql);
    EXPECT_EQ(check()["errors"], 0);
    exec("revoke select on reports.\"late payer\" from grants_test");
    const auto findings = check()["findings"].dump();
    EXPECT_NE(findings.find("late payer"), std::string::npos) << findings;
}

TEST_F(Grants, AreNotMadeUpWhereTheAskingRoleMaySeeNothing) {
    exec("create schema if not exists hidden; create table if not exists hidden.visit (person_id bigint, at date)");
    auto policy = Installation::read(installation().policy());
    policy.replace(policy.find("\nfacts:\n"), 8, "\nfacts:\n  late: { query: 'select person_id, at from hidden.visit' }\n");
    Installation::write(installation().policy(), policy);
    const auto outcome = daemon_command({"--grants", "--config", installation().settings().string()});
    EXPECT_EQ(outcome.exit_status, 0) << outcome.errors;
    EXPECT_NE(outcome.output.find("-- Not known is what this reads, ask as the tables' owner (--connect): contacts: facts.late"), std::string::npos)
        << outcome.output;
}

TEST_F(Grants, ChangeNothing) {
    constexpr const char* kAll = "select md5(string_agg(c.oid::text || c.relname || coalesce(c.relacl::text, ''), ',' order by c.oid)) from pg_class c";
    const auto before = crm().value(kAll);
    printed();
    EXPECT_EQ(crm().value(kAll), before);
}

TEST_F(Grants, OfAPolicyThatIsNotThereAreMisuse) {
    const auto outcome = daemon_command({"--grants", "--config", installation().settings().string(), "nobody"});
    EXPECT_EQ(outcome.exit_status, 2);
    EXPECT_NE(outcome.errors.find("there is no policy \"nobody\""), std::string::npos) << outcome.errors;
}

// Those of the other policies alone would be taken for all.
TEST_F(Grants, AreNotPrintedInPartWhereAPolicyIsBroken) {
    Installation::write(installation().policy().parent_path() / "other.yaml", "policy: other\nsubject: { table: crm.person }\n");
    const auto all = daemon_command({"--grants", "--config", installation().settings().string()});
    EXPECT_EQ(all.exit_status, 1);
    EXPECT_EQ(all.output, "");
    EXPECT_NE(all.errors.find("other.yaml has errors"), std::string::npos) << all.errors;
    EXPECT_EQ(daemon_command({"--grants", "--config", installation().settings().string(), "other"}).exit_status, 1);
    const auto one = daemon_command({"--grants", "--config", installation().settings().string(), "--connect",
                                     crm().cluster().dsn(Crm::kDatabase), "--role", kRole, "contacts"});
    EXPECT_EQ(one.exit_status, 0) << one.errors;
}

TEST_F(Grants, OfAJournalThatCanNotBeMadeAreMissed) {
    EXPECT_NE(check()["findings"].dump().find("JOURNAL_UNUSABLE"), std::string::npos);
    exec(printed());
    EXPECT_EQ(check()["findings"].dump().find("JOURNAL_UNUSABLE"), std::string::npos);
}

// As after pg_restore --no-owner.
TEST_F(Grants, HandOverAJournalThatBelongsToWhoeverRestoredIt) {
    exec(printed());
    exec("create table retentiond.hold (hold bigint); alter schema retentiond owner to postgres");
    const auto findings = check()["findings"].dump();
    EXPECT_NE(findings.find("is not all of role \\\"grants_test\\\": SCHEMA retentiond, and 1 more, belongs to another"), std::string::npos) << findings;
    EXPECT_NE(findings.find("ALTER SCHEMA retentiond OWNER TO \\\"grants_test\\\";"), std::string::npos) << findings;
    EXPECT_NE(printed().find("ALTER TABLE retentiond.hold OWNER TO \"grants_test\";\n"), std::string::npos);
    exec(printed());
    EXPECT_EQ(check()["findings"].dump().find("JOURNAL_UNUSABLE"), std::string::npos);
}

TEST_F(Grants, ARoleThatMayMoreIsTold) {
    installation().write_settings(crm().cluster().dsn(Crm::kDatabase));
    const auto findings = check()["findings"].dump();
    EXPECT_NE(findings.find("the role may do more than it needs: it is a superuser"), std::string::npos) << findings;
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    EXPECT_TRUE(wait_until([&] { return daemon.process().errors().find("ROLE_TOO_STRONG") != std::string::npos; }, kLongEnough))
        << daemon.process().errors();
}

TEST_F(Grants, EachThingThatIsTooMuchIsTold) {
    exec(printed());
    EXPECT_EQ(check()["findings"].dump().find("ROLE_TOO_STRONG"), std::string::npos);
    const std::pair<const char*, const char*> cases[] = {
        {"alter role grants_test createrole; alter role grants_test createdb", "it may make roles (CREATEROLE)"},
        {"alter role grants_test nocreaterole", "it may make databases (CREATEDB)"},
        {"alter role grants_test nocreatedb bypassrls", "it passes by row security (BYPASSRLS)"},
        {"alter role grants_test nobypassrls; grant create on schema crm to grants_test", "it may make objects in crm"},
        {"revoke create on schema crm from grants_test; alter table crm.note owner to grants_test", "it owns 1 tables of the application's"},
    };
    for (const auto& [sql, excess] : cases) {
        exec(sql);
        EXPECT_NE(check()["findings"].dump().find(excess), std::string::npos) << excess;
    }
    exec("alter table crm.note owner to postgres");
}

} // namespace
} // namespace retention::test
