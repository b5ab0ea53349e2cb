// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/commands.hpp"

#include "daemon/ctl/document.hpp"
#include "daemon/ctl/render.hpp"

#include <CLI/CLI.hpp>

namespace retention::ctl {

using nlohmann::json;

void Commands::add_control() {
    auto* pause = add(*app_, "pause", "start no more batches", [this] {
        return ask_and_show("pause", with_policy(json::object()),
                            [](const json& shown) { return render_pause(shown, true); });
    });
    add_any_policy(pause);

    auto* resume = add(*app_, "resume", "go on after a pause", [this] {
        return ask_and_show("resume", with_policy(json::object()),
                            [](const json& shown) { return render_pause(shown, false); });
    });
    add_any_policy(resume);

    auto* set = add(*app_, "set", "how fast is worked: shown, or set until a restart or a reload", [this] {
        const auto render = [this](const json& shown) { return render_pace(shown, screen_); };
        if (set_.empty())
            return ask_and_show("pace.show", with_database(json::object()), render);
        return ask_and_show("pace.set", with_database({{"set", set_}}), render);
    });
    set->add_option("SETTING", set_, "such as pace.batch_time=100ms; absent: shows them all")->type_name("PATH=VALUE");
    set->add_option("--database", database_, "only in this database");

    add(*app_, "reload", "read the configuration again", [this] {
        const auto document = ask("reload");
        show(document, [this](const json& shown) { return render_reload(shown, screen_); });
        return truth(document, "swapped") ? Outcome::Done : Outcome::Failed;
    });
}

} // namespace retention::ctl
