// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/command_line.hpp"

#include "daemon/ctl/anonymizers.hpp"
#include "daemon/ctl/check.hpp"
#include "daemon/ctl/client.hpp"
#include "daemon/ctl/document.hpp"
#include "daemon/ctl/outcome.hpp"
#include "daemon/ctl/render.hpp"
#include "daemon/ctl/watch.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace retention::ctl {
namespace {

constexpr const char* kUsualSocket = "/run/retentiond/control.sock";

// CLI11 takes a word in brackets for a list of words; one behind this sign it leaves alone.
constexpr char kLiteral = '\x1f';

// The words of the command line, those in brackets that are no value of an option made literal: they are keys, whatever they
// look like. A hold must find its subject.
std::vector<std::string> with_literal_keys(int argc, const char* const* argv) {
    const auto is_option_with_value = [](std::string_view word) {
        return word.starts_with("--") && word.find('=') == word.npos && word != "--json" && word != "--wait" && word != "--offline" &&
               word != "--";
    };
    std::vector<std::string> words;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        const bool is_bracketed = word.size() > 1 && word.front() == '[' && word.back() == ']';
        words.push_back((is_bracketed && !is_option_with_value(argv[i - 1]) ? std::string(1, kLiteral) : std::string()) + std::string(word));
    }
    return words;
}

// CLI11's own check tells the limits of a double.
const CLI::Validator kNumber(
    [](std::string& text) {
        const bool is_number = !text.empty() && text.size() <= 18 && text.find_first_not_of("0123456789") == std::string::npos &&
                               text.find_first_not_of('0') != std::string::npos;
        return is_number ? std::string() : "\"" + text + "\" is no number from 1 up";
    },
    "NUMBER");

// The subcommands and their options. CLI11 fills in the fields, and `command_` becomes what the chosen one does.
class CommandLine {
public:
    CommandLine(const Screen& screen, std::ostream& out) : screen_(screen), out_(out) {
        app_.require_subcommand(1);
        app_.fallthrough();
        app_.add_option("--socket", socket_, "the daemon's control socket")
            ->envname("RETENTIOND_SOCKET")
            ->capture_default_str();
        app_.add_flag("--json", wants_json_, "print the daemon's document instead of tables");
        add_views();
        add_runs();
        add_control();
        add_holds();
        add_without_daemon();
    }
    CommandLine(const CommandLine&) = delete;
    CommandLine& operator=(const CommandLine&) = delete;

    CLI::App& app() noexcept { return app_; }
    bool wants_json() const noexcept { return wants_json_; }

    Outcome execute() { return command_(); }

private:
    using Render = std::function<std::string(const json&)>;

    CLI::App* add(CLI::App& parent, const char* name, const char* help, std::function<Outcome()> command) {
        auto* subcommand = parent.add_subcommand(name, help);
        // CLI11 calls back the innermost first: an outer one must not take its place.
        subcommand->callback([this, subcommand, command = std::move(command)] {
            if (subcommand->get_subcommands().empty())
                command_ = command;
        });
        return subcommand;
    }

    void add_views() {
        add(app_, "status", "databases, policies and active runs", [this] {
            const auto document = ask("status");
            show(document, [this](const json& shown) { return render_status(shown, screen_); });
            return outcome_of_status(document);
        });

        auto* runs = add(app_, "runs", "the last runs", [this] {
            json params{{"last", last_}};
            return ask_and_show("runs", with_policy(std::move(params)),
                                [this](const json& shown) { return render_runs(shown, screen_); });
        });
        runs->add_option("POLICY", policy_, "only of this policy");
        runs->add_option("--last", last_, "how many")->check(CLI::Range(1, 1000))->capture_default_str();

        auto* plan = add(app_, "plan", "who is due, in numbers; changes nothing", [this] {
            return ask_and_show("plan", with_as_of({{"policy", policy_}}),
                                [this](const json& shown) { return render_plan(shown, screen_); });
        });
        add_policy(plan)->required();
        add_as_of(plan);

        auto* explain = add(app_, "explain", "one subject: what holds, what stops it, what is next", [this] {
            return ask_and_show("explain", with_as_of({{"policy", policy_}, {"key", key()}}),
                                [this](const json& shown) { return render_explain(shown, screen_); });
        });
        add_policy(explain)->required();
        add_key(explain);
        add_as_of(explain);

        auto* watch = add(app_, "watch", "running runs with their progress, until they have ended",
                          [this] { return watch_command(); });
        watch->add_option("RUN", run_, "only this one")->check(kNumber);
        add_database(watch);
    }

