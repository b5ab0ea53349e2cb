// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/commands.hpp"

#include "daemon/ctl/render.hpp"

#include <CLI/CLI.hpp>

namespace retention::ctl {

using nlohmann::json;

void Commands::add_audit() {
    auto* audit = add(*app_, "audit", "who asked for what, why, and what came of it", [this] {
        json params = with_policy({{"last", commands_}});
        if (since_)
            params["since"] = *since_;
        return ask_and_show("audit", std::move(params), [this](const json& shown) { return render_audit(shown, screen_); });
    });
    add_any_policy(audit);
    audit->add_option("--since", since_, "only from this date or time on");
    audit->add_option("--last", commands_, "how many")->check(CLI::Range(1, 10'000))->capture_default_str();
}

void Commands::add_reason(CLI::App* subcommand) {
    subcommand->add_option("--reason", why_, "why, for the record; without personal data");
}

json Commands::with_reason(json params) const {
    if (why_)
        params["reason"] = *why_;
    return params;
}

} // namespace retention::ctl
