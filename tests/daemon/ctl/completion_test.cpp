// SPDX-License-Identifier: Apache-2.0
//
// The completion of retentionctl in real shells, against a server over a real socket.
#include "tests/daemon/control/running_server.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace retention::ctl {
namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

std::string output_of(const std::string& command) {
    FILE* pipe = ::popen(command.c_str(), "r");
    std::string output;
    std::array<char, 4096> buffer{};
    for (std::size_t size = 0; (size = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        output.append(buffer.data(), size);
    EXPECT_EQ(::pclose(pipe), 0) << command;
    return output;
}

bool has_shell(const std::string& name) {
    return output_of("command -v " + name + " || true").find(name) != std::string::npos;
}

Words lines_of(const std::string& text) {
    std::istringstream stream(text);
    Words lines;
    for (std::string line; std::getline(stream, line);)
        if (!line.empty())
            lines.push_back(line);
    return lines;
}

class CompletionTest : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        shell_ = GetParam();
        if (!has_shell(shell_))
            GTEST_SKIP() << shell_ << " is not installed";
        running_.operations.answer("status", json{{"policies", {{{"policy", "contacts"}}, {{"policy", "employees"}}}},
                                                  {"databases", {{{"database", "crm"}}}},
                                                  {"runs", {{{"run", 13}, {"state", "awaiting_approval"}}, {{"run", 14}, {"state", "running"}}}}});
        running_.operations.answer("runs", json{{"runs", {{{"run", 13}}, {{"run", 12}}}}});
        running_.operations.answer("hold.list", json{{"holds", {{{"hold", 3}}}}});
        script_ = folder_.path() / "script";
        std::ofstream(script_) << output_of(std::string{RETENTIONCTL} + " completion " + shell_);
    }

    // What the shell offers for the last of `words`, which follow the program's name.
    Words offered(Words words) const {
        words.insert(words.begin(), RETENTIONCTL);
        const auto path = folder_.path() / "asked";
        std::ofstream asked(path);
        asked << (shell_ == "bash" ? bash(words) : zsh(words));
        asked.close();
        return lines_of(output_of("RETENTIOND_SOCKET=" + running_.socket_path().string() + " " + shell_ + " " + path.string()));
    }

    static bool has(const Words& words, const std::string& word) { return std::find(words.begin(), words.end(), word) != words.end(); }

    std::string shell_;
    control::TemporaryFolder folder_;
    control::RunningServer running_;

private:
    static std::string quoted(const Words& words) {
        std::string text;
        for (const auto& word : words)
            text += " '" + word + "'";
        return text;
    }
    std::string bash(const Words& words) const {
        return "source " + script_.string() + "\ncomplete -p retentionctl >/dev/null || exit 1\nCOMP_WORDS=(" + quoted(words) +
               ")\nCOMP_CWORD=" + std::to_string(words.size() - 1) + "\n_retentionctl " + words.front() + "\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
    }
    // As the completion system calls it, which filters by what was typed.
    std::string zsh(const Words& asked) const {
        return "compadd() { print -rl -- ${(M)${(P)2}:#${words[CURRENT]}*} }\n_files() { print -rl -- ${words[CURRENT]}*(N) }\nsource " +
               script_.string() + "\nwords=(" + quoted(asked) + ")\nCURRENT=" + std::to_string(asked.size()) + "\n_retentionctl\n";
    }

    std::filesystem::path script_;
};

TEST_P(CompletionTest, OffersCommands) {
    EXPECT_TRUE(has(offered({""}), "approve"));
    EXPECT_TRUE(has(offered({""}), "completion"));
    EXPECT_EQ(offered({"stat"}), Words{"status"});
    EXPECT_EQ(offered({"hold", ""}), (Words{"add", "remove", "list"}));
    EXPECT_EQ(offered({"no-such-command", ""}), Words{});
}

TEST_P(CompletionTest, OffersTheOptionsOfACommandAndThoseOfAll) {
    const auto options = offered({"plan", "contacts", "--"});
    for (const auto* option : {"--as-of", "--diff", "--subjects", "--socket", "--json", "--help"})
        EXPECT_TRUE(has(options, option)) << option;
    EXPECT_FALSE(has(options, "--digest"));
    EXPECT_EQ(offered({"approve", "13", "--di"}), Words{"--digest"});
}

TEST_P(CompletionTest, OffersPoliciesRunsHoldsAndDatabasesOfTheDaemon) {
    EXPECT_EQ(offered({"plan", ""}), (Words{"contacts", "employees"}));
    EXPECT_EQ(offered({"plan", "--as-of", "2026-01-01", "con"}), Words{"contacts"});
    EXPECT_EQ(offered({"pause", "e"}), Words{"employees"});
    EXPECT_EQ(offered({"approve", ""}), Words{"13"}) << "those that wait";
    EXPECT_EQ(offered({"cancel", ""}), (Words{"12", "13"}));
    EXPECT_EQ(offered({"hold", "remove", ""}), Words{"3"});
    EXPECT_EQ(offered({"run", "show", "13", "--database", ""}), Words{"crm"});
    const auto run = offered({"run", ""});
    EXPECT_TRUE(has(run, "show") && has(run, "contacts"));
}

TEST_P(CompletionTest, OffersNothingWhereNothingCanBeListed) {
    EXPECT_EQ(offered({"explain", "contacts", ""}), Words{}) << "keys are people's";
    EXPECT_EQ(offered({"plan", "--as-of", ""}), Words{});
    EXPECT_EQ(offered({"plan", "contacts", ""}), Words{}) << "it takes one policy";
    EXPECT_EQ(offered({"status", ""}), Words{});
}

TEST_P(CompletionTest, OffersTopicsAnonymizersAndPathsOfTheLanguage) {
    EXPECT_EQ(offered({"help", "exit"}), Words{"exit-status"});
    EXPECT_TRUE(has(offered({"anonymizers", ""}), "redact"));
    EXPECT_EQ(offered({"schema", "rules.kee"}), Words{"rules.keep"});
    EXPECT_EQ(offered({"completion", ""}), (Words{"bash", "zsh"}));
}

TEST_P(CompletionTest, OffersFiles) {
    std::ofstream(folder_.path() / "contacts.yaml") << "";
    const auto begun = (folder_.path() / "cont").string();
    EXPECT_EQ(offered({"check", begun}), Words{begun + "acts.yaml"});
    EXPECT_EQ(offered({"check", "one.yaml", begun}), Words{begun + "acts.yaml"}) << "any number of them";
    EXPECT_EQ(offered({"check", "--config", begun}), Words{begun + "acts.yaml"});
}

TEST_P(CompletionTest, AsksTheSocketThatTheLineNames) {
    EXPECT_EQ(offered({"--socket", "/nowhere/control.sock", "plan", ""}), Words{}) << "and is silent where nobody answers";
    EXPECT_EQ(offered({"plan", "--socket", running_.socket_path().string(), "con"}), Words{"contacts"});
}

INSTANTIATE_TEST_SUITE_P(Shells, CompletionTest, testing::Values("bash", "zsh"), [](const auto& shell) { return std::string(shell.param); });

} // namespace
} // namespace retention::ctl
