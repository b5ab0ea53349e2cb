// SPDX-License-Identifier: Apache-2.0
//
// The Debian package, made of what was built, as lintian and a reader of its contents see it.
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

namespace retention::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

const fs::path kSource = RETENTIOND_SOURCE_DIR;

class Package : public testing::Test {
protected:
    static void SetUpTestSuite() {
        if (!run({{"/bin/sh", "-c", "command -v dh && command -v lintian"}, {}, {}, -1}).succeeded())
            return;
        folder_ = std::make_unique<TemporaryFolder>("retentiond-package");
        made_ = run({{(kSource / "systemd/package.sh").string(), "--prebuilt", RETENTIOND_BINARY_DIR, "--output", folder_->path().string()},
                     {},
                     {},
                     -1},
                    2min);
    }
    static void TearDownTestSuite() { folder_.reset(); }

    void SetUp() override {
        if (!folder_)
            GTEST_SKIP() << "debhelper or lintian is missing";
        ASSERT_TRUE(made_.succeeded()) << made_.output << made_.errors;
    }

    // The path that the script prints last.
    static std::string file() {
        auto text = made_.output;
        while (!text.empty() && text.back() == '\n')
            text.pop_back();
        return text.substr(text.rfind('\n') + 1);
    }

    static std::string contents() { return run({{"dpkg-deb", "--contents", file()}, {}, {}, -1}).output; }

    static std::unique_ptr<TemporaryFolder> folder_;
    static Outcome made_;
};

std::unique_ptr<TemporaryFolder> Package::folder_;
Outcome Package::made_;

TEST_F(Package, LintianHasNothingToSay) {
    // Manual pages have a source of their own, which needs not be there.
    std::vector<std::string> command{"lintian", "--allow-root", "--fail-on=error,warning", file()};
    if (!fs::exists(kSource / "docs/man"))
        command.emplace_back("--suppress-tags=no-manual-page");
    const auto judged = run({command, {}, {}, -1}, 2min);
    EXPECT_EQ(judged.exit_status, 0) << judged.output;
    EXPECT_EQ(judged.output.find("W: "), std::string::npos) << judged.output;
}

TEST_F(Package, HasWhatAnAdministratorLooksFor) {
    const auto list = contents();
    for (const auto* path :
         {"./usr/bin/retentiond\n", "./usr/bin/retentionctl\n", "lib/systemd/system/retentiond.service\n",
          "lib/systemd/system/retentiond.socket\n", "lib/systemd/system/retentiond-checked.service\n",
          "lib/systemd/system/retentiond-once.service\n", "lib/systemd/system/retentiond-once.timer\n",
          "./usr/lib/sysusers.d/retentiond.conf\n", "./usr/lib/tmpfiles.d/retentiond.conf\n",
          "./etc/retentiond/retentiond.yaml\n", "./usr/share/retentiond/drop-ins/unix-socket-only.conf\n",
          "./usr/share/retentiond/schema/policy.schema.json\n", "./usr/share/retentiond/schema/test.schema.json\n",
          "./usr/share/doc/retentiond/examples/policies.d/contacts.yaml\n"})
        EXPECT_NE(list.find(path), std::string::npos) << path;
}

TEST_F(Package, ShipsNoPolicyThatWouldBeInForce) {
    EXPECT_EQ(contents().find("./etc/retentiond/policies.d/contacts"), std::string::npos);
}

TEST_F(Package, HasNothingThatOthersMayWrite) {
    std::istringstream lines(contents());
    for (std::string line; std::getline(lines, line);)
        EXPECT_NE(line.at(8), 'w') << line;
}

// From source, for another prefix: units name the programs where they are.
TEST(Installation, UnitsNameTheProgramsOfTheirPrefix) {
    const TemporaryFolder folder("retentiond-install");
    const auto installed = run({{"cmake", "--install", RETENTIOND_BINARY_DIR, "--prefix", "/usr/local"},
                                {{"DESTDIR", folder.path().string()}},
                                {},
                                -1});
    ASSERT_TRUE(installed.succeeded()) << installed.output << installed.errors;
    const auto unit = run({{"cat", (folder.path() / "usr/local/lib/systemd/system/retentiond.service").string()}, {}, {}, -1}).output;
    EXPECT_NE(unit.find("\nExecStart=/usr/local/bin/retentiond --config /etc/retentiond/retentiond.yaml\n"), std::string::npos) << unit;
    EXPECT_NE(unit.find("\nExecReload=/usr/local/bin/retentionctl reload\n"), std::string::npos) << unit;
    EXPECT_TRUE(fs::exists(folder.path() / "usr/local/bin/retentiond"));
    EXPECT_TRUE(fs::exists(folder.path() / "etc/retentiond/retentiond.yaml"));
}

TEST(Installation, KeepsSettingsThatAreThere) {
    const TemporaryFolder folder("retentiond-install");
    const auto settings = folder.path() / "etc/retentiond/retentiond.yaml";
    fs::create_directories(settings.parent_path());
    std::ofstream(settings) << "mine";
    ASSERT_TRUE(run({{"cmake", "--install", RETENTIOND_BINARY_DIR}, {{"DESTDIR", folder.path().string()}}, {}, -1}).succeeded());
    EXPECT_EQ(run({{"cat", settings.string()}, {}, {}, -1}).output, "mine");
}

TEST_F(Package, LeavesTheTreeAlone) {
    EXPECT_FALSE(fs::exists(kSource / "debian"));
}

} // namespace
} // namespace retention::test
