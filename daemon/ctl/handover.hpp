// SPDX-License-Identifier: Apache-2.0
//
// Commands that need no daemon and yet all that it knows: this program becomes `retentiond`, which carries them out.
#pragma once

#include "daemon/ctl/client.hpp"

#include <string>
#include <vector>

namespace retention::ctl {

// The daemon's configuration: the one `given`, or the running daemon's; empty: neither, `retentiond` knows the usual place.
std::string config_for(const std::string& given, const Client& client);

// Becomes `retentiond`, from the folder of this program or else from the PATH, with these arguments after its name: returns only by
// throwing std::runtime_error.
[[noreturn]] void become_daemon(std::vector<std::string> arguments);

} // namespace retention::ctl
