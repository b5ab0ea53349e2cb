// SPDX-License-Identifier: Apache-2.0
#pragma once

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

// The arguments with which `retentiond` does the check, the start-up path of the daemon, without its name. `config` may be empty: its own
// default.
std::vector<std::string> check_arguments(const CheckOptions& options, const std::string& config);

} // namespace retention::ctl
