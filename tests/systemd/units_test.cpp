// SPDX-License-Identifier: Apache-2.0
//
// The units, as systemd itself reads and judges them.
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>

namespace retention::test {
namespace {

namespace fs = std::filesystem;

const fs::path kUnits = fs::path(RETENTIOND_SOURCE_DIR) / "systemd";
const std::string kPrograms = std::string(RETENTIOND_BINARY_DIR) + "/bin/";

std::string read(const fs::path& path) {
    std::ifstream file(path);
    if (!file)
        throw std::runtime_error("read " + path.string());
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<fs::path> units() {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(kUnits))
        if (const auto kind = entry.path().extension(); kind == ".service" || kind == ".socket" || kind == ".timer")
            found.push_back(entry.path());
    return found;
}

class Units : public testing::Test {
protected:
    void SetUp() override {
        if (!run({{"/bin/sh", "-c", "command -v systemd-analyze"}, {}, {}, -1}).succeeded())
            GTEST_SKIP() << "systemd-analyze is missing (package systemd)";
    }

    // The unit with a drop-in, or without, as systemd would load it: exposure from 0 (nothing) to 10 (everything).
    double exposure(const std::string& unit, const std::string& drop_in = "") const {
        fs::copy_file(kUnits / unit, folder_.path() / unit, fs::copy_options::overwrite_existing);
        const auto drop_ins = folder_.path() / (unit + ".d");
        fs::remove_all(drop_ins);
        fs::create_directory(drop_ins);
        if (!drop_in.empty())
            fs::copy_file(kUnits / "drop-ins" / drop_in, drop_ins / drop_in);
        const auto judged = run({{"systemd-analyze", "security", "--offline=true", "--no-pager", (folder_.path() / unit).string()},
                                 {},
                                 {},
                                 -1});
        std::smatch match;
        if (!std::regex_search(judged.output, match, std::regex("Overall exposure level for [^:]*: ([0-9.]+)")))
            throw std::runtime_error(judged.output + judged.errors);
        return std::stod(match[1]);
    }

    TemporaryFolder folder_{"retentiond-units"};
};

TEST_F(Units, AreUnderstoodByEveryWord) {
    std::vector<std::string> command{"systemd-analyze", "verify", "--man=no"};
    for (const auto& unit : units()) {
        const auto copy = folder_.path() / unit.filename();
        std::ofstream(copy) << std::regex_replace(read(unit), std::regex("=/usr/bin/"), "=" + kPrograms);
        command.push_back(copy);
    }
    ASSERT_GT(command.size(), 5U);
    const auto verified = run({command, {}, {}, -1});
    EXPECT_EQ(verified.exit_status, 0);
    EXPECT_EQ(verified.errors, "");
}

TEST_F(Units, TheDaemonIsExposedToLittle) {
    EXPECT_LE(exposure("retentiond.service"), 1.2);
}

TEST_F(Units, WithoutANetworkItIsExposedToAlmostNothing) {
    EXPECT_LE(exposure("retentiond.service", "unix-socket-only.conf"), 0.4);
}

TEST_F(Units, WithALocalDatabaseNoPacketLeavesTheMachine) {
    EXPECT_LE(exposure("retentiond.service", "local-tcp.conf"), 1.1);
}

TEST_F(Units, CredentialsCostNothing) {
    EXPECT_LE(exposure("retentiond.service", "credentials.conf"), 1.2);
}

TEST_F(Units, TheTimersServiceIsExposedToAsLittle) {
    EXPECT_LE(exposure("retentiond-once.service"), 1.2);
}

// The same lines, so that whoever hardens the one hardens the other.
TEST(UnitFiles, DaemonAndTimersServiceAreHardenedAlike) {
    const auto hardening = [](const std::string& unit) {
        const auto text = read(kUnits / unit);
        const auto begin = text.find("NoNewPrivileges=yes");
        return text.substr(begin, text.find("LimitCORE=0") - begin);
    };
    EXPECT_GT(hardening("retentiond.service").size(), 500U);
    EXPECT_EQ(hardening("retentiond.service"), hardening("retentiond-once.service"));
}

TEST(UnitFiles, AreAllInstalled) {
    const auto rules = read(kUnits / "CMakeLists.txt");
    for (const auto& unit : units())
        EXPECT_NE(rules.find(unit.filename().string()), std::string::npos) << unit;
    for (const auto& entry : fs::directory_iterator(kUnits / "drop-ins"))
        EXPECT_NE(rules.find("drop-ins/" + entry.path().filename().string()), std::string::npos) << entry.path();
}

TEST(UnitFiles, AreAllExplainedToAdministrators) {
    const auto pages = read(fs::path(RETENTIOND_SOURCE_DIR) / "docs/operations.md") + read(fs::path(RETENTIOND_SOURCE_DIR) / "docs/install.md");
    for (const auto& unit : units())
        EXPECT_NE(pages.find(unit.filename().string()), std::string::npos) << unit;
    for (const auto& entry : fs::directory_iterator(kUnits / "drop-ins"))
        EXPECT_NE(pages.find(entry.path().filename().string()), std::string::npos) << entry.path();
}

} // namespace
} // namespace retention::test
