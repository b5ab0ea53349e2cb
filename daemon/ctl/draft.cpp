// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/draft.hpp"

namespace retention::ctl {

std::vector<std::string> draft_arguments(const DraftOptions& options, const std::string& config) {
    std::vector<std::string> arguments{"--draft"};
    if (!config.empty())
        arguments.insert(arguments.end(), {"--config", config});
    const auto add = [&](const char* option, const std::optional<std::string>& value) {
        // In one word: a value that begins with a hyphen is no option.
        if (value)
            arguments.push_back(std::string(option) + "=" + *value);
    };
    if (!options.subject.empty())
        add("--subject", options.subject);
    add("--database", options.database);
    add("--dsn", options.dsn);
    add("--name", options.name);
    add("--output", options.output);
    if (options.sample)
        add("--sample", std::to_string(*options.sample));
    return arguments;
}

} // namespace retention::ctl
