// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/server.hpp"

#include "daemon/control/listener.hpp"
#include "daemon/control/protocol.hpp"
#include "tests/daemon/control/raw_client.hpp"
#include "tests/daemon/control/running_server.hpp"

#include <gtest/gtest.h>

#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <future>
#include <thread>

namespace retention::control {
namespace {

using nlohmann::json;

std::string request(int id, const std::string& method, json params = json::object()) {
    return encode(Request{id, method, std::move(params)});
}

json result(const std::string& line) {
    return json::parse(line).value("result", json());
}
int error_code(const std::string& line) {
    const auto reply = json::parse(line);
    return reply.contains("error") ? reply["error"]["code"].get<int>() : 0;
}

// What `client` says to `path` when it runs as another user and group. Credentials belong to a thread on Linux, as long
// as one asks the kernel and not the C library.
template <typename Client>
auto as_user(uid_t uid, gid_t gid, Client client) {
    return std::async(std::launch::async,
                      [=] {
                          const std::array<gid_t, 1> groups{gid};
                          ::syscall(SYS_setgroups, groups.size(), groups.data());
                          ::syscall(SYS_setresgid, -1, gid, -1);
                          ::syscall(SYS_setresuid, -1, uid, -1);
                          return client();
                      })
        .get();
}

constexpr uid_t kViewer = 61001;
constexpr uid_t kStranger = 61002;
constexpr gid_t kGroup = 62001;

TEST(Server, AnswersWithTheResultAndTheId) {
    RunningServer running;
    running.operations.answer("status", json{{"version", "0.1.0"}});
    RawClient client(running.socket_path());
    EXPECT_EQ(client.ask(request(7, "status")), R"({"id":7,"jsonrpc":"2.0","result":{"version":"0.1.0"}})");
}

// A forecast that takes until the test has seen what it wants, half a minute at most.
class SlowForecast {
public:
    explicit SlowForecast(RunningServer& running) : running_(running) {
        running.operations.answer("forecast", [this]() -> json {
            is_asked_.set_value();
            for (int i = 0; i < 300 && !running_.operations.asker()->has_left() && !is_over_; ++i)
                std::this_thread::sleep_for(std::chrono::milliseconds(100));
            has_left_.set_value(running_.operations.asker()->has_left());
            return json::object();
        });
    }
    void wait_until_asked() { is_asked_.get_future().wait(); }
    void end() { is_over_ = true; }
    bool has_left() { return has_left_.get_future().get(); }

private:
    RunningServer& running_;
    std::promise<void> is_asked_;
    std::promise<bool> has_left_;
    std::atomic<bool> is_over_{false};
};

TEST(Server, KnowsWhenWhoeverWaitsHasLeft) {
    RunningServer running;
    SlowForecast forecast(running);
    {
        RawClient client(running.socket_path());
        client.send(request(1, "forecast", {{"policy", "contacts"}}) + "\n");
        forecast.wait_until_asked();
    }
    EXPECT_TRUE(forecast.has_left());
}

TEST(Server, WhoeverHasNothingMoreToSayIsStillThere) {
    RunningServer running;
    SlowForecast forecast(running);
    RawClient client(running.socket_path());
    client.send(request(1, "forecast", {{"policy", "contacts"}}) + "\n");
    client.finish_sending();
    forecast.wait_until_asked();
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    forecast.end();
    EXPECT_FALSE(forecast.has_left());
    EXPECT_TRUE(client.read_line());
}

TEST(Server, PipelinedRequestsAreAnsweredInOrder) {
    RunningServer running;
    RawClient client(running.socket_path());
    std::string lines;
    for (int id = 1; id <= 100; ++id)
        lines +=
            request(id, id % 2 == 0 ? "status" : "plan", id % 2 == 0 ? json::object() : json{{"policy", "p"}}) + "\n";
    ASSERT_TRUE(client.send(lines));
    for (int id = 1; id <= 100; ++id)
        EXPECT_EQ(json::parse(client.read_line().value_or("{}"))["id"], id);
}

TEST(Server, ErrorsDoNotEndTheConnection) {
    RunningServer running;
    RawClient client(running.socket_path());
    EXPECT_EQ(error_code(client.ask("nonsense")), -32700);
    EXPECT_EQ(error_code(client.ask(request(1, "nonsense"))), -32601);
    EXPECT_EQ(error_code(client.ask(request(2, "status"))), 0);
}

TEST(Server, NamesThePeerToTheOperations) {
    RunningServer running;
    RawClient client(running.socket_path());
    client.ask(request(1, "pause"));
    const auto uid = "uid " + std::to_string(::geteuid());
    ASSERT_EQ(running.operations.asked().size(), 1U);
    EXPECT_NE(running.operations.asked()[0].find(uid), std::string::npos) << running.operations.asked()[0];
}

TEST(Server, StatusAnswersWhileSlowCommandsAreBusy) {
    RunningServer running;
    std::promise<void> go_on;
    const auto released = go_on.get_future().share();
    running.operations.answer("plan", [released]() -> json {
        released.wait();
        return {{"due", 3}};
    });
    std::vector<std::unique_ptr<RawClient>> planners;
    for (int count = 0; count < 8; ++count) {
        planners.push_back(std::make_unique<RawClient>(running.socket_path()));
        planners.back()->send(request(1, "plan", {{"policy", "contacts"}}) + "\n");
    }
    RawClient client(running.socket_path());
    EXPECT_EQ(error_code(client.ask(request(1, "status"))), 0);
    go_on.set_value();
    for (auto& planner : planners)
        EXPECT_EQ(result(planner->read_line().value_or("{}"))["due"], 3);
}

TEST(Server, LargeReplyArrivesWhole) {
    RunningServer running;
    running.operations.answer("runs", json{{"text", std::string(5'000'000, 'x')}});
    RawClient client(running.socket_path());
    EXPECT_EQ(result(client.ask(request(1, "runs")))["text"].get<std::string>().size(), 5'000'000U);
}

TEST(Server, StopRemovesTheSocketAndDisconnects) {
    RunningServer running;
    RawClient client(running.socket_path());
    client.ask(request(1, "status"));
    running.stop();
    EXPECT_FALSE(std::filesystem::exists(running.socket_path()));
    EXPECT_TRUE(client.is_closed_by_peer());
    running.stop();
}

TEST(Server, StopsWhileCommandsAreUnderWay) {
    std::promise<void> go_on;
    const auto released = go_on.get_future().share();
    std::promise<void> began;
    std::thread releaser;
    {
        RunningServer running;
        running.operations.answer("plan", [&, released]() -> json {
            began.set_value();
            released.wait();
            return {{"due", 3}};
        });
        RawClient client(running.socket_path());
        client.send(request(1, "plan", {{"policy", "contacts"}}) + "\n");
        began.get_future().wait();
        running.stop();
        EXPECT_TRUE(client.is_closed_by_peer());
        releaser = std::thread([&go_on] { go_on.set_value(); });
    }
    releaser.join();
}

TEST(Server, SecondOneOnTheSamePathIsRefused) {
    RunningServer running;
    boost::asio::io_context io;
    Server::Settings settings;
    settings.path = running.socket_path();
    EXPECT_THROW(Server(io, running.operations, running.log, settings), ListenError);
    RawClient client(running.socket_path());
    EXPECT_EQ(error_code(client.ask(request(1, "status"))), 0);
}

TEST(Server, RoleIsThePeersOwn) {
    if (::geteuid() != 0)
        GTEST_SKIP() << "needs root, to connect as other users";
    Server::Settings settings;
    settings.group = kGroup;
    settings.access.viewer.users = {kViewer};
    RunningServer running(settings);
    std::filesystem::permissions(running.socket_path().parent_path(), std::filesystem::perms{0711});
    const auto ask = [&](const std::string& line) { return RawClient(running.socket_path()).ask(line); };

    as_user(kViewer, kGroup, [&] {
        EXPECT_EQ(error_code(ask(request(1, "status"))), 0);
        EXPECT_EQ(error_code(ask(request(1, "reload"))), -32004);
        EXPECT_EQ(error_code(ask(request(1, "pause"))), -32004);
    });
    as_user(kStranger, kGroup, [&] {
        RawClient stranger(running.socket_path());
        EXPECT_EQ(error_code(stranger.ask(request(1, "status"))), -32004);
        EXPECT_TRUE(stranger.is_closed_by_peer());
    });
    // The file's mode is the first gate.
    as_user(kStranger, kGroup + 1, [&] { EXPECT_FALSE(RawClient(running.socket_path()).is_connected()); });
    EXPECT_EQ(running.operations.asked(), std::vector<std::string>{"status"});
}

TEST(Server, NewAccessHoldsForOpenConnectionsToo) {
    if (::geteuid() != 0)
        GTEST_SKIP() << "needs root, to connect as other users";
    Server::Settings settings;
    settings.group = kGroup;
    settings.access.operators.groups = {kGroup};
    RunningServer running(settings);
    std::filesystem::permissions(running.socket_path().parent_path(), std::filesystem::perms{0711});

    as_user(kViewer, kGroup, [&] {
        RawClient client(running.socket_path());
        EXPECT_EQ(error_code(client.ask(request(1, "pause"))), 0);
        running.server().replace_access({.viewer = {{kViewer}, {}}, .operators = {}, .administrator = {}});
        EXPECT_EQ(error_code(client.ask(request(2, "pause"))), -32004);
        EXPECT_EQ(error_code(client.ask(request(3, "status"))), 0);
    });
}

TEST(Server, ConnectionsOfOneUserAndOfAllAreBounded) {
    if (::geteuid() != 0)
        GTEST_SKIP() << "needs root, to connect as other users";
    Server::Settings settings;
    settings.group = kGroup;
    settings.access.viewer.groups = {kGroup};
    settings.connections_max = 6;
    settings.connections_per_user_max = 4;
    RunningServer running(settings);
    std::filesystem::permissions(running.socket_path().parent_path(), std::filesystem::perms{0711});

    std::vector<RawClient> clients;
    const auto connect = [&](uid_t uid) {
        return as_user(uid, kGroup, [&] {
            clients.emplace_back(running.socket_path());
            return error_code(clients.back().ask(request(1, "status")));
        });
    };
    for (int count = 0; count < 4; ++count)
        EXPECT_EQ(connect(kViewer), 0);
    EXPECT_EQ(connect(kViewer), -32003);
    EXPECT_EQ(connect(kStranger), 0);
    EXPECT_EQ(connect(kStranger), 0);
    EXPECT_EQ(connect(kStranger), -32003);

    // Full, but not for an administrator.
    EXPECT_EQ(error_code(RawClient(running.socket_path()).ask(request(1, "status"))), 0);
}

} // namespace
} // namespace retention::control
