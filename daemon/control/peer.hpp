// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/control/access.hpp"
#include "daemon/jobs/operations.hpp"

#include <string>

namespace retention::control {

// Who connected to the unix socket `descriptor`, at the moment of connecting. Throws std::system_error.
Credentials peer_credentials(int descriptor);

// Who runs this program.
Credentials own_credentials();

// For the journal and the log: "dpo (uid 1001)", or "uid 1001" when that user has no name here.
std::string describe_user(uid_t uid);

// The same with the login, for what is recorded. Names may come from a directory server: may block.
jobs::Person describe_peer(const Credentials& peer);

} // namespace retention::control
