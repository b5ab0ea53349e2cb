// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/private_server.hpp"

#include "daemon/proving/obstacle.hpp"
#include "policies/sql_text.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

namespace retention::proving {

namespace {

constexpr auto kStartDeadline = std::chrono::seconds(60);
constexpr auto kStartRound = std::chrono::milliseconds(20);

// Nothing here has to survive, and nobody else connects: everything that costs time for the sake of others is off. Databases are
// copied and dropped all the time, so the journal that this writes is small and the statistics collector has a rest.
constexpr auto kSettings = std::to_array<const char*>(
    {"listen_addresses=", "fsync=off", "full_page_writes=off", "synchronous_commit=off", "wal_level=minimal", "max_wal_senders=0",
     "max_connections=10", "shared_buffers=32MB", "dynamic_shared_memory_type=mmap", "autovacuum=off", "checkpoint_timeout=1h",
     "max_wal_size=256MB", "jit=off", "timezone=UTC", "log_timezone=UTC", "lc_messages=C", "logging_collector=off",
     "log_destination=stderr", "log_min_messages=error", "log_min_error_statement=panic", "log_line_prefix=",
     "unix_socket_permissions=0700"});

std::string read_text(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

std::string quoted(const std::string& value) {
    std::string text = "'";
    for (const char c : value) {
        if (c == '\'' || c == '\\')
            text += '\\';
        text += c;
    }
    return text + "'";
}

} // namespace

PrivateServer::PrivateServer(std::filesystem::path programs) try
    : programs_(std::move(programs)), account_(server_account()), folder_(account_) {
    try {
        initialize();
        start_server();
        await_server();
    } catch (...) {
        stop();
        throw;
    }
} catch (const std::system_error& error) {
    throw Obstacle(std::string("the private server can't be made: ") + error.what());
}

PrivateServer::~PrivateServer() {
    maintenance_.reset();
    stop();
}

database::Dsn PrivateServer::dsn(const std::string& database) const {
    return database::Dsn("host=" + quoted(folder().string()) + " port=5432 user=postgres dbname=" + quoted(database) +
                         " application_name=retentiond");
}

void PrivateServer::create_database(const std::string& name, const std::string& original) {
    maintenance_->exec_alone("create_database",
                             "create database " + policies::quote_name(name) + " template " + policies::quote_name(original));
}

void PrivateServer::drop_database(const std::string& name) {
    maintenance_->exec_alone("drop_database", "drop database if exists " + policies::quote_name(name) + " with (force)");
}

std::size_t PrivateServer::log_size() const {
    std::error_code error;
    const auto size = std::filesystem::file_size(log(), error);
    return error ? 0 : static_cast<std::size_t>(size);
}

std::string PrivateServer::last_error(std::size_t since) const {
    constexpr std::string_view kError = "ERROR:  ";
    std::ifstream text(log());
    text.seekg(static_cast<std::streamoff>(since));
    std::string last;
    for (std::string line; std::getline(text, line);)
        if (line.starts_with(kError))
            last = line.substr(kError.size());
    return last;
}

// A letter's case and order should be those of any language; where the system has no such locale, those of none.
void PrivateServer::initialize() {
    std::string errors;
    for (const char* locale : {"--locale=C.UTF-8", "--locale=C"}) {
        const auto ended = run({{(programs_ / "initdb").string(), "--pgdata=" + data_folder(folder()).string(), "--username=postgres",
                                 "--auth=trust", "--encoding=UTF8", locale, "--no-sync", "--wal-segsize=4"},
                                account_});
        if (ended.has_succeeded)
            return;
        errors = ended.errors;
    }
    throw Obstacle("the private server can't be made: initdb says: " + errors);
}

void PrivateServer::start_server() {
    Command command{{(programs_ / "postgres").string(), "-D", data_folder(folder()).string(), "-k", folder().string(), "-p", "5432"},
                    account_};
    for (const char* setting : kSettings)
        command.arguments.insert(command.arguments.end(), {"-c", setting});
    command.output = log();
    command.signal_at_our_end = SIGQUIT;
    server_ = start(command);
}

void PrivateServer::await_server() {
    const auto deadline = std::chrono::steady_clock::now() + kStartDeadline;
    while (true) {
        try {
            maintenance_ = std::make_unique<database::Session>(dsn("postgres"));
            return;
        } catch (const database::Failure&) {
            const bool has_ended = ::waitpid(server_, nullptr, WNOHANG) == server_;
            if (has_ended)
                server_ = -1;
            if (has_ended || std::chrono::steady_clock::now() > deadline)
                throw Obstacle("the private server does not start: " + read_text(log()));
        }
        std::this_thread::sleep_for(kStartRound);
    }
}

void PrivateServer::stop() noexcept {
    if (server_ <= 0)
        return;
    ::kill(server_, SIGQUIT);
    while (::waitpid(server_, nullptr, 0) < 0 && errno == EINTR) {
    }
    server_ = -1;
}

} // namespace retention::proving
