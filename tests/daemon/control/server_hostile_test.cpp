// SPDX-License-Identifier: Apache-2.0
//
// Clients that mean no good, or know no better. After each of them another client is answered as ever.
#include "daemon/control/protocol.hpp"
#include "daemon/control/server.hpp"
#include "tests/daemon/control/raw_client.hpp"
#include "tests/daemon/control/running_server.hpp"
#include "tests/support/process.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace retention::control {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr const char* kStatus = R"({"jsonrpc":"2.0","id":1,"method":"status"})";

class HostileTest : public testing::Test {
protected:
    void start(std::chrono::milliseconds idle_timeout = 60s) {
        Server::Settings settings;
        settings.idle_timeout = idle_timeout;
        running_.emplace(settings);
    }

    void TearDown() override {
        EXPECT_TRUE(test::wait_until([this] { return is_answered(); }, 10s));
    }

    RawClient connect() { return RawClient(running_->socket_path()); }

    // Not while there are too many connections.
    bool is_answered() { return json::parse(connect().ask(kStatus), nullptr, false).contains("result"); }

    std::optional<RunningServer> running_;
};

TEST_F(HostileTest, OverlongLineIsRefusedAndEndsTheConnection) {
    start();
    auto client = connect();
    client.send(std::string(kLineBytesMax + 64 * 1024, 'x')); // may be cut short: the server need not take it all
    const auto reply = json::parse(client.read_line().value_or("{}"));
    EXPECT_EQ(reply["error"]["message"], "the line is longer than 1048576 bytes");
    EXPECT_TRUE(client.is_closed_by_peer());
}

TEST_F(HostileTest, LongestLineIsRead) {
    start();
    auto client = connect();
    std::string line = R"({"jsonrpc":"2.0","id":1,"method":"status"})";
    line.insert(1, kLineBytesMax - line.size(), ' ');
    ASSERT_EQ(line.size(), kLineBytesMax);
    EXPECT_TRUE(json::parse(client.ask(line)).contains("result"));
    EXPECT_EQ(json::parse(client.ask(line + " "))["error"]["code"], -32600);
}

TEST_F(HostileTest, BinaryNoiseIsAnsweredWithErrors) {
    start();
    std::mt19937 random(7);
    for (int round = 0; round < 20; ++round) {
        auto client = connect();
        std::string noise(4096, '\0');
        for (auto& byte : noise)
            byte = static_cast<char>(random());
        client.send(noise + "\n");
        const auto line = client.read_line();
        ASSERT_TRUE(line);
        EXPECT_EQ(json::parse(*line)["error"]["code"], -32700);
    }
}

TEST_F(HostileTest, DeepNestingIsRefused) {
    start();
    auto client = connect();
    EXPECT_EQ(json::parse(client.ask(std::string(1'000'000, '[')))["error"]["code"], -32700);
}

TEST_F(HostileTest, HalfCloseStillGetsItsReply) {
    start();
    auto client = connect();
    client.send(std::string{kStatus} + "\n");
    client.finish_sending();
    EXPECT_TRUE(json::parse(client.read_line().value_or("{}")).contains("result"));
    EXPECT_TRUE(client.is_closed_by_peer());
}

TEST_F(HostileTest, HalfALineIsNoRequest) {
    start();
    auto client = connect();
    client.send(kStatus); // complete, but for the end of the line: perhaps there was more to come
    client.finish_sending();
    EXPECT_EQ(client.read_line(), std::nullopt);
    EXPECT_TRUE(running_->operations.asked().empty());
}

TEST_F(HostileTest, HundredIdleConnectionsKeepNobodyOut) {
    start(1s);
    std::vector<RawClient> idle;
    for (int count = 0; count < 100; ++count)
        idle.push_back(connect());
    EXPECT_TRUE(test::wait_until([this] { return is_answered(); }, test::kLongEnough));
    for (auto& client : idle)
        EXPECT_TRUE(client.is_closed_by_peer()) << "its time is over";
}

TEST_F(HostileTest, ConnectionsOfOneUserBeyondTheBoundAreToldSo) {
    start();
    std::vector<RawClient> idle;
    for (int count = 0; count < 100; ++count)
        idle.push_back(connect());
    const auto has_input = [](const RawClient& client) { return client.has_input(); };
    EXPECT_TRUE(test::wait_until([&] { return std::count_if(idle.begin(), idle.end(), has_input) == 100 - 16; }, test::kLongEnough));
    for (auto& client : idle)
        if (client.has_input()) {
            EXPECT_EQ(json::parse(client.read_line().value_or("{}"))["error"]["message"], "too many connections");
        }
}

TEST_F(HostileTest, BytePerSecondDoesNotKeepAConnection) {
    // The same in a shorter time: bytes keep coming well within the time-out, but the line does not end.
    start(300ms);
    auto client = connect();
    const auto begin = std::chrono::steady_clock::now();
    bool is_open = true;
    while (is_open && std::chrono::steady_clock::now() - begin < test::kLongEnough) {
        is_open = client.send("x");
        std::this_thread::sleep_for(30ms);
    }
    EXPECT_FALSE(is_open);
    EXPECT_TRUE(client.is_closed_by_peer());
}

TEST_F(HostileTest, ReaderThatDoesNotReadIsDisconnected) {
    start(300ms);
    running_->operations.answer("runs", json{{"text", std::string(4'000'000, 'x')}});
    auto client = connect();
    for (int count = 0; count < 50; ++count)
        client.send(R"({"jsonrpc":"2.0","id":1,"method":"runs"})"
                    "\n");
    // One reply is under way; the other requests wait in the kernel until the server has given up.
    EXPECT_TRUE(client.is_hung_up());
    EXPECT_EQ(running_->operations.asked().size(), 1U);
}

TEST_F(HostileTest, PeerThatLeavesBeforeItsReplyIsForgotten) {
    start();
    for (int count = 0; count < 200; ++count) {
        auto client = connect();
        client.send(std::string{kStatus} + "\n");
    }
    // Each of the sixteen that fit has been closed by now, or will be: new ones get in.
    EXPECT_TRUE(test::wait_until([this] { return is_answered(); }, test::kLongEnough));
}

} // namespace
} // namespace retention::control
