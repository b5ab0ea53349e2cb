// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/ctl/client.hpp"

#include <string>
#include <vector>

namespace retention::ctl {

struct CheckOptions {
    std::string config; // empty: the running daemon's, or else the usual place
    std::vector<std::string> files;
    bool is_offline = false;
    bool wants_json = false;
    bool is_strict = false;
};

// The arguments with which `retentiond` does the check, its own name first. `config` may be empty: its own default.
std::vector<std::string> check_arguments(const CheckOptions& options, const std::string& config);

// Becomes `retentiond --check`, the start-up path of the daemon, from the folder of this program or else from the PATH:
// returns only by throwing std::runtime_error.
[[noreturn]] void become_check(const CheckOptions& options, const Client& client);

} // namespace retention::ctl