    void add_runs() {
        auto* run = add(app_, "run", "start a run, or \"run show N\"", [this] { return run_command(); });
        add_policy(run);
        run->add_flag("--wait", waits_, "show progress until the run has ended, or waits for approval");
        add_as_of(run, "judge by this date or time, not later than now");

        auto* show_run = add(*run, "show", "one run in detail", [this] {
            return ask_and_show("run.show", with_database({{"run", run_}}),
                                [this](const json& shown) { return render_run(shown, screen_); });
        });
        add_run(show_run);

        auto* approve = add(app_, "approve", "release a run that waits for approval", [this] {
            auto params = with_database({{"run", run_}});
            if (digest_)
                params["digest"] = *digest_;
            return change_run("run.approve", std::move(params));
        });
        add_run(approve);
        approve->add_option("--digest", digest_, "the plan's digest: refused when the plan is another");

        auto* cancel = add(app_, "cancel", "stop a run for good", [this] {
            return change_run("run.cancel", with_database({{"run", run_}}));
        });
        add_run(cancel);
    }

    void add_control() {
        auto* pause = add(app_, "pause", "start no more batches", [this] {
            return ask_and_show("pause", with_policy(json::object()),
                                [](const json& shown) { return render_pause(shown, true); });
        });
        pause->add_option("POLICY", policy_, "only of this policy");

        auto* resume = add(app_, "resume", "go on after a pause", [this] {
            return ask_and_show("resume", with_policy(json::object()),
                                [](const json& shown) { return render_pause(shown, false); });
        });
        resume->add_option("POLICY", policy_, "only of this policy");

        add(app_, "reload", "read the configuration again", [this] {
            const auto document = ask("reload");
            show(document, [this](const json& shown) { return render_reload(shown, screen_); });
            return truth(document, "swapped") ? Outcome::Done : Outcome::Failed;
        });
    }

    void add_holds() {
        auto* hold = app_.add_subcommand("hold", "suspend every action on a subject");
        hold->require_subcommand(1);

        auto* add_hold = add(*hold, "add", "place a hold", [this] {
            const auto document = ask("hold.add", {{"policy", policy_}, {"key", key()}, {"reason", reason_}});
            show(document, render_hold_added);
            return truth(document, "too_late") ? Outcome::Failed : Outcome::Done;
        });
        add_policy(add_hold)->required();
        add_key(add_hold);
        add_hold->add_option("--reason", reason_, "why, for the journal; without personal data")->required();

        auto* remove = add(*hold, "remove", "end a hold", [this] {
            return ask_and_show("hold.remove", with_database({{"hold", hold_}}), render_hold_removed);
        });
        remove->add_option("ID", hold_, "the hold's number")->required()->check(kNumber);
        add_database(remove);

        auto* list = add(*hold, "list", "the holds that operators placed", [this] {
            return ask_and_show("hold.list", with_policy(json::object()),
                                [this](const json& shown) { return render_holds(shown, screen_); });
        });
        list->add_option("POLICY", policy_, "only of this policy");
    }

    void add_without_daemon() {
        auto* check = add(app_, "check", "check configuration and policies, as the daemon does at its start",
                          [this]() -> Outcome {
                              check_.wants_json = wants_json_;
                              become_check(check_, client());
                          });
        check->add_option("FILE", check_.files, "policy files; absent: all that the configuration names");
        check->add_option("--config", check_.config, "the daemon's configuration");
        check->add_flag("--offline", check_.is_offline, "syntax only, without a database");

        auto* anonymizers = add(app_, "anonymizers", "what a column's value can become", [this] {
            auto document = anonymizers_document(name_);
            if (elements(document, "anonymizers").empty())
                throw CLI::ValidationError("NAME", "there is no anonymizer \"" + plain_text(name_) + "\"; " + anonymizer_hint(name_));
            show(document, [this](const json& shown) { return render_anonymizers(shown, screen_); });
            return Outcome::Done;
        });
        anonymizers->add_option("NAME", name_, "only this one, in detail");

        add(app_, "version", "the version of this program", [this] {
            show({{"version", RETENTIOND_VERSION}},
                 [](const json& shown) { return "retentionctl " + text(shown, "version") + "\n"; });
            return Outcome::Done;
        });
    }

    CLI::Option* add_policy(CLI::App* subcommand) {
        return subcommand->add_option("POLICY", policy_, "the policy's name");
    }
    void add_as_of(CLI::App* subcommand, const char* help = "judge by this date or time; a later one than now looks ahead") {
        subcommand->add_option("--as-of", as_of_, help);
    }
    void add_key(CLI::App* subcommand) {
        subcommand->add_option("KEY", key_, "the subject's key; several values for a composite one")->required();
    }
    json key() const {
        json parts = json::array();
        for (const auto& part : key_)
            parts.push_back(part.starts_with(kLiteral) ? part.substr(1) : part);
        return parts;
    }
    void add_run(CLI::App* subcommand) {
        subcommand->add_option("RUN", run_, "the run's number")->required()->check(kNumber);
        add_database(subcommand);
    }
    void add_database(CLI::App* subcommand) {
        subcommand->add_option("--database", database_, "where several databases have one of that number");
    }

