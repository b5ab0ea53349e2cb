// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/commands.hpp"

#include "daemon/ctl/document.hpp"
#include "daemon/ctl/narrow_help.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <string_view>

namespace retention::ctl {

using nlohmann::json;

namespace {

constexpr const char* kUsualSocket = "/run/retentiond/control.sock";

// CLI11 takes a word in brackets for a list of words; one behind this sign it leaves alone.
constexpr char kLiteral = '\x1f';

// CLI11's own check tells the limits of a double.
const CLI::Validator kNumber(
    [](std::string& text) {
        const bool is_number = !text.empty() && text.size() <= 18 && text.find_first_not_of("0123456789") == std::string::npos &&
                               text.find_first_not_of('0') != std::string::npos;
        return is_number ? std::string() : "\"" + text + "\" is no number from 1 up";
    },
    "NUMBER");

// Whether `word` is an option, of any of the commands, whose value is the next word.
bool takes_next_word(const CLI::App& app, const std::string& word) {
    const auto* option = app.get_option_no_throw(word);
    if (option != nullptr && option->get_items_expected_max() > 0)
        return true;
    const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
    return std::any_of(commands.begin(), commands.end(), [&](const auto* command) { return takes_next_word(*command, word); });
}

// Those in brackets that are no value of an option are keys, whatever they look like: a hold must find its subject.
std::vector<std::string> with_literal_keys(const CLI::App& app, int argc, const char* const* argv) {
    std::vector<std::string> words;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        const bool is_bracketed = word.size() > 1 && word.front() == '[' && word.back() == ']';
        const std::string before = argv[i - 1];
        const bool is_value = before.starts_with("--") && before != "--" && before != "--key" && takes_next_word(app, before);
        words.push_back(is_bracketed && !is_value ? kLiteral + word : word);
    }
    return words;
}

} // namespace

Commands::Commands(const Screen& screen, std::ostream& out)
    : screen_(screen), out_(out),
      app_(std::make_unique<CLI::App>("Talks to retentiond, which erases people's data when its retention period is over.",
                                      "retentionctl")),
      socket_(kUsualSocket) {
    app_->formatter(std::make_shared<NarrowHelp>());
    app_->require_subcommand(1);
    app_->fallthrough();
    app_->add_option("--socket", socket_, "the daemon's control socket")->envname("RETENTIOND_SOCKET")->capture_default_str();
    app_->add_flag("--json", wants_json_, "print the daemon's document instead of tables");
    add_views();
    add_runs();
    add_control();
    add_holds();
    add_requests();
    add_without_daemon();
    add_schema();
    add_audit();
    add_grants();
    add_help();
    add_completion();
}

Commands::~Commands() = default;

void Commands::parse(int argc, const char* const* argv) {
    auto words = with_literal_keys(*app_, argc, argv);
    std::reverse(words.begin(), words.end());   // as CLI11 wants them
    app_->parse(std::move(words));
}

// Found by walking the words as CLI11 does, which only says that some command is missing.
std::optional<std::string> Commands::unknown_command(int argc, const char* const* argv) const {
    const CLI::App* at = app_.get();
    for (int i = 1; i < argc && at->get_require_subcommand_min() > 0; ++i) {
        const std::string word = argv[i];
        if (word.starts_with("-")) {
            i += takes_next_word(*app_, word) ? 1 : 0;
            continue;
        }
        const auto named = at->get_subcommands([&word](const CLI::App* command) { return command->get_name() == word; });
        if (named.empty())
            return word;
        at = named.front();
    }
    return std::nullopt;
}

std::string Commands::command_name() const {
    std::string name = app_->get_name();
    for (auto parsed = app_->get_subcommands(); !parsed.empty(); parsed = parsed.front()->get_subcommands())
        name += " " + parsed.front()->get_name();
    return name;
}

CLI::App* Commands::add(CLI::App& parent, const char* name, const char* help, std::function<Outcome()> command) {
    auto* subcommand = parent.add_subcommand(name, help);
    // CLI11 calls back the innermost first: an outer one must not take its place.
    subcommand->callback([this, subcommand, command = std::move(command)] {
        if (subcommand->get_subcommands().empty())
            command_ = command;
    });
    return subcommand;
}

CLI::Option* Commands::add_policy(CLI::App* subcommand) {
    return subcommand->add_option("POLICY", policy_, "the policy's name");
}

void Commands::add_any_policy(CLI::App* subcommand) {
    subcommand->add_option("POLICY", policy_, "only of this policy");
}

void Commands::add_as_of(CLI::App* subcommand, const char* help) {
    subcommand->add_option("--as-of", as_of_, help);
}

void Commands::add_key(CLI::App* subcommand) {
    subcommand->add_option("KEY", key_, "the subject's key; several values for a composite one")->required();
}

CLI::Option* Commands::add_number(CLI::App* subcommand, const char* name, long long& number, const char* help) {
    return subcommand->add_option(name, number, help)->check(kNumber);
}

void Commands::add_run(CLI::App* subcommand) {
    add_number(subcommand, "RUN", run_, "the run's number")->required();
    add_database(subcommand);
}

void Commands::add_database(CLI::App* subcommand) {
    subcommand->add_option("--database", database_, "where several databases have one of that number");
}

json Commands::key() const {
    json parts = json::array();
    for (const auto& part : key_)
        parts.push_back(part.starts_with(kLiteral) ? part.substr(1) : part);
    return parts;
}

json Commands::with_policy(json params) const {
    if (!policy_.empty())
        params["policy"] = policy_;
    return params;
}

json Commands::with_as_of(json params) const {
    if (as_of_)
        params["as_of"] = *as_of_;
    return params;
}

json Commands::with_database(json params) const {
    if (database_)
        params["database"] = *database_;
    return params;
}

json Commands::ask(const char* method, json params) const {
    return client().call(method, std::move(params));
}

void Commands::show(const json& document, const Render& render) {
    // On a terminal the document must be as harmless as a rendering: everything beyond ASCII as \uXXXX.
    if (wants_json_)
        out_ << document.dump(2, ' ', screen_.is_terminal, json::error_handler_t::replace) << "\n";
    else
        out_ << render(document);
}

Outcome Commands::ask_and_show(const char* method, json params, const Render& render) {
    show(ask(method, std::move(params)), render);
    return Outcome::Done;
}

} // namespace retention::ctl
