// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/commands.hpp"

#include "daemon/ctl/anonymizers.hpp"
#include "daemon/ctl/document.hpp"

#include <CLI/CLI.hpp>

namespace retention::ctl {

using nlohmann::json;

void Commands::add_without_daemon() {
    auto* check = add(*app_, "check", "check configuration and policies, as the daemon does at its start",
                      [this]() -> Outcome {
                          check_.wants_json = wants_json_;
                          become_check(check_, client());
                      });
    check->add_option("FILE", check_.files, "policy files, or folders of them; absent: all that the configuration names");
    check->add_option("--config", check_.config, "the daemon's configuration");
    check->add_flag("--offline", check_.is_offline, "syntax only, without a database");
    check->add_flag("--strict", check_.is_strict, "warnings fail, too");

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

} // namespace retention::ctl
