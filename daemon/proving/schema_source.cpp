// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/schema_source.hpp"

#include "daemon/database/transaction.hpp"
#include "daemon/proving/obstacle.hpp"
#include "policies/sql_text.hpp"

#include <array>
#include <sstream>
#include <vector>

namespace retention::proving {

namespace {

using database::Session;
using database::Transaction;

struct Explanation {
    std::string_view words; // of psql or pg_dump
    const char* hint;
};

constexpr auto kExplanations = std::to_array<Explanation>({
    {"extension control file", "Install the extension on this machine, as the package postgresql-contrib or its own."},
    {"is not available", "Install the extension on this machine, as the package postgresql-contrib or its own."},
    {"role \"", "Roles are not part of a schema: make the file with pg_dump --schema-only --no-owner --no-privileges."},
    {"unrecognized configuration parameter", "The file was made by a newer pg_dump than this server understands: remove the line."},
    {"server version mismatch", "Install the programs of the server's version, or write the schema to a file there and name it with --schema."},
    {"permission denied", "Let somebody who may see all tables run pg_dump --schema-only --no-owner --no-privileges, and name the file with --schema."},
    {"collation", "A collation or locale that this machine does not have: install it, or take it out of a copy of the schema."},
});

std::string hint_for(const std::string& errors) {
    for (const auto& [words, hint] : kExplanations)
        if (errors.find(words) != std::string::npos)
            return hint;
    return {};
}

// What psql says first that is an error, from `psql:crm.sql:12: ERROR:  ...` on.
std::string first_error(const std::string& errors) {
    constexpr std::string_view kProgram = "psql:";
    std::istringstream lines(errors);
    std::string told;
    for (std::string line; std::getline(lines, line);) {
        const bool begins = line.find("ERROR:") != std::string::npos || line.find("error:") != std::string::npos;
        if (told.empty() && !begins)
            continue;
        if (line.starts_with(kProgram))
            line.erase(0, line.find_first_not_of(' ', kProgram.size()));
        told += (told.empty() ? "" : "\n") + line;
    }
    return told.empty() ? errors : told;
}

void load_file(const PrivateServer& server, const std::string& database, const std::filesystem::path& file, const std::string& what) {
    const auto ended = run({{(server.programs() / "psql").string(), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1",
                             "--dbname=" + server.dsn(database).reveal(), "--file=" + file.string()},
                            {},
                            {"PGOPTIONS=-c client_min_messages=error", "LC_ALL=C"}});
    if (!ended.has_succeeded)
        throw Obstacle(what + ": " + first_error(ended.errors), hint_for(ended.errors));
}

// Policies of row security name them; nobody connects as one.
void make_roles(const PrivateServer& server, const database::Dsn& original) {
    Session from(original);
    std::vector<std::string> names;
    {
        Transaction reading(from, Transaction::Mode::ReadOnly);
        const auto roles = reading.exec("list_roles", "select rolname from pg_catalog.pg_roles where rolname !~ '^pg_' order by 1");
        for (int row = 0; row < roles.rows(); ++row)
            names.emplace_back(roles.get_text(row, 0));
    }
    Session to(server.dsn("postgres"));
    Transaction making(to, Transaction::Mode::ReadWrite);
    for (const auto& name : names) {
        const auto known = making.exec("find_role", "select exists (select from pg_catalog.pg_roles where rolname = $1)", {name});
        if (!known.get_bool(0, 0))
            making.exec_once("make_role", "create role " + policies::quote_name(name));
    }
    making.commit();
}

void load_from(const PrivateServer& server, const std::string& database, const database::Dsn& original) {
    try {
        make_roles(server, original);
    } catch (const database::Failure& failure) {
        throw Obstacle("the schema can't be read: " + std::string(failure.what()), "Name a file with --schema to need no database.");
    }
    const auto file = server.folder() / (database + ".sql");
    Command dump{{(server.programs() / "pg_dump").string(), "--schema-only", "--no-owner", "--no-privileges", "--no-comments",
                  "--no-publications", "--no-subscriptions", "--no-security-labels", "--no-tablespaces", "--exclude-schema=retentiond",
                  "--file=" + file.string(), "--dbname=" + original.reveal()},
                 {},
                 {"LC_ALL=C"}};
    dump.keeps_libpq_settings = true;
    const auto ended = run(dump);
    if (!ended.has_succeeded)
        throw Obstacle("the schema can't be read: " + first_error(ended.errors), hint_for(ended.errors));
    load_file(server, database, file, "the schema of " + original.to_text() + " can't be made anew");
}

} // namespace

void load_schema(const PrivateServer& server, const std::string& database, const SchemaSource& source) {
    if (const auto* file = std::get_if<std::filesystem::path>(&source)) {
        if (!std::filesystem::is_regular_file(*file))
            throw Obstacle("there is no schema \"" + file->string() + "\"",
                           "Make it with pg_dump --schema-only --no-owner --no-privileges.");
        load_file(server, database, *file, "the schema can't be loaded");
    } else {
        load_from(server, database, std::get<database::Dsn>(source));
    }
}

} // namespace retention::proving
