// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/commands.hpp"

#include "daemon/ctl/anonymizers.hpp"
#include "daemon/ctl/document.hpp"
#include "daemon/ctl/handover.hpp"
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
                          become_daemon(check_arguments(check_, config_for(check_.config, client())));
                      });
    check->add_option("FILE", check_.files,
                      "policy files, or folders of them; absent: all that the configuration names. With --accept: names of policies");
    auto* config = check->add_option("--config", check_.config, "the daemon's configuration");
    auto* offline = check->add_flag("--offline", check_.is_offline, "syntax only, without a database");
    auto* strict = check->add_flag("--strict", check_.is_strict, "warnings fail, too");
    check->add_flag("--accept", accepts_, "take what came into reach of the policies in force for right: asks the daemon")
        ->excludes(config)
        ->excludes(offline)
        ->excludes(strict);
    check->add_option("--reason", why_, "with --accept: why, for the record; without personal data");

    auto* test = add(*app_, "test", "carry out the tests of policies, on a PostgreSQL made for them", [this]() -> Outcome {
        test_.wants_json = wants_json_;
        become_daemon(test_arguments(test_, config_for(test_.config, client())));
    });
    test->add_option("FILE", test_.files, "files of tests, or folders of such; absent: those beside the configuration's policies");
    test->add_option("--schema", test_.schema, "a file of SQL that makes the tables");
    test->add_option("--config", test_.config, "the daemon's configuration");
    test->add_option("--filter", test_.filter, "only tests with this in their name");
    test->add_option("--junit", test_.junit, "write the outcome to this file, as JUnit's XML");
    test->add_option("--postgres", test_.postgres, "the folder of a PostgreSQL server's programs");

    auto* draft = add(*app_, "draft", "write a first policy, from a database and a look at its data",
                      [this]() -> Outcome { become_daemon(draft_arguments(draft_, config_for(draft_.config, client()))); });
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

Outcome Commands::accept_command() {
    json accepted{{"policies", json::array()}, {"refused", json::array()}};
    const auto add = [&accepted](const json& document) {
        for (const auto* list : {"policies", "refused"})
            for (const auto& one : elements(document, list))
                accepted[list].push_back(one);
    };
    if (check_.files.empty())
        add(ask("drift.accept", with_reason(json::object())));
    for (const auto& policy : check_.files)
        add(ask("drift.accept", with_reason({{"policy", policy}})));
    show(accepted, render_drift_accepted);
    return accepted["refused"].empty() ? Outcome::Done : Outcome::Failed;
}

} // namespace retention::ctl
