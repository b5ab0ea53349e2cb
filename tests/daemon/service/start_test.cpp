// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/crash_fixture.hpp"
#include "tests/daemon/service/daemon_command.hpp"

#include <csignal>
#include <cstring>
#include <iostream>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace retention::test {
namespace {

// The service manager's end of NOTIFY_SOCKET.
class Manager {
public:
    explicit Manager(const std::filesystem::path& path)
        : path_(path), socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
        if (bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("bind " + path.string());
    }
    ~Manager() { close(socket_); }
    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;

    const std::filesystem::path& path() const { return path_; }

    // Waits until one more message holds `text`.
    bool hears(const std::string& text, std::chrono::milliseconds deadline = kLongEnough) {
        return wait_until(
            [&] {
                char buffer[4096];
                const ssize_t size = recv(socket_, buffer, sizeof buffer, MSG_DONTWAIT);
                return size > 0 && std::string(buffer, static_cast<std::size_t>(size)).find(text) != std::string::npos;
            },
            deadline);
    }

    // What has come so far.
    void forget() {
        char buffer[4096];
        while (recv(socket_, buffer, sizeof buffer, MSG_DONTWAIT) > 0) {
        }
    }

private:
    std::filesystem::path path_;
    int socket_;
};

class Start : public CrashTest {
protected:
    Process start(const Manager& manager, const std::map<std::string, std::optional<std::string>>& more = {}) const {
        Command command{{program("retentiond").string(), "--config", installation().settings().string()}, more, {}, -1};
        command.environment["NOTIFY_SOCKET"] = manager.path().string();
        return Process(command);
    }
};

TEST(Options, UnknownOnesAreTwo) {
    EXPECT_EQ(daemon_command({"--nonsense"}).exit_status, 2);
    EXPECT_EQ(daemon_command({"--config"}).exit_status, 2);
}

// A daemon that went by other files than the one that was named would erase by them.
TEST(Options, ThatNobodyWouldReadAreTwo) {
    for (const std::vector<std::string>& arguments :
         std::vector<std::vector<std::string>>{{"contacts.yaml"}, {"--once", "contacts.yaml"}, {"--offline"}, {"--strict"}, {"--json"}}) {
        const auto outcome = daemon_command(arguments);
        EXPECT_EQ(outcome.exit_status, 2) << arguments.front();
        EXPECT_NE(outcome.errors, "") << arguments.front();
    }
}

TEST(Options, VersionIsTold) {
    const auto outcome = daemon_command({"--version"});
    EXPECT_EQ(outcome.exit_status, 0);
    EXPECT_TRUE(outcome.output.starts_with("retentiond ")) << outcome.output;
}

TEST(Options, HelpIsZero) {
    EXPECT_EQ(daemon_command({"--help"}).exit_status, 0);
}

TEST_F(Start, TellsTheManagerThatItIsReady) {
    Manager manager(installation().folder() / "notify");
    const auto began = std::chrono::steady_clock::now();
    auto daemon = start(manager);
    ASSERT_TRUE(manager.hears("READY=1")) << daemon.errors();
    std::cout << "ready after "
              << std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began).count()
              << " ms" << std::endl;
    EXPECT_TRUE(ask(installation(), {"status"}));
}

TEST_F(Start, TellsTheManagerOfAReloadAndOfTheStop) {
    Manager manager(installation().folder() / "notify");
    auto daemon = start(manager);
    ASSERT_TRUE(manager.hears("READY=1"));
    daemon.signal(SIGHUP);
    EXPECT_TRUE(manager.hears("RELOADING=1"));
    EXPECT_TRUE(manager.hears("READY=1"));
    daemon.signal(SIGTERM);
    EXPECT_TRUE(manager.hears("STOPPING=1"));
    const auto outcome = daemon.wait(kLongEnough);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->exit_status, 0);
    EXPECT_FALSE(std::filesystem::exists(installation().socket()));
}

TEST_F(Start, FeedsTheWatchdog) {
    Manager manager(installation().folder() / "notify");
    auto daemon = start(manager, {{"WATCHDOG_USEC", "400000"}, {"WATCHDOG_PID", std::nullopt}});
    ASSERT_TRUE(manager.hears("READY=1"));
    EXPECT_TRUE(manager.hears("WATCHDOG=1"));
    EXPECT_TRUE(manager.hears("WATCHDOG=1"));
}

TEST_F(Start, TellsTheManagerWhatItDoes) {
    Manager manager(installation().folder() / "notify");
    crm().cluster().freeze();
    auto daemon = start(manager);
    EXPECT_TRUE(manager.hears("STATUS=not connected yet"));
    crm().cluster().thaw();
    EXPECT_TRUE(manager.hears("STATUS=idle; next run 20")) << daemon.errors();
    ASSERT_TRUE(ask(installation(), {"run", "contacts"}));
    EXPECT_TRUE(manager.hears("of contacts waits for approval"));
    daemon.signal(SIGTERM);
    EXPECT_TRUE(manager.hears("STATUS=stopping"));
}

