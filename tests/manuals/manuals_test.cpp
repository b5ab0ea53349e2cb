// SPDX-License-Identifier: Apache-2.0
//
// Parts of the manual pages are made from what they tell about: the table of commands, the options of the daemon, the language of
// settings and policies. After a wanted change run this with RETENTIOND_UPDATE_GOLDEN=1 and review the difference.
#include "config/language/in_words.hpp"
#include "config/language/path.hpp"
#include "daemon/ctl/command_table.hpp"
#include "daemon/ctl/commands.hpp"
#include "daemon/ctl/help_topics.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

namespace retention {
namespace {

const std::string kFolder = std::string{RETENTIOND_SOURCE_DIR} + "/docs/man/";

std::string read(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string output_of(const std::string& command, int* status = nullptr) {
    FILE* pipe = ::popen(command.c_str(), "r");
    std::string output;
    std::array<char, 4096> buffer{};
    for (std::size_t size = 0; (size = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        output.append(buffer.data(), size);
    const int ended = ::pclose(pipe);
    if (status != nullptr)
        *status = ended;
    return output;
}

// As scdoc takes it literally; what the tables write between backticks is in bold.
std::string escaped(std::string_view text) {
    std::string result;
    for (const char letter : text) {
        if (letter == '`') {
            result += '*';
            continue;
        }
        if (letter == '*' || letter == '_' || letter == '\\')
            result += '\\';
        result += letter;
    }
    return result;
}

std::string bold(std::string_view text) { return "*" + escaped(text) + "*"; }
std::string underlined(std::string_view text) { return "_" + escaped(text) + "_"; }

std::string sentence(std::string text) {
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text.empty() || text.ends_with('.') ? text : text + ".";
}

std::string option(const std::string& name, const std::string& value, const std::string& help) {
    return bold(name) + (value.empty() ? "" : " " + underlined(value)) + "\n\t" + escaped(sentence(help)) + "\n\n";
}

std::vector<ctl::CommandEntry> table() {
    const ctl::Screen screen;
    std::ostringstream nowhere;
    ctl::Commands commands(screen, nowhere);
    return ctl::command_table(commands.app());
}

std::string synopsis(const ctl::CommandEntry& command) {
    std::string line = bold("retentionctl " + command.words);
    if (command.is_group)
        return line + " _COMMAND_";
    for (const auto& positional : command.positionals) {
        const auto word = underlined(positional.name) + (positional.is_repeated ? "..." : "");
        line += positional.is_required ? " " + word : " [" + word + "]";
    }
    return line;
}

std::string program_options() {
    std::string text;
    const auto all = table();
    for (const auto& each : all.front().options)
        text += option(each.name, each.value, each.help);
    return text;
}

std::string commands() {
    std::string text;
    const auto all = table();
    for (auto command = all.begin() + 1; command != all.end(); ++command) {
        text += "## " + command->words + "\n\n" + synopsis(*command) + "\n\n" + escaped(sentence(command->help)) + "\n\n";
        for (const auto& positional : command->positionals)
            text += underlined(positional.name) + "\n\t" + escaped(sentence(positional.help)) + "\n\n";
        for (const auto& each : command->options)
            if (each.name != "--help")
                text += option(each.name, each.value, each.help);
    }
    return text;
}

std::string exit_status() { return "```" + std::string(ctl::find_help_topic("exit-status")->text) + "```\n\n"; }

// From the lines of --help: "  --config TEXT=x   The settings" ("TEXT [x]" since CLI11 2.3), with more of the text in the lines below.
std::string daemon_options() {
    std::istringstream lines(output_of(std::string{RETENTIOND} + " --help"));
    const std::regex begin("^  (?:-h,)?(--[a-z-]+)(?: ([A-Z]+)(?:=\\S+| \\[\\S+\\])?)?(?: +(\\S.*)?)?$");
    const std::regex relations(" (?:Needs|Excludes):(?: --[a-z-]+)+");
    std::string text;
    std::string name;
    std::string value;
    std::string help;
    const auto flush = [&] {
        if (!name.empty())
            text += option(name, value, help);
        name.clear();
        help.clear();
    };
    for (std::string line; std::getline(lines, line);) {
        line = std::regex_replace(line, relations, "");
        std::smatch match;
        if (std::regex_match(line, match, begin)) {
            flush();
            name = match[1];
            value = match[2];
            help = match[3];
        } else if (!name.empty() && line.starts_with("          ")) {
            help += (help.empty() ? "" : " ") + line.substr(line.find_first_not_of(' '));
        }
    }
    flush();
    EXPECT_NE(text.find("*--failpoints*"), std::string::npos) << "the last one";
    return text;
}

std::string keys(const char* document) {
    std::string text;
    for (const auto& spot : config::language::all_spots(*config::language::find_document(document))) {
        const auto& key = *spot.key;
        text += bold(spot.path);
        if (!key.without.empty())
            text += key.is_required() ? " (required)" : " (default: " + escaped(key.without) + ")";
        text += "\n\t" + escaped(sentence(std::string(key.help))) + " " + escaped(sentence(config::language::in_words(*key.kind))) + "\n\n";
    }
    return text;
}

struct Part {
    const char* page;
    const char* name;
    std::string (*make)();
};

const Part kParts[] = {
    {"retentionctl.1", "program", program_options}, {"retentionctl.1", "commands", commands},
    {"retentionctl.1", "exit-status", exit_status}, {"retentiond.8", "daemon", daemon_options},
    {"retentiond.yaml.5", "settings", [] { return keys("settings"); }}, {"retentiond-policy.5", "policy", [] { return keys("policy"); }},
};

TEST(Manuals, TellWhatTheProgramsAndFilesHave) {
    for (const auto& part : kParts) {
        const auto path = kFolder + part.page + ".scd";
        auto text = read(path);
        const auto marker = text.find(std::string("; BEGIN ") + part.name + ",");
        ASSERT_NE(marker, std::string::npos) << path << " has no part " << part.name;
        const auto begin = text.find('\n', marker) + 1;
        const auto end = text.find("; END\n", marker);
        const auto made = "\n" + part.make();
        ASSERT_GT(made.size(), 100U) << part.name;
        if (std::getenv("RETENTIOND_UPDATE_GOLDEN") != nullptr) {
            text.replace(begin, end - begin, made);
            std::ofstream(path) << text;
        } else {
            EXPECT_EQ(text.substr(begin, end - begin), made) << path << ", part " << part.name;
        }
    }
}

TEST(Manuals, NameEveryCommandOption) {
    const auto page = read(kFolder + "retentionctl.1.scd");
    for (const auto& command : table())
        for (const auto& each : command.options)
            EXPECT_NE(page.find("\n*" + each.name + "*"), std::string::npos) << command.words << " " << each.name;
}

TEST(Manuals, AreReadByScdocAndMan) {
    if (output_of("command -v scdoc; command -v groff").find("groff") == std::string::npos)
        GTEST_SKIP() << "scdoc or groff is not installed";
    for (const auto* page : {"retentiond.8", "retentionctl.1", "retentiond.yaml.5", "retentiond-policy.5"}) {
        int status = -1;
        const auto complaints = output_of("scdoc < " + kFolder + page + ".scd 2>&1 >/tmp/retentiond-manual && groff -man -Tutf8 -ww "
                                          "/tmp/retentiond-manual 2>&1 >/dev/null",
                                          &status);
        EXPECT_EQ(status, 0) << page;
        EXPECT_EQ(complaints, "") << page;
    }
}

} // namespace
} // namespace retention
