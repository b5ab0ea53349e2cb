// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/session.hpp"

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace retention::database {

// A step of our own schema `retentiond`: migrations/NNN_name.sql, never edited after a release.
struct Migration {
    int version = 0;
    std::string_view sql;
};

// All steps, from version 1 on without gaps.
std::span<const Migration> known_migrations() noexcept;

// The schema can't be brought to our version. `what()` and the hint are for people.
class MigrationError : public std::runtime_error {
public:
    MigrationError(const std::string& message, std::string hint)
        : std::runtime_error(message), hint_(std::move(hint)) {}

    const std::string& hint() const noexcept { return hint_; }

private:
    std::string hint_;
};

// Brings the schema `retentiond` to the newest version, from nothing if need be, in one transaction; daemons that do so
// at the same time wait for each other. Returns the number of steps taken. An administrator may have made the schema.
//
// Throws MigrationError when the schema is newer than we know or the role may not create what is missing, and Failure;
// in both cases nothing has changed, unless the Failure is in doubt: then migrate() again.
int migrate(Session& session);

// Throws MigrationError when a newer program has brought the schema further than we know, and Failure.
void require_known_version(Session& session);

} // namespace retention::database
