// SPDX-License-Identifier: Apache-2.0
//
// What the pages tell to type is typed. What can't be is in a table below, with the reason, and at least exists.
#include "tests/guide/guide.hpp"
#include "tests/guide/known_programs.hpp"
#include "tests/guide/page.hpp"
#include "tests/guide/scene.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace retention::guide {
namespace {

namespace fs = std::filesystem;
using Where = Written::Where;

const fs::path kPages = RETENTIOND_SOURCE_DIR;

// Followed from the first command to the last, each on a scene of its own. docs/first-policy.md has a test to itself,
// docs/install.md a machine (tests/systemd), and so have those sections of docs/operations.md that tell a story
// (operations_test.cpp).
constexpr const char* kFollowed[] = {
    "README.md",
    "docs/contributing.md",
    "docs/control-protocol.md",
    "docs/drafting.md",
    "docs/metrics.md",
    "docs/operations.md",
    "docs/overdue.md",
    "docs/policy-language.md",
    "docs/policy-tests.md",
    "docs/run-lifecycle.md",
    "docs/security.md",
    "docs/settings.md",
    "docs/findings.md",
    "docs/log-messages.md",
};

struct NotTyped {
    const char* page;   // "": any
    const char* begins; // the command
    const char* because;
};

constexpr NotTyped kNotTyped[] = {
    {"", "systemctl", "there is no service manager in a test; tests/systemd boots a machine that has one"},
    {"", "systemd-", "likewise"},
    {"", "journalctl", "likewise"},
    {"", "./test.sh", "it would run this test"},
    {"", "adduser", "it changes the machine"},
    {"README.md", "./demo.sh", "it builds, and takes minutes"},
    {"README.md", "build/bin/retentiond --config /etc/retentiond/retentiond.yaml  ",
     "it is how the scene was set, and does not end"},
    {"README.md", "build/bin/retentiond --config /etc/retentiond/retentiond.yaml --once",
     "it would leave a run that waits, and the page starts one below; docs/settings.md has it typed"},
    {"docs/control-protocol.md", "echo ", "nc is not on every machine; tests/control speaks the protocol without it"},
    {"docs/control-protocol.md", "retentionctl --json", "an option, told without a command"},
    {"docs/operations.md", "install ", "it writes to /etc as root; tests/systemd hands credentials over"},
    {"docs/operations.md", "mkdir ", "likewise"},
    {"docs/operations.md", "cp ", "likewise"},
};

// Sections that a test of their own follows.
constexpr std::pair<const char*, const char*> kStories[] = {{"docs/operations.md", "Backup and restore"},
                                                            {"docs/operations.md", "It erased too much. What now?"}};

struct Meant {
    const char* page;
    const char* written;
    const char* means; // a word of values_of()
};

// What stands for something else.
constexpr Meant kMeant[] = {
    {"README.md", "4711", "somebody"},
    {"docs/operations.md", "4711", "somebody"},
    {"README.md", "approve 12", "approve"},
    {"", " POLICY", "policy"},
    {"", " KEY", "somebody"},
    {"", " RUN", "run"},
    {"", " FILE", "file"},
    {"", " TOPIC", "topic"},
};

bool is_story(const std::string& page, const Written& written) {
    return std::any_of(std::begin(kStories), std::end(kStories),
                       [&](const auto& each) { return each.first == page && each.second == written.section; });
}

const NotTyped* why_not_typed(const std::string& page, const Written& written) {
    for (const auto& each : kNotTyped)
        if ((*each.page == 0 || page == each.page) && written.command.starts_with(each.begins))
            return &each;
    return nullptr;
}

// In text a command may be only named: `retentionctl explain` is not a whole one.
bool is_whole(const Written& written) {
    for (const auto& words : simple_commands(written.command))
        if (!why_refused(words, true).empty())
            return false;
    return true;
}

std::vector<std::string> all_pages() {
    std::vector<std::string> pages{"README.md"};
    for (const auto* folder : {"docs", "docs/decisions"})
        for (const auto& each : fs::directory_iterator(kPages / folder))
            if (each.path().extension() == ".md")
                pages.push_back(std::string(folder) + "/" + each.path().filename().string());
    std::sort(pages.begin(), pages.end());
    return pages;
}

TEST(Pages, TellOfNoCommandAndNoOptionThatThereIsNot) {
    int commands = 0;
    for (const auto& page : all_pages())
        for (const auto& written : commands_of(kPages / page))
            for (const auto& words : simple_commands(written.command)) {
                EXPECT_EQ(why_refused(words, written.where != Where::InText), "")
                    << page << ":" << written.line << ": " << written.command;
                ++commands;
            }
    EXPECT_GT(commands, 150);
}

TEST(Pages, AreNotLeftOutWithoutNeed) {
    for (const auto& each : kNotTyped) {
        bool is_there = false;
        for (const auto* page : kFollowed)
            for (const auto& written : commands_of(kPages / page))
                is_there = is_there || why_not_typed(page, written) == &each;
        EXPECT_TRUE(is_there) << "no page tells to type " << each.begins << " any more";
    }
}

TEST(Commands, WithWrongOptionsAreSeen) {
    const auto refusal = [](const std::string& line) { return why_refused(simple_commands(line).front(), true); };
    EXPECT_EQ(refusal("retentionctl plan contacts --diff"), "");
    EXPECT_EQ(refusal("retentionctl --socket before/control.sock plan contacts --as-of 2026-01-01"), "");
    EXPECT_EQ(refusal("retentionctl plan contacts --dif"), "there is no option --dif");
    EXPECT_EQ(refusal("retentionctl plna contacts"), "there is no command plna");
    EXPECT_EQ(refusal("retentionctl plan"), "an argument is missing");
    EXPECT_EQ(refusal("retentionctl hold"), "hold is only the beginning of a command");
    EXPECT_EQ(refusal("retentionctl run show 1 2"), "it takes 1 arguments, not 2");
    EXPECT_EQ(refusal("retentiond --cofnig x"), "there is no option --cofnig");
    EXPECT_EQ(refusal("frobnicate --all"), "nobody knows this program");
}

TEST(Commands, AreWhatAShellMakesOfALine) {
    const auto commands =
        simple_commands("A=1 sed 's/a b/c/' x.yaml > \"y z\" && retentionctl check \\\n  --strict # all\nrm x | sort");
    EXPECT_EQ(commands,
              (std::vector<std::vector<std::string>>{
                  {"sed", "s/a b/c/", "x.yaml"}, {"retentionctl", "check", "--strict"}, {"rm", "x"}, {"sort"}}));
}

class Page : public testing::TestWithParam<const char*> {
protected:
    std::string value_of(const std::string& word) const {
        if (word == "somebody")
            return scene_.key_of_somebody_who_stays();
        if (word == "run")
            return scene_.last_run();
        if (word == "approve")
            return "approve " + scene_.last_run();
        const std::map<std::string, std::string> others{
            {"policy", "contacts"}, {"file", "contacts.yaml"}, {"topic", "periods"}};
        return others.at(word);
    }

