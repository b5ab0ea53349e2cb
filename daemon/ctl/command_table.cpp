// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/command_table.hpp"

#include <CLI/CLI.hpp>

namespace retention::ctl {
namespace {

// What stands for an option's value: its own word for it where it has one.
std::string value_of(const CLI::Option& option) {
    if (option.get_items_expected_max() == 0)
        return {};
    // "INT:INT in [1 - 60]": the rest is told by the help, or by the refusal.
    const auto word = option.get_type_name().substr(0, option.get_type_name().find(':'));
    return word.empty() ? "TEXT" : word == "INT" ? "NUMBER" : word;
}

OptionEntry entry_of(const CLI::Option& option) {
    OptionEntry entry;
    entry.name = option.get_positional() ? option.get_name(true, false) : "--" + option.get_lnames().front();
    entry.value = value_of(option);
    entry.help = option.get_description();
    entry.is_required = option.get_required();
    entry.is_repeated = option.get_expected_max() > 1;
    return entry;
}

void add(const CLI::App& app, const std::string& words, std::vector<CommandEntry>& table) {
    CommandEntry entry;
    entry.words = words;
    entry.help = app.get_description();
    entry.is_group = app.get_require_subcommand_min() > 0;
    for (const auto* option : app.get_options())
        (option->get_positional() ? entry.positionals : entry.options).push_back(entry_of(*option));
    const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
    for (const auto* command : commands)
        entry.subcommands.push_back(command->get_name());
    table.push_back(std::move(entry));
    for (const auto* command : commands)
        add(*command, words + (words.empty() ? "" : " ") + command->get_name(), table);
}

} // namespace

std::vector<CommandEntry> command_table(const CLI::App& app) {
    std::vector<CommandEntry> table;
    add(app, "", table);
    return table;
}

} // namespace retention::ctl
