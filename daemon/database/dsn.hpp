// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>

namespace retention::database {

// Where a database is: a libpq connection string or URI, and optionally a file with passwords. Whoever prints it gets a
// masked text; only the code that connects asks for the real one. A value: safe to copy and to share.
class Dsn {
public:
    // `passfile` is libpq's parameter of that name; empty: libpq's own default.
    explicit Dsn(std::string connection, std::string passfile = {});

    // For people: `host=db.example dbname=crm ***`. Host, port, dbname, service and user as given, all else as stars.
    std::string to_text() const;

    // False when libpq can't read it. libpq's own complaint is not passed on: it quotes pieces of passwords.
    bool is_well_formed() const;

    // The string itself holds a password, which belongs into a passfile.
    bool has_password() const;

    // Whom the string itself says to connect as; empty where that is left to a service file, the environment or libpq.
    std::string user() const;

    // What to hand to libpq: the given parameters and those of ours that it does not name (application_name,
    // connect_timeout, keepalives, tcp_user_timeout). Secret. Throws std::invalid_argument when it is malformed.
    std::string reveal() const { return reveal(passfile_); }

    // The same with another file in place of its own.
    std::string reveal(const std::string& passfile) const;

    const std::string& passfile() const noexcept { return passfile_; }

private:
    std::string connection_;
    std::string passfile_;
};

std::ostream& operator<<(std::ostream& out, const Dsn& dsn);

} // namespace retention::database
