// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/commands.hpp"

#include "daemon/ctl/anonymizers.hpp"
#include "daemon/ctl/completion.hpp"
#include "daemon/ctl/document.hpp"
#include "daemon/ctl/help_topics.hpp"
#include "daemon/ctl/table.hpp"

#include "config/language/path.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <set>

namespace retention::ctl {

using nlohmann::json;

namespace {

using Words = std::set<std::string>;
using namespace std::chrono_literals;

// Nobody waits longer for a list while typing.
constexpr auto kPatience = 2s;

// Members of a list's elements, those that are one word.
Words members(const json& document, const char* list, const char* name, const std::function<bool(const json&)>& is_meant = nullptr) {
    Words words;
    for (const auto& element : elements(document, list))
        if (const auto word = text(element, name);
            !word.empty() && word.find_first_of(" \t'\"\\") == std::string::npos && (!is_meant || is_meant(element)))
            words.insert(word);
    return words;
}

Words topics(const CLI::App& app) {
    Words words;
    for (const auto& topic : help_topics())
        words.emplace(topic.name);
    for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
        words.insert(command->get_name());
    return words;
}

Words paths() {
    Words words;
    for (const auto& document : config::language::documents())
        for (const auto& spot : all_spots(document))
            if (spot.path.find_first_of(" \t'\"\\<*[") == std::string::npos)
                words.insert(spot.path);
    for (const auto& spot : all_spots(config::language::anonymizer_document()))
        words.insert(spot.path);
    return words;
}

std::string listed_topics(const CLI::App& app, const Screen& screen) {
    std::string result = "retentionctl help TOPIC tells about one of these, retentionctl COMMAND --help about a command.\n\n";
    Table topics({{"TOPIC"}, {""}});
    for (const auto& topic : help_topics())
        topics.add({std::string(topic.name), std::string(topic.title)});
    Table commands({{"COMMAND"}, {""}});
    for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
        commands.add({command->get_name(), command->get_description()});
    return result + topics.render(screen) + "\n" + commands.render(screen);
}

} // namespace

void Commands::add_help() {
    auto* help = add(*app_, "help", "about a command, or a topic such as policy, periods, roles, exit-status", [this] {
        if (topics_.empty()) {
            out_ << listed_topics(*app_, screen_);
            return Outcome::Done;
        }
        if (const auto* topic = find_help_topic(topics_.front()); topic != nullptr && topics_.size() == 1) {
            out_ << coloured(screen_, Colour::Bold, topic->title) << "\n" << topic->text;
            return Outcome::Done;
        }
        const auto* command = command_at(topics_);
        const auto* parent = command->get_parent();
        out_ << command->help(parent == app_.get() ? app_->get_name() : app_->get_name() + " " + parent->get_name());
        return Outcome::Done;
    });
    help->add_option("TOPIC", topics_, "a topic, or a command");
}

CLI::App* Commands::command_at(const std::vector<std::string>& words) {
    auto* command = app_.get();
    for (const auto& word : words) {
        const auto next = command->get_subcommands([&word](const CLI::App* candidate) { return candidate->get_name() == word; });
        if (next.empty())
            throw CLI::ValidationError("TOPIC", "nothing is known about \"" + plain_text(word) + "\"; retentionctl help lists what is");
        command = next.front();
    }
    return command;
}

// What the shells' scripts ask for. A daemon that is not there, or a user without a role, completes nothing, and says nothing.
void Commands::add_completion() {
    auto* completion = add(*app_, "completion", "a script that completes the command line, for bash or zsh", [this] {
        if (name_ == "bash")
            out_ << bash_completion(command_table(*app_));
        else if (name_ == "zsh")
            out_ << zsh_completion(command_table(*app_));
        else
            for (const auto& word : words_of(name_))
                out_ << plain_text(word) << "\n";
        return Outcome::Done;
    });
    completion->add_option("WHAT", name_, "bash, zsh, or a list that these ask for")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "policies", "runs", "waiting", "holds", "databases", "topics", "completions", "anonymizers",
                               "paths"}));
}

std::set<std::string> Commands::words_of(const std::string& what) {
    const auto asked = [this](const char* method) { return client().call(method, json::object(), kPatience); };
    const std::map<std::string, std::function<Words()>> lists{
        {"policies", [&] { return members(asked("status"), "policies", "policy"); }},
        {"databases", [&] { return members(asked("status"), "databases", "database"); }},
        {"runs", [&] { return members(asked("runs"), "runs", "run"); }},
        {"waiting",
         [&] { return members(asked("status"), "runs", "run", [](const json& run) { return text(run, "state") == "awaiting_approval"; }); }},
        {"holds", [&] { return members(asked("hold.list"), "holds", "hold"); }},
        {"topics", [&] { return topics(*app_); }},
        {"completions", [] { return Words{"bash", "zsh"}; }},
        {"anonymizers", [] { return members(anonymizers_document(""), "anonymizers", "name"); }},
        {"paths", [] { return paths(); }},
    };
    try {
        return lists.at(what)();
    } catch (const Unreachable&) {
        return {};
    } catch (const Refusal&) {
        return {};
    }
}

} // namespace retention::ctl
