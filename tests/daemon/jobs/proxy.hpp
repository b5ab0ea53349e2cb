// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/temporary_folder.hpp"

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>

namespace retention::test {

// Stands between a client and PostgreSQL on a unix socket, counts the client's requests and cuts the connection at the
// one it was told: a network that fails at a chosen statement, COMMIT included.
//
// Each Query and each Sync message counts as one request: that is what makes the server answer. Takes one connection at
// a time; its own thread serves it.
class Proxy {
public:
    enum class Cut {
        BeforeRequest, // the server never hears of it
        BeforeAnswer,  // the server carries it out, and nobody hears of it
    };

    // `server`: the folder of the server's socket.
    explicit Proxy(const std::filesystem::path& server);
    ~Proxy();
    Proxy(const Proxy&) = delete;
    Proxy& operator=(const Proxy&) = delete;

    // The folder of our own socket, for a client's connection string; the port is 5432.
    const std::filesystem::path& socket_folder() const noexcept { return folder_.path(); }

    // Cuts at the `number`-th request from now, counted from 1. 0: never.
    void cut_at(int number, Cut cut) noexcept;

    // Whether the cut was made.
    bool has_cut() const noexcept { return has_cut_; }

private:
    void serve();
    void connect_through(int client);
    // Whole messages that may go to the server; false: cut now.
    bool pass_requests(std::string& received, int server);

    TemporaryFolder folder_;
    const std::filesystem::path server_;
    int listener_ = -1;
    int stop_[2] = {-1, -1};
    std::atomic<int> requests_left_{0};
    std::atomic<Cut> cut_{Cut::BeforeRequest};
    std::atomic<bool> has_cut_{false};
    bool is_started_ = false; // the connection's start-up packet, which has no type, is through
    std::thread thread_;
};

} // namespace retention::test
