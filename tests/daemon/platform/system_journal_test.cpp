// SPDX-License-Identifier: Apache-2.0
#include "daemon/platform/system_journal.hpp"

#include "tests/support/private_journal.hpp"
#include "tests/support/process.hpp"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace retention::platform {
namespace {

using test::PrivateJournal;

constexpr int kNotAllowed = 77;

// All messages so far, once there is something.
std::string received(const PrivateJournal& journal) {
    EXPECT_TRUE(test::wait_until([&] { return !journal.received().empty(); }, test::kLongEnough));
    return journal.received();
}

// The fields of a message in the journal's own protocol, of values without line ends.
std::multimap<std::string, std::string> fields_of(const std::string& message) {
    std::multimap<std::string, std::string> fields;
    std::istringstream lines(message);
    for (std::string line; std::getline(lines, line);)
        if (const auto equals = line.find('='); equals != line.npos)
            fields.emplace(line.substr(0, equals), line.substr(equals + 1));
    return fields;
}

// Logs and compares in a child, whose mounts are its own; gives its exit status.
template <typename Check>
int in_child(const Check& check) {
    const pid_t child = ::fork();
    if (child == 0) {
        PrivateJournal journal;
        if (!journal.is_there())
            ::_exit(kNotAllowed);
        std::ostringstream out;
        const SystemClock clock;
        Log log(clock, LogLevel::Debug, LogStyle::Journal, out);
        check(log, journal, out);
        ::_exit(testing::Test::HasFailure() ? 1 : 0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define RUN_WITH_A_JOURNAL(check)                                                                                      \
    if (const int status = in_child(check); status == kNotAllowed)                                                     \
        GTEST_SKIP() << "needs a mount namespace of its own, as root";                                                 \
    else                                                                                                               \
        EXPECT_EQ(status, 0)

using Fields = std::multimap<std::string, std::string>;

TEST(SystemJournal, GetsEachFieldOfAMessage) {
    RUN_WITH_A_JOURNAL([](Log& log, PrivateJournal& journal, std::ostringstream& out) {
        log.warning("RUN_SUPERSEDED", "run 12 stopped", {.database = "crm", .policy = "contacts", .run = 12});
        EXPECT_EQ(fields_of(received(journal)), (Fields{{"MESSAGE", "RUN_SUPERSEDED run 12 stopped"},
                                                        {"PRIORITY", "4"},
                                                        {"MESSAGE_ID", std::string(message_id("RUN_SUPERSEDED"))},
                                                        {"RETENTIOND_EVENT", "RUN_SUPERSEDED"},
                                                        {"RETENTIOND_DATABASE", "crm"},
                                                        {"RETENTIOND_POLICY", "contacts"},
                                                        {"RETENTIOND_RUN", "12"},
                                                        {"SYSLOG_IDENTIFIER", "retentiond"}}));
        EXPECT_EQ(out.str(), "") << "not twice";
    });
}

TEST(SystemJournal, GetsNoFieldOfNothing) {
    RUN_WITH_A_JOURNAL([](Log& log, PrivateJournal& journal, std::ostringstream&) {
        log.info("DAEMON_READY", "listening");
        const auto fields = fields_of(received(journal));
        EXPECT_EQ(fields.count("RETENTIOND_POLICY") + fields.count("RETENTIOND_RUN") +
                      fields.count("RETENTIOND_DATABASE"),
                  0U);
        EXPECT_EQ(fields.find("PRIORITY")->second, "6");
    });
}

TEST(SystemJournal, CanNotBeForgedByAMessage) {
    RUN_WITH_A_JOURNAL([](Log& log, PrivateJournal& journal, std::ostringstream&) {
        log.info("DAEMON_READY", "a\nPRIORITY=0\nRETENTIOND_POLICY=other");
        const auto fields = fields_of(received(journal));
        EXPECT_EQ(fields.count("PRIORITY"), 1U);
        EXPECT_EQ(fields.count("RETENTIOND_POLICY"), 0U);
        EXPECT_EQ(fields.find("MESSAGE")->second, "DAEMON_READY a\\nPRIORITY=0\\nRETENTIOND_POLICY=other");
    });
}

TEST(SystemJournal, ThatTakesNothingLeavesTheMessageToStandardError) {
    RUN_WITH_A_JOURNAL([](Log& log, PrivateJournal& journal, std::ostringstream& out) {
        journal.close();
        log.error("RUN_FAILED", "run 12 stopped");
        EXPECT_EQ(out.str(), "<3>RUN_FAILED run 12 stopped\n");
    });
}

std::string read_file(const std::string& path) {
    std::ifstream file(std::string(RETENTIOND_SOURCE_DIR) + "/" + path);
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST(MessageIds, AreOfEachMessageAndThoseOfTheDocumentation) {
    const auto docs = read_file("docs/log-messages.md");
    const std::regex heading(R"(\n### ([A-Z_0-9]+)\n)");
    std::set<std::string> seen;
    for (std::sregex_iterator match(docs.begin(), docs.end(), heading), end; match != end; ++match) {
        const auto name = (*match)[1].str();
        const std::string id(message_id(name));
        EXPECT_TRUE(std::regex_match(id, std::regex("[0-9a-f]{32}")))
            << name << " has no id in daemon/platform/message_ids.cpp; systemd-id128 new makes one";
        EXPECT_TRUE(seen.insert(id).second) << name;
        EXPECT_NE(docs.find("| `" + name + "` | `" + id + "` |\n"), std::string::npos)
            << name << " " << id << " is not in the table of docs/log-messages.md";
    }
    const std::regex row(R"(\n\| `[A-Z_0-9]+` \| `[0-9a-f]{32}` \|)");
    EXPECT_EQ(std::distance(std::sregex_iterator(docs.begin(), docs.end(), row), std::sregex_iterator()),
              static_cast<std::ptrdiff_t>(seen.size()));
}

} // namespace
} // namespace retention::platform
