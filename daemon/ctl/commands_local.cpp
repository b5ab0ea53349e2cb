// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/commands.hpp"

#include "daemon/ctl/anonymizers.hpp"
#include "daemon/ctl/document.hpp"
#include "daemon/ctl/handover.hpp"

#include <CLI/CLI.hpp>

namespace retention::ctl {

using nlohmann::json;

void Commands::add_without_daemon() {
    auto* check = add(*app_, "check", "check configuration and policies, as the daemon does at its start",
                      [this]() -> Outcome {
                          check_.wants_json = wants_json_;
                          become_daemon(check_arguments(check_, config_for(check_.config, client())));
                      });
    check->add_option("FILE", check_.files, "policy files; absent: all that the configuration names");
    check->add_option("--config", check_.config, "the daemon's configuration");
    check->add_flag("--offline", check_.is_offline, "syntax only, without a database");

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
