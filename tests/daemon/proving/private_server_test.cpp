// SPDX-License-Identifier: Apache-2.0
//
// The server that tests of policies make for themselves: what keeps it from being made, and that nothing of it is left.
#include "tests/daemon/proving/program.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

namespace retention::test {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

// Folders of private servers, those of others too.
std::set<fs::path> server_folders() {
    std::set<fs::path> folders;
    for (const auto& base : {fs::path("/tmp"), fs::temp_directory_path()})
        for (const auto& entry : fs::directory_iterator(base))
            if (entry.path().filename().string().starts_with("retentiond-proving-"))
                folders.insert(entry.path());
    return folders;
}

// Those of one process, by its server's children: the folder stands in the server's command line.
std::set<fs::path> folders_of(pid_t program) {
    std::set<fs::path> own;
    for (const auto& folder : server_folders()) {
        pid_t server = 0;
        std::ifstream(folder / "data/postmaster.pid") >> server;
        std::string ignored;
        pid_t parent = 0;
        std::ifstream status("/proc/" + std::to_string(server) + "/status");
        for (std::string word; status >> word;)
            if (word == "PPid:" && status >> parent)
                break;
        if (server > 0 && parent == program)
            own.insert(folder);
    }
    return own;
}

class PrivateServerTest : public testing::Test {
protected:
    fs::path write(const std::string& name, const std::string& text) const {
        std::ofstream(folder_.path() / name) << text;
        return folder_.path() / name;
    }
    // The golden club with a schema of its own.
    void write_test(const std::string& schema) const {
        fs::copy_file(golden_folder() / "club.yaml", folder_.path() / "club.yaml");
        write("a.test.yaml", "policy: club.yaml\nschema: " + schema +
                                 "\nas_of: 2026-03-01\ntests:\n  - { name: a, rows: { club.member: [ {} ] }, after: { club.visit: gone } }\n");
    }

    TemporaryFolder folder_{"rtd-proving"};
};

// Waits until the program has a server, ends it by `signal`, and expects that all of it goes.
void expect_nothing_left_after(int signal) {
    Process program(test_command({"good.test.yaml", "wrong.test.yaml", "troubles.test.yaml"}));
    std::set<fs::path> folders;
    ASSERT_TRUE(wait_until(
        [&] {
            folders = folders_of(program.pid());
            return !folders.empty();
        },
        kLongEnough));
    pid_t server = 0;
    std::ifstream(*folders.begin() / "data/postmaster.pid") >> server;
    program.signal(signal);
    const auto outcome = program.wait(kLongEnough);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->signal, signal);
    EXPECT_TRUE(wait_until([&] { return !fs::exists(*folders.begin()); }, kLongEnough)) << *folders.begin();
    EXPECT_TRUE(wait_until([&] { return ::kill(server, 0) != 0; }, kLongEnough)) << "the server " << server << " lives on";
}

TEST_F(PrivateServerTest, IsGoneAfterAnInterrupt) { expect_nothing_left_after(SIGINT); }
TEST_F(PrivateServerTest, IsGoneAfterSigterm) { expect_nothing_left_after(SIGTERM); }
TEST_F(PrivateServerTest, IsGoneAfterKillMinusNine) { expect_nothing_left_after(SIGKILL); }

TEST_F(PrivateServerTest, IsGoneWhenTheProgramHasEnded) {
    Process program(test_command({"good.test.yaml"}));
    std::set<fs::path> folders;
    ASSERT_TRUE(wait_until(
        [&] {
            folders = folders_of(program.pid());
            return !folders.empty();
        },
        kLongEnough));
    const auto permissions = fs::status(*folders.begin()).permissions();
    EXPECT_EQ(permissions & fs::perms::all, fs::perms::owner_all) << "nobody else may look into it";
    const auto outcome = program.wait(120s);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->exit_status, 0) << outcome->output << outcome->errors;
    EXPECT_FALSE(fs::exists(*folders.begin()));
}

TEST_F(PrivateServerTest, DoesNotDisturbAnother) {
    Process one(test_command({"good.test.yaml"}));
    Process other(test_command({"good.test.yaml"}));
    const auto first = one.wait(150s);
    const auto second = other.wait(150s);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->exit_status, 0) << first->output << first->errors;
    EXPECT_EQ(second->exit_status, 0) << second->output << second->errors;
}

