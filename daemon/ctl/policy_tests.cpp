// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/policy_tests.hpp"

namespace retention::ctl {

std::vector<std::string> test_arguments(const TestOptions& options, const std::string& config) {
    std::vector<std::string> arguments{"--test"};
    if (!config.empty())
        arguments.insert(arguments.end(), {"--config", config});
    const auto add = [&](const char* name, const std::optional<std::string>& value) {
        if (value)
            arguments.push_back(std::string(name) + "=" + *value);
    };
    add("--schema", options.schema);
    add("--filter", options.filter);
    add("--junit", options.junit);
    add("--postgres", options.postgres);
    if (options.wants_json)
        arguments.emplace_back("--json");
    arguments.insert(arguments.end(), options.files.begin(), options.files.end());
    return arguments;
}

} // namespace retention::ctl
