// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/help_topics.hpp"
#include "daemon/ctl/screen.hpp"

#include "config/language/path.hpp"
#include "daemon/ctl/command_line.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

namespace retention::ctl {
namespace {

std::string told(std::vector<const char*> words, int expected_status = 0) {
    words.insert(words.begin(), "retentionctl");
    std::ostringstream out;
    std::ostringstream errors;
    EXPECT_EQ(run_command_line(static_cast<int>(words.size()), words.data(), {}, out, {}, errors), expected_status);
    return out.str() + errors.str();
}

// "a  b\n c" as "a b c".
std::string in_one_line(const std::string& text) {
    std::istringstream words(text);
    std::string line;
    for (std::string word; words >> word;)
        line += (line.empty() ? "" : " ") + word;
    return line;
}

TEST(HelpTopics, FitATerminal) {
    for (const auto& topic : help_topics()) {
        std::istringstream lines{std::string(topic.text)};
        for (std::string line; std::getline(lines, line);)
            EXPECT_LE(columns_of(line), 80U) << topic.name << ": " << line;
        EXPECT_TRUE(topic.text.ends_with('\n')) << topic.name;
        EXPECT_EQ(find_help_topic(topic.name), &topic);
    }
}

TEST(HelpTopics, ExitStatusIsWhatTheProtocolSays) {
    std::ifstream file(std::string{RETENTIOND_SOURCE_DIR} + "/docs/control-protocol.md");
    std::string line;
    const auto topic = in_one_line(std::string(find_help_topic("exit-status")->text));
    int rows = 0;
    for (bool is_table = false; std::getline(file, line);) {
        is_table = line.starts_with("## ") ? line == "## Exit status of retentionctl" : is_table;
        if (!is_table || !line.starts_with("| ") || line[2] < '0' || line[2] > '9')
            continue;
        ++rows;
        auto row = line.substr(2, 1) + " " + line.substr(6, line.size() - 8);
        std::erase(row, '`');
        auto plain = topic;
        std::erase(plain, '"');
        EXPECT_NE(plain.find(row), std::string::npos) << row;
    }
    EXPECT_EQ(rows, 4);
}

TEST(HelpTopics, NameKeysThatThePolicyLanguageHas) {
    const auto text = std::string(find_help_topic("policy")->text);
    for (const auto* key : {"policy", "mode", "subject", "facts", "consent", "classes", "rules", "floors", "holds", "actions", "limits"}) {
        EXPECT_TRUE(text.find(std::string("\n  ") + key) != std::string::npos || text.find(std::string(", ") + key) != std::string::npos) << key;
        EXPECT_TRUE(std::holds_alternative<config::language::Spot>(config::language::find_spot(key))) << key;
    }
}

TEST(Help, ListsCommandsAndTopics) {
    const auto list = told({"help"});
    for (const auto* word : {"\nperiods ", "\nexit-status ", "\naudit ", "\nhold "})
        EXPECT_NE(list.find(word), std::string::npos) << word;
}

TEST(Help, TellsOfACommandWhatItsOwnHelpTells) {
    EXPECT_EQ(told({"help", "hold", "add"}), told({"hold", "add", "--help"}));
    EXPECT_EQ(told({"help", "run"}), told({"run", "--help"}));
    EXPECT_NE(told({"help", "run"}).find("Usage: retentionctl run"), std::string::npos);
}

TEST(Help, OfWhatIsNotThereIsMisuse) {
    EXPECT_NE(told({"help", "nonsense"}, 2).find("retentionctl help lists what is"), std::string::npos);
    told({"help", "periods", "periods"}, 2);
}

} // namespace
} // namespace retention::ctl