    json with_policy(json params) const {
        if (!policy_.empty())
            params["policy"] = policy_;
        return params;
    }
    // What was given is sent, even when it is empty: a script's unset variable must not pass for nothing said.
    json with_as_of(json params) const {
        if (as_of_)
            params["as_of"] = *as_of_;
        return params;
    }
    json with_database(json params) const {
        if (database_)
            params["database"] = *database_;
        return params;
    }

    Client client() const { return Client(socket_); }
    json ask(const char* method, json params = json::object()) const {
        return client().call(method, std::move(params));
    }

    void show(const json& document, const Render& render) {
        // On a terminal the document must be as harmless as a rendering: everything beyond ASCII as \uXXXX.
        if (wants_json_)
            out_ << document.dump(2, ' ', screen_.is_terminal, json::error_handler_t::replace) << "\n";
        else
            out_ << render(document);
    }

    Outcome ask_and_show(const char* method, json params, const Render& render) {
        show(ask(method, std::move(params)), render);
        return Outcome::Done;
    }

    Outcome change_run(const char* method, json params) {
        return ask_and_show(method, std::move(params),
                            [this](const json& shown) { return render_run_changed(shown, screen_); });
    }

    Outcome run_command() {
        if (policy_.empty())
            throw CLI::RequiredError("POLICY");
        auto started = ask("run.start", with_as_of({{"policy", policy_}}));
        if (!waits_) {
            show(started, [this](const json& shown) { return render_run_changed(shown, screen_); });
            return text(started, "state") == "failed" ? Outcome::Failed : Outcome::Done;
        }
        if (const auto database = text(started, "database"); !database.empty())
            database_ = database;
        return follow(number(started, "run"), Until::NeedsAPerson);
    }

    Outcome follow(long long run, Until until) {
        const auto ended = watch_run(client(), with_database({{"run", run}}), until, screen_, progress_out());
        show(ended, [this](const json& shown) { return render_run_changed(shown, screen_); });
        return outcome_of_run(text(ended, "state"));
    }

    Outcome watch_command() {
        if (run_ > 0)
            return follow(run_, Until::Ended);
        const auto status = watch_all(client(), screen_, progress_out());
        if (wants_json_)
            show(status, nullptr);
        else if (elements(status, "runs").empty())
            out_ << "no active runs\n";
        return Outcome::Done;
    }

    // With --json the document is all there is to read.
    std::ostream& progress_out() noexcept { return wants_json_ ? nowhere_ : out_; }

    const Screen& screen_;
    std::ostream& out_;
    std::ostream nowhere_{nullptr};

    CLI::App app_{"Talks to retentiond, which erases people's data when its retention period is over.", "retentionctl"};
    std::function<Outcome()> command_;

    std::string socket_ = kUsualSocket;
    bool wants_json_ = false;
    std::string policy_;
    std::optional<std::string> as_of_;
    std::optional<std::string> database_;
    std::vector<std::string> key_;
    std::optional<std::string> digest_;
    std::string reason_;
    std::string name_;
    long long run_ = 0;
    long long hold_ = 0;
    int last_ = 20;
    bool waits_ = false;
    CheckOptions check_;
};

void show_error(std::ostream& errors, const Screen& screen, const std::string& message, const std::string& hint) {
    errors << coloured(screen, Colour::Red, "error") << ": " << plain_text(message) << "\n";
    if (!hint.empty())
        errors << "HINT: " << plain_text(hint) << "\n";
}

void show_error_document(std::ostream& out, const control::Error& error) {
    json document{{"code", static_cast<int>(error.code)}, {"message", error.message}};
    if (!error.hint.empty())
        document["hint"] = error.hint;
    out << json{{"error", std::move(document)}}.dump(2, ' ', true, json::error_handler_t::replace) << "\n";
}

} // namespace

int run_command_line(int argc, const char* const* argv, const Screen& screen, std::ostream& out, std::ostream& errors) {
    CommandLine line(screen, out);
    try {
        auto words = with_literal_keys(argc, argv);
        std::reverse(words.begin(), words.end());   // as CLI11 wants them
        line.app().parse(std::move(words));
        return exit_status(line.execute());
    } catch (const CLI::ParseError& error) {
        // Help is asked for, not wrong.
        return line.app().exit(error, out, errors) == 0 ? exit_status(Outcome::Done) : exit_status(Outcome::Usage);
    } catch (const Refusal& refusal) {
        show_error(errors, screen, refusal.what(), refusal.error().hint);
        if (line.wants_json())
            show_error_document(out, refusal.error());
    } catch (const Unreachable& unreachable) {
        show_error(errors, screen, unreachable.what(), unreachable.hint());
        if (line.wants_json())
            show_error_document(out, {control::ErrorCode::Unavailable, unreachable.what(), unreachable.hint()});
    } catch (const std::exception& error) {
        show_error(errors, screen, error.what(), {});
    }
    return exit_status(Outcome::Failed);
}

} // namespace retention::ctl
