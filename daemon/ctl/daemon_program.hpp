// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/ctl/client.hpp"

#include <string>
#include <vector>

namespace retention::ctl {

inline constexpr const char* kDaemonProgram = "retentiond";

// `given`, or else the settings that the running daemon has, or else their usual place. Needs no daemon.
std::string config_or_usual(const std::string& given, const Client& client);

// Becomes retentiond, from the folder of this program or else from the PATH. `arguments` begin with its name.
// Returns only by throwing std::runtime_error.
[[noreturn]] void become_daemon_program(std::vector<std::string> arguments);

} // namespace retention::ctl
