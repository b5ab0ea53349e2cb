// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/account.hpp"

#include "daemon/proving/obstacle.hpp"

#include <pwd.h>
#include <unistd.h>

namespace retention::proving {

std::optional<Account> server_account() {
    if (::geteuid() != 0)
        return std::nullopt;
    for (const char* name : {"postgres", "nobody"})
        if (const passwd* entry = ::getpwnam(name))
            return Account{name, entry->pw_uid, entry->pw_gid};
    throw Obstacle("PostgreSQL does not run as root, and there is no user \"postgres\" or \"nobody\"",
                   "Run the tests as an ordinary user.");
}

} // namespace retention::proving
