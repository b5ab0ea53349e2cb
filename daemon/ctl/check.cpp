// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/check.hpp"

namespace retention::ctl {

std::vector<std::string> check_arguments(const CheckOptions& options, const std::string& config) {
    std::vector<std::string> arguments{"--check"};
    if (!config.empty())
        arguments.insert(arguments.end(), {"--config", config});
    if (options.is_offline)
        arguments.emplace_back("--offline");
    if (options.wants_json)
        arguments.emplace_back("--json");
    if (options.is_strict)
        arguments.emplace_back("--strict");
    arguments.insert(arguments.end(), options.files.begin(), options.files.end());
    return arguments;
}

} // namespace retention::ctl
