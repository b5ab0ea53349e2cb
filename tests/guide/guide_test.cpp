// SPDX-License-Identifier: Apache-2.0
//
// docs/first-policy.md, followed from the first command to the last.
#include "tests/guide/guide.hpp"
#include "tests/support/cluster.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <memory>

namespace retention::guide {
namespace {

namespace fs = std::filesystem;
using test::Command;
using test::PrivateCluster;
using test::Process;

const fs::path kSource = RETENTIOND_SOURCE_DIR;
const fs::path kPrograms = fs::path(RETENTIOND_BINARY_DIR) / "bin";
constexpr const char* kDatabase = "crm_guide";

TEST(Guide, NumbersAndWidthsMayDiffer) {
    EXPECT_TRUE(is_as_shown("CLASS   PERSONS\nformer    1,234\n", "CLASS  PERSONS\nformer      7\n"));
    EXPECT_FALSE(is_as_shown("former 1,234\n", "prospect 1,234\n"));
}

TEST(Guide, LinesMayBeLeftOutWhereItSaysSo) {
    EXPECT_TRUE(is_as_shown("a\n…\nd\n", "a\nb\nc\nd\n"));
    EXPECT_TRUE(is_as_shown("a b …\n", "a b c\n"));
    EXPECT_TRUE(is_as_shown("…/b.yaml:4: no\n", "/a/b.yaml:17: no\n"));
    EXPECT_FALSE(is_as_shown("…/b.yaml:4: no\n", "/a/b.yaml:17: yes\n"));
    EXPECT_FALSE(is_as_shown("a … d\n", "b c d\n"));
    EXPECT_FALSE(is_as_shown("a\n…\nd\n", "a\nb\nc\n"));
    EXPECT_FALSE(is_as_shown("a\n", "a\nb\n"));
    EXPECT_FALSE(is_as_shown("a\nb\n", "a\n"));
}

// What `./demo.sh --crm` leaves for the reader: the sample CRM, settings, and no policy.
class FirstPolicy : public testing::Test {
protected:
    void SetUp() override {
        cluster_.create_database(kDatabase);
        cluster_.load_file(kDatabase, kSource / "tests/crm/crm.sql", {{"persons", "2000"}});
        fs::create_directories(folder_.path() / "policies.d");
        write("retentiond.yaml", "databases:\n  crm: \"" + cluster_.dsn(kDatabase) + "\"\n" +
                                     "policies: policies.d\nstate: state\nsocket: control.sock\n");
    }

    void TearDown() override {
        if (daemon_) {
            daemon_->signal(SIGTERM);
            (void)daemon_->wait(test::kLongEnough);
        }
        cluster_.drop_database(kDatabase);
    }

    void write(const fs::path& file, const std::string& text) const { std::ofstream(folder_.path() / file) << text; }

    Command command(const std::string& line) const {
        return {.arguments = {"/bin/bash", "-c", "exec 2>&1\n" + line},
                .environment = {{"PATH", kPrograms.string() + ":" + std::getenv("PATH")},
                                {"RETENTIOND_SOCKET", (folder_.path() / "control.sock").string()},
                                {"CRM", cluster_.dsn(kDatabase)},
                                {"NO_COLOR", "1"}},
                .working_folder = folder_.path()};
    }

    // In the background; returns when the daemon has connected, and has nothing to complain of.
    void start(const std::string& line) {
        daemon_ = std::make_unique<Process>(command("exec " + line));
        EXPECT_TRUE(test::wait_until([&] { return test::run(command("retentionctl status")).succeeded(); },
                                     test::kLongEnough))
            << daemon_->output();
    }

    void follow(const Step& step) {
        SCOPED_TRACE("docs/first-policy.md:" + std::to_string(step.line) + ": " + step.command);
        if (!step.file.empty())
            return write(step.file, step.text);
        if (step.command.ends_with(" &"))
            return start(step.command.substr(0, step.command.size() - 2));
        const auto outcome = test::run(command(step.command), std::chrono::minutes(2));
        EXPECT_TRUE(is_as_shown(step.text, outcome.output)) << "printed, with exit status " << outcome.exit_status.value_or(-1) << ":\n"
                                                            << outcome.output;
    }

    test::TemporaryFolder folder_;
    PrivateCluster cluster_;
    std::unique_ptr<Process> daemon_;
};

TEST_F(FirstPolicy, WorksAsItIsWritten) {
    const auto steps = read_steps(kSource / "docs/first-policy.md");
    EXPECT_GT(steps.size(), 10U);
    for (const auto& step : steps)
        follow(step);
}

} // namespace
} // namespace retention::guide
