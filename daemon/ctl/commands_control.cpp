// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/commands.hpp"

#include "daemon/ctl/document.hpp"
#include "daemon/ctl/render.hpp"

#include <CLI/CLI.hpp>

#include <string>

namespace retention::ctl {

using nlohmann::json;

namespace {

// As CLI11 wants it: the enumerator's number in place of the word, or what is wrong.
std::string to_goal(std::string& word) {
    if (word != "checked" && word != "done")
        return "there is no goal \"" + word + "\"; known are checked and done";
    word = std::to_string(static_cast<int>(word == "done" ? Goal::Done : Goal::Checked));
    return {};
}

} // namespace

void Commands::add_control() {
    auto* pause = add(*app_, "pause", "start no more batches", [this] {
        return ask_and_show("pause", with_reason(with_policy(json::object())),
                            [](const json& shown) { return render_pause(shown, true); });
    });
    add_any_policy(pause);
    add_reason(pause);

    auto* resume = add(*app_, "resume", "go on after a pause", [this] {
        return ask_and_show("resume", with_reason(with_policy(json::object())),
                            [](const json& shown) { return render_pause(shown, false); });
    });
    add_any_policy(resume);
    add_reason(resume);

    auto* set = add(*app_, "set", "how fast is worked: shown, or set until a restart or a reload", [this] {
        const auto render = [this](const json& shown) { return render_pace(shown, screen_); };
        if (set_.empty())
            return ask_and_show("pace.show", with_database(json::object()), render);
        return ask_and_show("pace.set", with_reason(with_database({{"set", set_}})), render);
    });
    set->add_option("SETTING", set_, "such as pace.batch_time=100ms; absent: shows them all")->type_name("PATH=VALUE");
    set->add_option("--database", database_, "only in this database");
    add_reason(set);

    auto* reload = add(*app_, "reload", "read the configuration again", [this] {
        const auto document = ask("reload", with_reason(json::object()));
        show(document, [this](const json& shown) { return render_reload(shown, screen_); });
        return truth(document, "swapped") ? Outcome::Done : Outcome::Failed;
    });
    add_reason(reload);

    auto* await = add(*app_, "await", "wait until the daemon is where a script or a unit needs it",
                      [this] { return await_command(); });
    await->add_option("GOAL", goal_, "checked: every database is reached, and every policy fits; done: also no run is "
                                     "active, and nobody is due but for holds and floors")
        ->required()
        ->transform(CLI::Validator(to_goal, "{checked,done}"));
    await->add_option("--timeout", timeout_s_, "for how many seconds")->check(CLI::Range(0, 604'800))->capture_default_str();
}

Outcome Commands::await_command() {
    const auto outcome = await(client(), goal_, std::chrono::seconds(timeout_s_), progress_out());
    if (outcome != Outcome::Failed && wants_json_)
        show(ask("status"), nullptr);
    return outcome;
}

} // namespace retention::ctl
