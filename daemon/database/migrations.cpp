// SPDX-License-Identifier: Apache-2.0
#include "daemon/database/migrations.hpp"

#include "daemon/database/transaction.hpp"
#include "policies/sql_text.hpp"

namespace retention::database {

namespace {

// Any number that no other program is likely to lock: "retentio" in ASCII.
constexpr const char* kLock = "select pg_catalog.pg_advisory_xact_lock(8243124913334318447)";

// Asked after the lock is held, in a statement of its own, so that it sees what the one before us has done.
constexpr const char* kState = R"(
select pg_catalog.to_regnamespace('retentiond') is not null as has_schema,
       pg_catalog.to_regclass('retentiond.migration') is not null as has_journal,
       pg_catalog.has_database_privilege(pg_catalog.current_database(), 'create') as may_create_schema,
       coalesce((select pg_catalog.has_schema_privilege(n.oid, 'create') from pg_catalog.pg_namespace n
                 where n.nspname = 'retentiond'), false) as may_create_tables,
       current_user as role, pg_catalog.current_database() as database)";

constexpr const char* kVersion = "select coalesce(max(version), 0) from retentiond.migration";
constexpr const char* kRecord = "insert into retentiond.migration (version) values ($1::integer)";

struct State {
    bool has_schema;
    bool has_journal;
    bool may_create_schema;
    bool may_create_tables;
    std::string role;
    std::string database;
};

State read_state(Transaction& transaction) {
    const auto row = transaction.exec_once("migration state", kState);
    return {row.get_bool(0, 0),
            row.get_bool(0, 1),
            row.get_bool(0, 2),
            row.get_bool(0, 3),
            std::string(row.get_text(0, 4)),
            std::string(row.get_text(0, 5))};
}

void create_schema(Transaction& transaction, const State& state) {
    if (state.has_schema)
        return;
    if (!state.may_create_schema)
        throw MigrationError("schema \"retentiond\" does not exist, and role \"" + state.role + "\" may not create it",
                             "Run as an administrator of database \"" + state.database +
                                 "\": create schema retentiond authorization " + policies::quote_name(state.role) +
                                 ";");
    transaction.exec_script("create schema", "create schema retentiond");
}

void require_create(const State& state) {
    if (state.has_schema && !state.may_create_tables)
        throw MigrationError("role \"" + state.role + "\" may not create tables in schema \"retentiond\"",
                             "Run as its owner: alter schema retentiond owner to " + policies::quote_name(state.role) +
                                 ";");
}

int read_version(Transaction& transaction, const State& state) {
    return state.has_journal ? static_cast<int>(transaction.exec_once("migration version", kVersion).get_int64(0, 0))
                             : 0;
}

void require_known(int version, int newest) {
    if (version > newest)
        throw MigrationError("schema \"retentiond\" has version " + std::to_string(version) +
                                 ", this program knows versions up to " + std::to_string(newest),
                             "Install the version of retentiond that made it, or a later one.");
}

} // namespace

void require_known_version(Session& session) {
    Transaction transaction(session, Transaction::Mode::ReadOnly);
    require_known(static_cast<int>(transaction.exec("migration version", kVersion).get_int64(0, 0)), known_migrations().back().version);
}

int migrate(Session& session) {
    Transaction transaction(session, Transaction::Mode::ReadWrite);
    transaction.exec_once("migration lock", kLock);
    const auto state = read_state(transaction);
    const auto migrations = known_migrations();
    const int newest = migrations.back().version;
    const int version = read_version(transaction, state);
    require_known(version, newest);
    if (version == newest)
        return 0;
    require_create(state);
    create_schema(transaction, state);
    int steps = 0;
    for (const auto& migration : migrations) {
        if (migration.version <= version)
            continue;
        transaction.exec_script("migration " + std::to_string(migration.version), std::string(migration.sql));
        transaction.exec_once("migration record", kRecord, {std::to_string(migration.version)});
        ++steps;
    }
    transaction.commit();
    return steps;
}

} // namespace retention::database
