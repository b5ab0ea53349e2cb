// SPDX-License-Identifier: Apache-2.0
#include "tests/guide/known_programs.hpp"

#include "daemon/ctl/command_table.hpp"
#include "daemon/ctl/commands.hpp"
#include "tests/support/process.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace retention::guide {

namespace {

namespace fs = std::filesystem;
using ctl::CommandEntry;
using ctl::OptionEntry;

const std::set<std::string> kOthers{"adduser",
                                    "apt-get",
                                    "cat",
                                    "cmake",
                                    "comm",
                                    "cp",
                                    "createdb",
                                    "createuser",
                                    "echo",
                                    "for",
                                    "grep",
                                    "head",
                                    "install",
                                    "journalctl",
                                    "mkdir",
                                    "nc",
                                    "ninja",
                                    "pg_dump",
                                    "pg_restore",
                                    "psql",
                                    "rm",
                                    "runuser",
                                    "sed",
                                    "sleep",
                                    "sort",
                                    "systemctl",
                                    "systemd-analyze",
                                    "systemd-run",
                                    "systemd-sysusers",
                                    "systemd-tmpfiles",
                                    "touch",
                                    "useradd"};

// "retentionctl", however it is called.
std::string name_of(const std::string& program) {
    const auto name = program.substr(program.rfind('/') + 1);
    return name == "retentionctl" || name == "retentiond" ? name : program;
}

bool is_script(const std::string& word) {
    return word.find('/') != std::string::npos && word.find('/') != 0 && word.ends_with(".sh");
}

std::vector<CommandEntry> ctl_table() {
    const ctl::Screen screen;
    std::ostringstream nowhere;
    ctl::Commands commands(screen, nowhere);
    return ctl::command_table(commands.app());
}

// From the lines of --help: "  --config TEXT=x   The settings".
CommandEntry daemon_entry() {
    CommandEntry entry;
    entry.words = "";
    std::istringstream lines(
        test::run({{std::string(RETENTIOND_BINARY_DIR) + "/bin/retentiond", "--help"}, {}, {}, -1}).output);
    const std::regex option("^  (?:-h,)?(--[a-z-]+)(?: ([A-Z]{2,})(?:[= ].*)?)?(?: .*)?");
    const std::regex positional("^  ([a-z]+) [A-Z]+ \\.\\.\\. .*");
    for (std::string line; std::getline(lines, line);) {
        std::smatch match;
        if (std::regex_match(line, match, option))
            entry.options.push_back({match[1], match[2], "", false, false});
        else if (std::regex_match(line, match, positional))
            entry.positionals.push_back({match[1], "", "", false, true});
    }
    return entry;
}

// The options and positionals among `words`, against those that there are.
class Line {
public:
    Line(const CommandEntry& command, const std::vector<OptionEntry>& of_program) : command_(command) {
        for (const auto* list : {&command.options, &of_program})
            for (const auto& each : *list)
                takes_value_[each.name] = !each.value.empty();
    }

    std::string refusal(const std::vector<std::string>& words, bool is_whole) {
        std::size_t positionals = 0;
        for (std::size_t i = 0; i < words.size(); ++i) {
            if (words[i] == "…")
                continue;
            if (!words[i].starts_with("--")) {
                ++positionals;
                continue;
            }
            const auto name = words[i].substr(0, words[i].find('='));
            const auto known = takes_value_.find(name);
            if (known == takes_value_.end())
                return "there is no option " + name;
            if (known->second && name == words[i] && ++i == words.size() && is_whole)
                return name + " has no value";
        }
        return refusal_of_count(positionals, is_whole);
    }

private:
    std::string refusal_of_count(std::size_t count, bool is_whole) const {
        const auto& known = command_.positionals;
        const bool takes_many = !known.empty() && known.back().is_repeated;
        if (count > known.size() && !takes_many)
            return "it takes " + std::to_string(known.size()) + " arguments, not " + std::to_string(count);
        const auto needed =
            std::count_if(known.begin(), known.end(), [](const auto& each) { return each.is_required; });
        return is_whole && count < static_cast<std::size_t>(needed) ? "an argument is missing" : "";
    }

    const CommandEntry& command_;
    std::map<std::string, bool> takes_value_;
};

std::string refusal_of_ctl(std::vector<std::string> words, bool is_whole) {
    static const auto table = ctl_table();
    const auto& program = table.front();
    // What stands before the command's name belongs to the program.
    while (!words.empty() && words.front().starts_with("--")) {
        const auto known = std::find_if(program.options.begin(), program.options.end(),
                                        [&](const auto& each) { return each.name == words.front(); });
        if (known == program.options.end())
            return "there is no option " + words.front();
        const bool has_value = !known->value.empty() && words.size() > 1;
        words.erase(words.begin(), words.begin() + (has_value ? 2 : 1));
    }
    const CommandEntry* found = nullptr;
    std::size_t length = 0;
    for (const auto& each : table) {
        std::istringstream in(each.words);
        std::vector<std::string> name{std::istream_iterator<std::string>(in), {}};
        if (name.size() > length && name.size() <= words.size() &&
            std::equal(name.begin(), name.end(), words.begin())) {
            found = &each;
            length = name.size();
        }
    }
    if (found == nullptr)
        return words.empty() ? "" : "there is no command " + words.front();
    if (found->is_group && is_whole)
        return found->words + " is only the beginning of a command";
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(length));
    return Line(*found, program.options).refusal(words, is_whole);
}

} // namespace

bool is_program(const std::string& word) {
    const auto name = name_of(word);
    return name == "retentionctl" || name == "retentiond" || kOthers.count(word) > 0 || is_script(word);
}

std::string why_refused(const std::vector<std::string>& words, bool is_whole) {
    const auto name = name_of(words.front());
    const std::vector<std::string> rest(words.begin() + 1, words.end());
    if (name == "retentionctl")
        return refusal_of_ctl(rest, is_whole);
    if (name == "retentiond") {
        static const auto daemon = daemon_entry();
        return Line(daemon, {}).refusal(rest, is_whole);
    }
    // Whatever runs something else as somebody else.
    const auto inner = std::find_if(rest.rbegin(), rest.rend(), [](const auto& each) {
        return name_of(each) == "retentionctl" || name_of(each) == "retentiond";
    });
    if (inner != rest.rend() && (name == "runuser" || name == "systemd-run"))
        return why_refused({inner.base() - 1, rest.end()}, is_whole);
    if (is_script(name))
        return fs::exists(fs::path(RETENTIOND_SOURCE_DIR) / name) ? "" : "there is no such script";
    return is_program(name) ? "" : "nobody knows this program";
}

} // namespace retention::guide
