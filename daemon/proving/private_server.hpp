// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/session.hpp"
#include "daemon/proving/child.hpp"
#include "daemon/proving/guarded_folder.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace retention::proving {

// A PostgreSQL of our own, for the time of the tests: in a temporary folder that only its user can enter, on a unix socket there,
// without durability. Nothing of it is left afterwards, however we end; any number of them run beside each other.
//
// On one thread.
class PrivateServer {
public:
    // Makes and starts it; takes a second or two. `programs`: find_server_programs(). Throws Obstacle.
    explicit PrivateServer(std::filesystem::path programs);
    ~PrivateServer();

    PrivateServer(const PrivateServer&) = delete;
    PrivateServer& operator=(const PrivateServer&) = delete;

    // As its superuser.
    database::Dsn dsn(const std::string& database) const;
    const std::filesystem::path& folder() const noexcept { return folder_.path(); }
    const std::filesystem::path& programs() const noexcept { return programs_; }

    // Throw database::Failure. Nobody may be connected to `original`.
    void create_database(const std::string& name, const std::string& original = "template0");
    void drop_database(const std::string& name);

    // How long the server's log is by now.
    std::size_t log_size() const;

    // What the server last complained of since its log had that size, in its own words; empty: nothing. Its rows are those of tests,
    // so that these words may be shown.
    std::string last_error(std::size_t since) const;

private:
    void initialize();
    void start_server();
    void await_server();
    std::filesystem::path log() const { return folder() / "server.log"; }
    void stop() noexcept;

    std::filesystem::path programs_;
    std::optional<Account> account_;
    GuardedFolder folder_;
    pid_t server_ = -1;
    std::unique_ptr<database::Session> maintenance_;
};

} // namespace retention::proving
