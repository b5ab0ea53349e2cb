// SPDX-License-Identifier: Apache-2.0
//
// What the server said about a failed statement, inside this room only: the message may hold a person's data, and
// leaves the room as a Failure, which has none, or through probe(), which runs on no rows.
#pragma once

#include <string>
#include <string_view>

namespace retention::database {

struct ServerError {
    std::string sqlstate;         // empty: none came, for example because the connection is gone
    std::string message;          // the primary message, without severity and position
    int position = 0;             // in characters of the statement, from 1; 0: none
    bool is_disconnected = false; // the session is of no more use
};

// Takes the text apart that libpq makes with terse verbosity: `ERROR:  column "x" does not exist at character 8`.
ServerError read_terse_message(std::string_view text);

// Names that a message of PostgreSQL's own tells of.
struct NamedObjects {
    std::string constraint;
    std::string table; // unqualified, as the server prints it
};

// Finds them in integrity errors (class 23), refused permissions and lock failures, whose primary message holds names
// and never values. The whole message must be one of PostgreSQL's, in English: a trigger may raise the same SQLSTATE
// with any text, and that gives no names.
NamedObjects find_named_objects(std::string_view sqlstate, std::string_view message);

} // namespace retention::database
