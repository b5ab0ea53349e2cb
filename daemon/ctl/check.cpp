// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/check.hpp"

#include "daemon/ctl/daemon_program.hpp"

namespace retention::ctl {

std::vector<std::string> check_arguments(const CheckOptions& options, const std::string& config) {
    std::vector<std::string> arguments{kDaemonProgram, "--check", "--config", config};
    if (options.is_offline)
        arguments.emplace_back("--offline");
    if (options.wants_json)
        arguments.emplace_back("--json");
    arguments.insert(arguments.end(), options.files.begin(), options.files.end());
    return arguments;
}

void become_check(const CheckOptions& options, const Client& client) {
    become_daemon_program(check_arguments(options, config_or_usual(options.config, client)));
}

} // namespace retention::ctl