TEST_F(PrivateServerTest, IsNotDisturbedByTheCallersEnvironment) {
    auto command = test_command({"good.test.yaml", "--filter", "composite"});
    for (const auto* name : {"PGHOST", "PGUSER", "PGDATABASE", "PGPORT"})
        command.environment[name] = "nonsense";
    command.environment["PGOPTIONS"] = "-c search_path=nowhere";
    const auto outcome = run(command, 2min);
    EXPECT_EQ(outcome.exit_status, 0) << outcome.output << outcome.errors;
}

TEST_F(PrivateServerTest, NeedsTheProgramsOfAServer) {
    const auto outcome = run_tests({"good.test.yaml", "--postgres", folder_.path().string()});
    EXPECT_EQ(outcome.exit_status, 1);
    EXPECT_NE(outcome.output.find("has not all of initdb, postgres, psql and pg_dump\n    HINT: "), std::string::npos) << outcome.output;
    EXPECT_NE(outcome.output.find("1 file, 7 tests, 0 passed, 7 failed"), std::string::npos) << outcome.output;
}

TEST_F(PrivateServerTest, TellsFileAndLineOfASchemaThatDoesNotLoad) {
    write("bad.sql", "create table a (id int);\n\ncreate extension nonsense;\n");
    write_test("bad.sql");
    const auto outcome = run_tests({"a.test.yaml"}, folder_.path());
    EXPECT_EQ(outcome.exit_status, 1);
    EXPECT_NE(outcome.output.find("bad.sql:3: ERROR:  extension \"nonsense\" is not available"), std::string::npos) << outcome.output;
    EXPECT_NE(outcome.output.find("HINT: Install the extension"), std::string::npos) << outcome.output;
}

TEST_F(PrivateServerTest, TellsTheLineThatNamesAFileThatIsNotThere) {
    write_test("nowhere.sql");
    const auto outcome = run_tests({"a.test.yaml"}, folder_.path());
    EXPECT_EQ(outcome.exit_status, 1);
    EXPECT_NE(outcome.output.find("a.test.yaml:2:9: schema: there is no file \"nowhere.sql\""), std::string::npos) << outcome.output;
}

TEST_F(PrivateServerTest, TakesTheSchemaOfTheCommandLineInstead) {
    write_test("nowhere.sql");
    const auto outcome = run_tests({"a.test.yaml", "--schema", (golden_folder() / "club.sql").string()}, folder_.path());
    EXPECT_EQ(outcome.exit_status, 0) << outcome.output;
}

// As pg_dump writes it of a database in which the daemon works.
TEST_F(PrivateServerTest, TakesADumpThatHasTheJournalInIt) {
    std::ifstream club(golden_folder() / "club.sql");
    write("whole.sql", std::string(std::istreambuf_iterator<char>(club), {}) +
                           "\ncreate schema retentiond;\ncreate table retentiond.run (run bigint primary key, policy text);\n");
    write_test("whole.sql");
    const auto outcome = run_tests({"a.test.yaml"}, folder_.path());
    EXPECT_EQ(outcome.exit_status, 0) << outcome.output;
}

TEST_F(PrivateServerTest, IsNotMadeForTestsThatNobodyWants) {
    const auto outcome = run_tests({"good.test.yaml", "--filter", "no such name"});
    EXPECT_EQ(outcome.exit_status, 1) << "silence must not pass for success";
    EXPECT_NE(outcome.output.find("no test has \"no such name\" in its name"), std::string::npos) << outcome.output;
}

TEST_F(PrivateServerTest, OutcomeIsADocumentToo) {
    const auto junit = folder_.path() / "report.xml";
    const auto outcome = run_tests({"wrong.test.yaml", "--json", "--junit", junit.string()});
    EXPECT_EQ(outcome.exit_status, 1);
    const auto document = nlohmann::json::parse(outcome.output);
    EXPECT_EQ(document["failed"], 5);
    const auto& difference = document["files"][0]["tests"][0]["differences"][0];
    EXPECT_EQ(difference["what"], "[\"a\", 1].class");
    EXPECT_EQ(difference["expected"], "active");
    EXPECT_EQ(difference["actual"], "left");
    EXPECT_EQ(difference["line"], 13);
    std::ostringstream xml;
    xml << std::ifstream(junit).rdbuf();
    EXPECT_NE(xml.str().find("failures=\"5\" errors=\"0\""), std::string::npos) << xml.str();
}

TEST_F(PrivateServerTest, OptionsOfTestsNeedTests) {
    const auto outcome = run({{std::string(RETENTIOND_BINARY_DIR) + "/bin/retentiond", "--filter", "x"}, {}, {}, -1});
    EXPECT_EQ(outcome.exit_status, 2);
}

} // namespace
} // namespace retention::test
