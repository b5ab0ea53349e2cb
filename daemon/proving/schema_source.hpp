// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/proving/private_server.hpp"

#include <filesystem>
#include <string>
#include <variant>

namespace retention::proving {

// Where the tables of a test come from: a file of SQL, or the database that the policy is about.
using SchemaSource = std::variant<std::filesystem::path, database::Dsn>;

// Puts the tables into `database` of `server`. Of a database only its schema is read, by pg_dump, no row; owners and privileges are
// left out, roles are made so that row security may name them. Throws Obstacle with the file and line of what went wrong.
void load_schema(const PrivateServer& server, const std::string& database, const SchemaSource& source);

} // namespace retention::proving
