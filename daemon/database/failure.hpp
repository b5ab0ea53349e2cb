// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace retention::database {

// A connection, statement or commit that failed. The only exception that leaves a session for the server's reasons.
//
// what() is our own text and free of values: `statement judge failed: SQLSTATE 23503 foreign_key_violation`. Only a failed connection
// attempt also says what libpq says, because no row has been near it. Names of a constraint and a table are taken from the server's
// message, which a trigger can forge: whoever shows or keeps them asks the catalog first.
class Failure : public std::runtime_error {
public:
    enum class Kind {
        Retryable, // the same again may succeed: conflict, timeout, lost connection, server short of something
        InDoubt,   // the connection went away during COMMIT: only the journal knows whether it happened
        Permanent, // the same again fails again
    };

    struct Facts {
        Kind kind = Kind::Permanent;
        std::string statement;        // its name, never its text
        std::string sqlstate;         // five characters, or empty when the server could say none
        std::string constraint;       // empty: unknown
        std::string table;            // empty: unknown; unqualified
        bool is_disconnected = false; // the session is of no more use: make a new one
    };

    Failure(const std::string& what, Facts facts) : std::runtime_error(what), facts_(std::move(facts)) {}

    Kind kind() const noexcept { return facts_.kind; }
    const std::string& statement() const noexcept { return facts_.statement; }
    const std::string& sqlstate() const noexcept { return facts_.sqlstate; }
    const std::string& constraint() const noexcept { return facts_.constraint; }
    const std::string& table() const noexcept { return facts_.table; }
    bool is_disconnected() const noexcept { return facts_.is_disconnected; }

private:
    Facts facts_;
};

// What trying again is good for. An empty SQLSTATE means that the connection is lost: Retryable.
Failure::Kind kind_of(std::string_view sqlstate) noexcept;

// "foreign_key_violation", as PostgreSQL's documentation calls it, or the name of its class, or empty.
std::string_view condition_name(std::string_view sqlstate) noexcept;

struct ServerError;

// The failure of the statement called `name`, without the server's words.
Failure statement_failure(std::string_view name, const ServerError& error);

// The failure of a COMMIT: in doubt when the connection went with it.
Failure commit_failure(const ServerError& error);

} // namespace retention::database
