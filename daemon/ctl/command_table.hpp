// SPDX-License-Identifier: Apache-2.0
//
// The commands and their options as values, read from what parses them: completion and manual cannot know others.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
} // namespace CLI

namespace retention::ctl {

struct OptionEntry {
    std::string name;    // "--as-of"; of a positional "POLICY"
    std::string value;   // "DATE"; empty for a flag
    std::string help;
    bool is_required = false;
    bool is_repeated = false;
};

struct CommandEntry {
    std::string words;   // "hold add"; empty for the program itself
    std::string help;
    std::vector<OptionEntry> options;
    std::vector<OptionEntry> positionals;
    std::vector<std::string> subcommands;   // the last word of each
    bool is_group = false;                  // does nothing without one of them
};

// The program first, then its commands in the order of help, each before those below it.
std::vector<CommandEntry> command_table(const CLI::App& app);

} // namespace retention::ctl
