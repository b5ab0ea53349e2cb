// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/commands.hpp"

#include "daemon/ctl/document.hpp"
#include "daemon/ctl/render.hpp"
#include "daemon/ctl/watch.hpp"

#include <CLI/CLI.hpp>

namespace retention::ctl {

using nlohmann::json;

void Commands::add_runs() {
    auto* run = add(*app_, "run", "start a run, or \"run show N\"", [this] { return run_command(); });
    add_policy(run);
    run->add_flag("--wait", waits_, "show progress until the run has ended, or waits for approval");
    add_reason(run);
    add_as_of(run, "judge by this date or time, not later than now");

    auto* show_run = add(*run, "show", "one run in detail", [this] {
        return ask_and_show("run.show", with_database({{"run", run_}}),
                            [this](const json& shown) { return render_run(shown, screen_); });
    });
    add_run(show_run);

    auto* approve = add(*app_, "approve", "release a run that waits for approval", [this] {
        auto params = with_reason(with_database({{"run", run_}}));
        if (digest_)
            params["digest"] = *digest_;
        return change_run("run.approve", std::move(params));
    });
    add_run(approve);
    add_reason(approve);
    approve->add_option("--digest", digest_, "the plan's digest: refused when the plan is another");

    auto* redo = add(*app_, "redo", "let those be due again who were done", [this] { return redo_command(); });
    add_policy(redo)->required();
    auto* key = redo->add_option("KEY", key_, "this subject, whatever it has; several values for a composite key; absent: those who have values again");
    redo->add_flag("--all", wants_all_, "all who were done, whatever they have: the action takes more by now, or rows came back")->excludes(key);
    add_reason(redo);

    auto* cancel = add(*app_, "cancel", "stop a run for good", [this] {
        return change_run("run.cancel", with_reason(with_database({{"run", run_}})));
    });
    add_run(cancel);
    add_reason(cancel);
}

Outcome Commands::run_command() {
    if (policy_.empty())
        throw CLI::RequiredError("POLICY");
    auto started = ask("run.start", with_reason(with_as_of({{"policy", policy_}})));
    if (!waits_) {
        show(started, [this](const json& shown) { return render_run_changed(shown, screen_); });
        return text(started, "state") == "failed" ? Outcome::Failed : Outcome::Done;
    }
    if (const auto database = text(started, "database"); !database.empty())
        database_ = database;
    return follow(number(started, "run"), Until::NeedsAPerson);
}

Outcome Commands::redo_command() {
    json params = with_reason({{"policy", policy_}});
    if (!key_.empty())
        params["key"] = key();
    const std::string nobody = wants_all_        ? "nobody was done who is not due again already"
                               : key_.empty() ? "nobody who was done has values again"
                                              : "the subject is due again already";
    return ask_and_show(wants_all_ ? "redo.all" : "redo", std::move(params), [&](const json& shown) { return render_redo(shown, nobody); });
}

Outcome Commands::follow(long long run, Until until) {
    const auto ended = watch_run(client(), with_database({{"run", run}}), until, screen_, progress_out());
    show(ended, [this](const json& shown) { return render_run_changed(shown, screen_); });
    return outcome_of_run(text(ended, "state"));
}

Outcome Commands::change_run(const char* method, json params) {
    return ask_and_show(method, std::move(params),
                        [this](const json& shown) { return render_run_changed(shown, screen_); });
}

} // namespace retention::ctl
