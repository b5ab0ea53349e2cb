// SPDX-License-Identifier: Apache-2.0
#include "config/databases_reader.hpp"

#include "config/dsn.hpp"
#include "config/language/maps.hpp"
#include "config/secret_file.hpp"
#include "config/values.hpp"

namespace retention::config {

namespace {

constexpr const char* kPasswordHint = "Put the password into a file that only the daemon can read, in the format of "
                                      ".pgpass, and name it: { dsn: \"...\", "
                                      "passfile: crm.pgpass }.";

std::string read_dsn(const Value& value) {
    const auto text = value.text(language::kDatabase.find("dsn")->kind->what);
    if (!text)
        return {};
    std::string reason;
    const auto dsn = parse_dsn(*text, reason);
    if (!dsn)
        value.error("DSN_INVALID", "is no connection string: " + reason,
                    "Write keywords as libpq knows them, such as \"host=db.example dbname=crm\", or a URI.");
    else if (dsn->has_password)
        value.error("DSN_PASSWORD", "a connection string can't hold a password", kPasswordHint);
    else
        return *text;
    return {};
}

Database read_database(const Value& value, const std::filesystem::path& folder) {
    Database database;
    database.place = value.node().place;
    if (value.is_text()) {
        database.dsn = read_dsn(value);
        return database;
    }
    const Fields fields(value, language::kDatabase);
    if (const auto dsn = fields.find("dsn"))
        database.dsn = read_dsn(*dsn);
    const auto passfile = fields.find("passfile");
    if (const auto text = passfile ? passfile->text(fields.kind("passfile").what) : std::nullopt)
        database.passfile = secret_file(folder, *text);
    return database;
}

} // namespace

std::map<std::string, Database> read_databases(const Value& value, const std::filesystem::path& folder) {
    std::map<std::string, Database> databases;
    for (const auto& [entry, each] : value.map(language::kDatabases.what)) {
        check_name(each, entry->place, entry->key);
        databases.emplace(entry->key, read_database(each, folder));
    }
    if (value.node().kind == Node::Kind::Map && databases.empty())
        value.error("LIST_EMPTY", "names no database", "Name at least one, as in crm: \"service=crm\".");
    return databases;
}

} // namespace retention::config