    std::string meant(std::string command) const {
        for (const auto& each : kMeant) {
            const auto at = *each.page == 0 || page_ == each.page ? command.find(each.written) : std::string::npos;
            if (at != std::string::npos)
                command.replace(at, std::string(each.written).size(),
                                (*each.written == ' ' ? " " : "") + value_of(each.means));
        }
        return command;
    }

    // 3 says that somebody should look, which is so. What the page shows to fail must fail.
    static bool ends_well(const std::string& shown, const test::Outcome& outcome) {
        if (shown.find("FAILED") != std::string::npos)
            return outcome.exit_status == 1;
        return outcome.exit_status == 0 || outcome.exit_status == 3;
    }

    // What the page shows below each command, by its line.
    std::map<int, std::string> shown() const {
        std::map<int, std::string> texts;
        for (const auto& step : read_steps(kPages / page_))
            if (step.file.empty())
                texts[step.line] = step.text;
        return texts;
    }

    void write_files() const {
        for (const auto& step : read_steps(kPages / page_))
            if (!step.file.empty())
                scene_.write("policies.d/" + step.file, step.text);
    }

    // Pages tell of runs that there are: one that only looked, and one that waits for a person, unless the page starts
    // its own.
    void make_runs() const {
        std::string line = "set -e; sed -i 's/^mode: enforce/mode: observe/' contacts.yaml; retentionctl reload; "
                           "retentionctl run contacts --wait; "
                           "sed -i 's/^mode: observe/mode: enforce/' contacts.yaml; retentionctl reload";
        if (page_ != "README.md")
            line += "; retentionctl run contacts";
        const auto outcome = scene_.type(line);
        ASSERT_EQ(outcome.exit_status, 0) << outcome.output << scene_.log();
    }

    void type(const Written& written, const std::map<int, std::string>& shown) const {
        SCOPED_TRACE(page_ + ":" + std::to_string(written.line) + ": " + written.command);
        const auto outcome = scene_.type(meant(written.command));
        const auto text = shown.find(written.line);
        EXPECT_TRUE(ends_well(text == shown.end() ? "" : text->second, outcome))
            << "ends with " << outcome.exit_status.value_or(-1) << ":\n"
            << outcome.output;
        EXPECT_TRUE(text == shown.end() || is_as_shown(text->second, outcome.output)) << "printed:\n" << outcome.output;
    }

    const std::string page_ = GetParam();
    Scene scene_;
};

TEST_P(Page, IsTypedAsItIsWritten) {
    write_files();
    make_runs();
    const auto texts = shown();
    for (const auto& written : commands_of(kPages / page_))
        if (!is_story(page_, written) && why_not_typed(page_, written) == nullptr &&
            (written.where != Where::InText || is_whole(written)))
            type(written, texts);
}

INSTANTIATE_TEST_SUITE_P(Documentation, Page, testing::ValuesIn(kFollowed), [](const auto& each) {
    std::string name = each.param;
    std::replace_if(
        name.begin(), name.end(), [](char c) { return c == '/' || c == '.' || c == '-'; }, '_');
    return name;
});

} // namespace
} // namespace retention::guide
