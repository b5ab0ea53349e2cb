// SPDX-License-Identifier: Apache-2.0
#include "config/language/maps.hpp"

#include "config/language/kinds.hpp"

namespace retention::config::language {

namespace {

constexpr Kind kConnection{.what = "a connection string such as \"service=crm\""};

constexpr Key kKeys[] = {
    {"dsn", &kConnection, "required", "The connection string, without a password: one with a password is refused",
     "\"host=db.example dbname=shop user=retentiond sslmode=verify-full\"",
     "Write how to connect, as in dsn: \"service=crm\"."},
    {"passfile", &kPath, "none", "A file in the format of `.pgpass` that only the daemon's user can read, or a credential", "shop.pgpass"},
};

constexpr Kind kDatabaseKeys = keys_of(kDatabase);
constexpr const Kind* kConnectionOrKeys[] = {&kConnection, &kDatabaseKeys};
constexpr Kind kOneDatabase{.form = Kind::Form::Either,
                            .what = "a connection string, or a map with one",
                            .choices = kConnectionOrKeys};

} // namespace

constinit const Map kDatabase{
    .what = "a database",
    .help = "How to connect to a database",
    .docs = "settings.md#databases",
    .keys = kKeys,
};

constinit const Kind kDatabases{.form = Kind::Form::Names,
                                .what = "a map of names to connection strings",
                                .names = &kName,
                                .each = &kOneDatabase};

} // namespace retention::config::language