// A thread of ours that hangs is nothing that waits for the database: nobody but the manager can help.
TEST_F(Start, AHangingWorkerIsNotVouchedFor) {
    Manager manager(installation().folder() / "notify");
    auto daemon = start(manager, {{"WATCHDOG_USEC", "400000"},
                                  {"WATCHDOG_PID", std::nullopt},
                                  {"RETENTIOND_FAILPOINT", "batch_after_lock:1:hang"}});
    ASSERT_TRUE(manager.hears("WATCHDOG=1"));
    start_approved_run(installation());
    const auto is_withheld = [&] {
        manager.forget();
        return daemon.errors().find("WATCHDOG_WITHHELD") != std::string::npos;
    };
    ASSERT_TRUE(wait_until(is_withheld, kLongEnough)) << daemon.errors();
    EXPECT_NE(daemon.errors().find("of database crm has not got on for 1"), std::string::npos) << daemon.errors();
    EXPECT_TRUE(ask(installation(), {"status"})) << "the io thread is well, and yet";
    manager.forget();
    EXPECT_FALSE(manager.hears("WATCHDOG=1", 1s));
}

TEST_F(Start, ServesTheSocketOfTheManager) {
    const auto daemon = Process({{"systemd-socket-activate", "--listen=" + installation().socket().string(),
                                  program("retentiond").string(), "--config", installation().settings().string()},
                                 {},
                                 {},
                                 -1});
    // Between bind() and listen() the file is there, and refuses.
    EXPECT_TRUE(wait_until([&] { return std::filesystem::exists(installation().socket()) && ask(installation(), {"status"}); }, kLongEnough))
        << daemon.errors();
}

TEST_F(Start, IsAwaitedUntilItHasCheckedItsDatabases) {
    const auto await = [&](const std::string& goal, const std::string& seconds) {
        return run({{program("retentionctl").string(), "--socket", installation().socket().string(), "await", goal, "--timeout", seconds},
                    {},
                    {},
                    -1});
    };
    const auto nobody = await("checked", "0");
    EXPECT_EQ(nobody.exit_status, 1) << nobody.output;
    Daemon daemon(installation());
    EXPECT_EQ(await("checked", "60").exit_status, 0) << daemon.process().errors();
    EXPECT_EQ(await("done", "0").exit_status, 3) << "the schedule will take those who are due, and has not yet";
    ASSERT_TRUE(ask(installation(), {"run", "contacts"}));
    const auto waiting = await("done", "0");
    EXPECT_EQ(waiting.exit_status, 3);
    EXPECT_NE(waiting.output.find("of contacts waits for approval"), std::string::npos) << waiting.output;
    EXPECT_EQ(await("checked", "0").exit_status, 0) << "checked it is nevertheless";
    EXPECT_EQ(await("somehow", "0").exit_status, 2);
}

TEST_F(Start, ASecondDaemonOnTheSameSocketIsRefused) {
    Daemon first(installation());
    ASSERT_TRUE(first.wait_until_up());
    const auto second = daemon_command({"--config", installation().settings().string()});
    EXPECT_EQ(second.exit_status, 1);
    EXPECT_NE(second.errors.find(installation().socket().string()), std::string::npos) << second.errors;
    EXPECT_TRUE(ask(installation(), {"status"})) << "the first goes on";
}

TEST_F(Start, WithoutItsDatabaseAnswersAndSaysSo) {
    installation().write_settings("host=/nowhere dbname=crm");
    Daemon daemon(installation());
    ASSERT_TRUE(wait_until([&] { return ask(installation(), {"status"}).has_value(); }, kLongEnough));
    EXPECT_EQ((*ask(installation(), {"status"}))["databases"][0]["state"], "unreachable");
}

// The journal lives in the database; what can't be written beside it is nobody's loss.
TEST_F(Start, AStateFolderThatTakesNothingKeepsNobodyFromWork) {
    auto settings = Installation::read(installation().settings());
    settings.replace(settings.find("state: state"), 12, "state: /dev/full");
    Installation::write(installation().settings(), settings);
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    start_approved_run(installation());
    EXPECT_TRUE(wait_for_state(installation(), "finished")) << daemon.process().errors();
    expect_all_done();
}

TEST_F(Start, AFolderWhereNobodyCouldStopItIsTold) {
    std::filesystem::remove_all(installation().folder() / "state");
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    EXPECT_NE(daemon.process().errors().find("STATE_MISSING"), std::string::npos) << daemon.process().errors();
}

TEST_F(Start, ABrokenPolicyIsToldAndTheOthersGoOn) {
    auto other = Installation::read(installation().policy());
    other.replace(other.find("policy: contacts"), 16, "policy: others  ");
    Installation::write(installation().folder() / "policies.d" / "others.yaml", other + "nonsense: 1\n");
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    EXPECT_TRUE(ask(installation(), {"plan", "contacts"}));
    const auto status = ask(installation(), {"status"});
    ASSERT_TRUE(status);
    bool is_told = false;
    for (const auto& policy : (*status)["policies"])
        is_told = is_told || (policy["state"] == "broken" && !policy["errors"].empty());
    EXPECT_TRUE(is_told) << status->dump();
}

TEST_F(Start, BrokenSettingsAreOne) {
    Installation::write(installation().settings(), "databases: {}\nnonsense: 1\n");
    const auto outcome = daemon_command({"--config", installation().settings().string()});
    EXPECT_EQ(outcome.exit_status, 1);
    EXPECT_NE(outcome.errors.find("nonsense"), std::string::npos) << outcome.errors;
}

TEST_F(Start, OfSettingsAsAWholeNoLineIsTold) {
    const auto outcome = daemon_command({"--config", "/nowhere.yaml"});
    EXPECT_EQ(outcome.exit_status, 1);
    EXPECT_NE(outcome.errors.find("SETTINGS_BROKEN /nowhere.yaml: can't be read"), std::string::npos) << outcome.errors;
}

} // namespace
} // namespace retention::test
