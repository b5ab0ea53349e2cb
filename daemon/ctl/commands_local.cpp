// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/commands.hpp"

#include "daemon/ctl/anonymizers.hpp"
#include "daemon/ctl/document.hpp"
#include "daemon/ctl/render.hpp"

#include <CLI/CLI.hpp>

namespace retention::ctl {

using nlohmann::json;

void Commands::add_without_daemon() {
    auto* check = add(*app_, "check", "check configuration and policies, as the daemon does at its start",
                      [this]() -> Outcome {
                          if (accepts_)
                              return accept_command();
                          check_.wants_json = wants_json_;
                          become_check(check_, client());
                      });
    check->add_option("FILE", check_.files, "policy files; absent: all that the configuration names. With --accept: names of policies");
    auto* config = check->add_option("--config", check_.config, "the daemon's configuration");
    auto* offline = check->add_flag("--offline", check_.is_offline, "syntax only, without a database");
    check->add_flag("--accept", accepts_, "take what came into reach of the policies in force for right: asks the daemon")
        ->excludes(config)
        ->excludes(offline);

    auto* anonymizers = add(*app_, "anonymizers", "what a column's value can become", [this] {
        auto document = anonymizers_document(name_);
        if (elements(document, "anonymizers").empty())
            throw CLI::ValidationError("NAME", "there is no anonymizer \"" + plain_text(name_) + "\"; " + anonymizer_hint(name_));
        show(document, [this](const json& shown) { return render_anonymizers(shown, screen_); });
        return Outcome::Done;
    });
    anonymizers->add_option("NAME", name_, "only this one, in detail");

    add(*app_, "version", "the version of this program", [this] {
        show({{"version", RETENTIOND_VERSION}},
             [](const json& shown) { return "retentionctl " + text(shown, "version") + "\n"; });
        return Outcome::Done;
    });
}

Outcome Commands::accept_command() {
    json accepted{{"policies", json::array()}, {"refused", json::array()}};
    const auto add = [&accepted](const json& document) {
        for (const auto* list : {"policies", "refused"})
            for (const auto& one : elements(document, list))
                accepted[list].push_back(one);
    };
    if (check_.files.empty())
        add(ask("drift.accept"));
    for (const auto& policy : check_.files)
        add(ask("drift.accept", {{"policy", policy}}));
    show(accepted, render_drift_accepted);
    return accepted["refused"].empty() ? Outcome::Done : Outcome::Failed;
}

} // namespace retention::ctl
