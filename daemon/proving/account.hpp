// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace retention::proving {

// A user of the system, as whom a child process works.
struct Account {
    std::string name;
    uid_t user = 0;
    gid_t group = 0;
};

// Who runs the private server: PostgreSQL refuses root, so for root it is postgres, or else nobody. Nothing: ourselves. Throws
// Obstacle when root finds neither.
std::optional<Account> server_account();

} // namespace retention::proving
