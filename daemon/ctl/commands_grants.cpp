// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/commands.hpp"

#include "daemon/ctl/handover.hpp"

#include <CLI/CLI.hpp>

namespace retention::ctl {

void Commands::add_grants() {
    auto* grants = add(*app_, "grants", "what the daemon's database role needs, as SQL; changes nothing", [this]() -> Outcome {
        std::vector<std::string> arguments{"--grants"};
        if (const auto config = config_for(check_.config, client()); !config.empty())
            arguments.insert(arguments.end(), {"--config", config});
        // In one word: a value that begins with a hyphen is no option.
        if (role_)
            arguments.push_back("--role=" + *role_);
        if (connect_)
            arguments.push_back("--connect=" + *connect_);
        arguments.insert(arguments.end(), policies_.begin(), policies_.end());
        become_daemon(std::move(arguments));
    });
    grants->add_option("POLICY", policies_, "for these policies; absent: for all");
    grants->add_option("--config", check_.config, "the daemon's configuration");
    grants->add_option("--role", role_, "for this role, instead of the one that the configuration connects as");
    grants->add_option("--connect", connect_, "a connection string of somebody who may see all, where the daemon's role may not yet");
}

} // namespace retention::ctl
