// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/commands.hpp"

#include "daemon/ctl/document.hpp"
#include "daemon/ctl/render.hpp"
#include "daemon/ctl/watch.hpp"

#include <CLI/CLI.hpp>

namespace retention::ctl {

using nlohmann::json;

void Commands::add_views() {
    add(*app_, "status", "databases, policies and active runs", [this] {
        const auto document = ask("status");
        show(document, [this](const json& shown) { return render_status(shown, screen_); });
        return outcome_of_status(document);
    });

    auto* runs = add(*app_, "runs", "the last runs", [this] {
        json params{{"last", last_}};
        return ask_and_show("runs", with_policy(std::move(params)),
                            [this](const json& shown) { return render_runs(shown, screen_); });
    });
    add_any_policy(runs);
    runs->add_option("--last", last_, "how many")->check(CLI::Range(1, 1000))->capture_default_str();

    auto* plan = add(*app_, "plan", "who is due, in numbers; changes nothing", [this] {
        return ask_and_show("plan", with_as_of({{"policy", policy_}}),
                            [this](const json& shown) { return render_plan(shown, screen_); });
    });
    add_policy(plan)->required();
    add_as_of(plan);

    auto* explain = add(*app_, "explain", "one subject: what holds, what stops it, what is next", [this] {
        return ask_and_show("explain", with_as_of({{"policy", policy_}, {"key", key()}}),
                            [this](const json& shown) { return render_explain(shown, screen_); });
    });
    add_policy(explain)->required();
    add_key(explain);
    add_as_of(explain);

    auto* rehearse = add(*app_, "rehearse", "act on a few of the due, and roll back", [this] {
        json params{{"policy", policy_}};
        if (subjects_)
            params["subjects"] = *subjects_;
        if (!key_.empty())
            params["key"] = key();
        const auto document = ask("rehearse", std::move(params));
        show(document, [this](const json& shown) { return render_rehearsal(shown, screen_); });
        return number(document, "failed") > 0 ? Outcome::Failed : Outcome::Done;
    });
    add_policy(rehearse)->required();
    auto* subjects = rehearse->add_option("--subjects", subjects_, "how many: 10 if absent, at most 100")->check(CLI::Range(1, 100));
    rehearse->add_option("--key", key_, "this subject alone; several values for a composite key")->excludes(subjects);

    auto* watch = add(*app_, "watch", "running runs with their progress, until they have ended",
                      [this] { return watch_command(); });
    add_number(watch, "RUN", run_, "only this one");
    add_database(watch);
}

Outcome Commands::watch_command() {
    if (run_ > 0)
        return follow(run_, Until::Ended);
    const auto status = watch_all(client(), screen_, progress_out());
    if (wants_json_)
        show(status, nullptr);
    else if (elements(status, "runs").empty())
        out_ << "no active runs\n";
    return Outcome::Done;
}

} // namespace retention::ctl
