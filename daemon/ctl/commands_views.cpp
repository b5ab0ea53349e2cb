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

    auto* failures = add(*app_, "failures", "who could not be erased in the last run, and what refused", [this] {
        const auto document = ask("failures", with_policy(json::object()));
        show(document, [this](const json& shown) { return render_failures(shown, screen_); });
        return elements(document, "failures").empty() ? Outcome::Done : Outcome::NeedsAttention;
    });
    add_any_policy(failures);

    add(*app_, "metrics", "all numbers in the text format of Prometheus", [this] {
        // As it is: the daemon has made names harmless already, and escapes of ours would break the format.
        return ask_and_show("metrics", json::object(), [](const json& shown) { return member(shown, "text").get<std::string>(); });
    });

    auto* plan = add(*app_, "plan", "who is due, in numbers; changes nothing", [this] { return plan_command(); });
    add_policy(plan)->required();
    add_as_of(plan);
    plan->add_flag("--diff", wants_difference_, "who came and went since the last run's plan");
    plan->add_flag("--subjects", wants_subjects_, "list the keys of those whom no class matches or who can never become due; "
                                                  "with --diff: of those who came, stayed and went");
    plan->add_option("--limit", limit_, "how many keys of each kind; 1000 if absent")->check(CLI::Range(1, 10'000));

    auto* forecast = add(*app_, "forecast", "who becomes due in the months to come, if nothing new happens", [this] {
        json params{{"policy", policy_}, {"months", months_}};
        if (!set_.empty())
            params["set"] = set_;
        return ask_and_show(set_.empty() ? "forecast" : "forecast.what_if", std::move(params),
                            [this](const json& shown) { return render_forecast(shown, screen_); });
    });
    add_policy(forecast)->required();
    forecast->add_option("--months", months_, "how many, this one being the first")->check(CLI::Range(1, 60))->capture_default_str();
    forecast->add_option("--set", set_, "what if: put another value into the policy, for this question only, as in "
                                        "rules.silent-prospects.keep=P1Y; null takes a key out; may be repeated")
        ->type_name("PATH=VALUE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);

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

Outcome Commands::plan_command() {
    if (wants_difference_ && as_of_)
        throw CLI::ValidationError("--diff", "compares with now; leave --as-of out");
    if (limit_ && !wants_subjects_)
        throw CLI::ValidationError("--limit", "bounds the list of --subjects");
    json params{{"policy", policy_}};
    if (limit_)
        params["limit"] = *limit_;
    if (wants_difference_)
        return ask_and_show(wants_subjects_ ? "plan.diff.subjects" : "plan.diff", std::move(params),
                            [this](const json& shown) { return render_plan_difference(shown, screen_); });
    if (wants_subjects_)
        return ask_and_show("plan.subjects", with_as_of(std::move(params)),
                            [this](const json& shown) { return render_forgotten(shown, screen_); });
    return ask_and_show("plan", with_as_of(std::move(params)), [this](const json& shown) { return render_plan(shown, screen_); });
}

Outcome Commands::watch_command() {
    if (run_ > 0)
        return follow(run_, Until::Ended);
    const auto status = watch_all(client(), screen_, progress_out());
    if (wants_json_)
        show(status, nullptr);
    else if (elements(status, "runs").empty())
        out_ << (has_unreachable_database(status) ? "a database is unreachable: whether runs are active is not known\n" : "no active runs\n");
    return has_unreachable_database(status) ? Outcome::NeedsAttention : Outcome::Done;
}

} // namespace retention::ctl
