// SPDX-License-Identifier: Apache-2.0
//
// Programs of PostgreSQL as child processes. None outlives us: the kernel ends them when we end, however that happens.
#pragma once

#include "daemon/proving/account.hpp"

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace retention::proving {

struct Command {
    std::vector<std::string> arguments;               // the program first, by its path
    std::optional<Account> account = {};              // nothing: ourselves
    std::vector<std::string> environment = {};        // NAME=value, beside ours
    bool keeps_libpq_settings = false;                // PGHOST and its kin: of use only to reach the application's database
    std::filesystem::path output = "/dev/null";       // what it prints, appended
    std::filesystem::path errors = {};                // likewise; empty: to Ended::errors
    int signal_at_our_end = 9;                        // SIGKILL
};

struct Ended {
    bool has_succeeded = false;
    std::string errors;
};

// Runs it to its end. Throws std::system_error when it can't be started.
Ended run(const Command& command);

// Starts it, in a session of its own, and gives its process id. Likewise.
pid_t start(const Command& command);

} // namespace retention::proving
