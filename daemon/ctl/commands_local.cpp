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
    check->add_option("FILE", check_.files, "policy files; absent: all that the configuration names");
    check->add_option("--config", check_.config, "the daemon's configuration");
    check->add_flag("--offline", check_.is_offline, "syntax only, without a database");

    auto* draft = add(*app_, "draft", "write a first policy, from a database and a look at its data",
                      [this]() -> Outcome { become_draft(draft_, client()); });
    draft->add_option("--subject", draft_.subject, "the table of persons; absent: which tables it could be");
    draft->add_option("--config", draft_.config, "the daemon's configuration");
    draft->add_option("--database", draft_.database, "which of the configuration's databases");
    draft->add_option("--dsn", draft_.dsn, "a connection string instead of the configuration");
    draft->add_option("--name", draft_.name, "the policy's name");
    draft->add_option("--output", draft_.output, "a file that does not exist yet, instead of the standard output");
    draft->add_option("--sample", draft_.sample, "how many rows of each table to look at");

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
