// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/client.hpp"

#include <gtest/gtest.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <thread>

namespace retention::ctl {
namespace {

using namespace std::chrono_literals;

// Accepts one connection, and sends what it is told to.
class Answerer {
public:
    explicit Answerer(std::string answer, bool keeps_open = false) {
        char folder[] = "/tmp/retentiond-client-XXXXXX";
        folder_ = ::mkdtemp(folder);
        socket_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path().c_str(), sizeof address.sun_path - 1);
        EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(::listen(socket_, 1), 0);
        thread_ = std::thread([this, answer = std::move(answer), keeps_open] {
            const int peer = ::accept(socket_, nullptr, nullptr);
            char request[4096];
            static_cast<void>(::recv(peer, request, sizeof request, 0));
            static_cast<void>(::send(peer, answer.data(), answer.size(), MSG_NOSIGNAL));
            if (keeps_open)
                static_cast<void>(::recv(peer, request, sizeof request, 0)); // until the client gives up
            ::close(peer);
        });
    }
    ~Answerer() {
        thread_.join();
        ::close(socket_);
        std::filesystem::remove_all(folder_);
    }
    std::string path() const { return folder_ + "/socket"; }

private:
    std::string folder_;
    int socket_ = -1;
    std::thread thread_;
};

std::string failure(const Client& client, std::chrono::milliseconds patience = 10s) {
    try {
        client.call("status", nlohmann::json::object(), patience);
        return "answered";
    } catch (const Unreachable& error) {
        return error.what();
    }
}

TEST(Client, ReturnsTheResult) {
    const Answerer answerer("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"pid\":7}}\n");
    EXPECT_EQ(Client(answerer.path()).call("status")["pid"], 7);
}

TEST(Client, ThrowsWhatTheDaemonRefuses) {
    const Answerer answerer("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32002,\"message\":\"not now\"}}\n");
    try {
        Client(answerer.path()).call("status");
        FAIL();
    } catch (const Refusal& refusal) {
        EXPECT_STREQ(refusal.what(), "not now");
        EXPECT_EQ(refusal.error().code, control::ErrorCode::Refused);
    }
}

TEST(Client, SaysThatNobodyIsThere) {
    try {
        Client("/nonexistent/socket").call("status");
        FAIL();
    } catch (const Unreachable& error) {
        EXPECT_STREQ(error.what(), "cannot reach retentiond at /nonexistent/socket: No such file or directory");
        EXPECT_NE(error.hint().find("systemctl start retentiond"), std::string::npos);
    }
    EXPECT_NE(failure(Client(std::string(200, 'x'))).find("1 to 107 bytes"), std::string::npos);
}

TEST(Client, SaysThatTheConnectionEnded) {
    const Answerer answerer("{\"jsonrpc\":\"2.0\"");
    EXPECT_NE(failure(Client(answerer.path())).find("closed the connection without an answer"), std::string::npos);
}

TEST(Client, SaysThatItDoesNotUnderstand) {
    const Answerer answerer("220 smtp.example.org ESMTP\n");
    EXPECT_NE(failure(Client(answerer.path())).find("cannot understand"), std::string::npos);
}

TEST(Client, LosesPatience) {
    const Answerer answerer("", true);
    EXPECT_NE(failure(Client(answerer.path()), 100ms).find("no answer in time"), std::string::npos);
}

} // namespace
} // namespace retention::ctl
