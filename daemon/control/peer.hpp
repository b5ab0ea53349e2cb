// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/control/access.hpp"

#include <string>

namespace retention::control {

// Who connected to the unix socket `descriptor`, at the moment of connecting. Throws std::system_error.
Credentials peer_credentials(int descriptor);

// For the journal and the log: "dpo (uid 1001)", or "uid 1001" when that user has no name here.
std::string describe_user(uid_t uid);

} // namespace retention::control
