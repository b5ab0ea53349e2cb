// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/control/server.hpp"
#include "daemon/platform/clock.hpp"
#include "daemon/platform/log.hpp"
#include "tests/daemon/control/scripted_operations.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <cstdlib>
#include <filesystem>
#include <future>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace retention::control {

// A folder of one test.
class TemporaryFolder {
public:
    TemporaryFolder() {
        char name[] = "/tmp/retentiond-control-XXXXXX";
        if (::mkdtemp(name) == nullptr)
            throw std::runtime_error("no temporary folder");
        path_ = name;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

// A server over a real socket, with an io thread of its own.
class RunningServer {
public:
    explicit RunningServer(Server::Settings settings = {}) {
        settings.path = socket_path();
        server_.emplace(io_, operations, log, std::move(settings));
        thread_ = std::thread([this] { io_.run(); });
    }

    ~RunningServer() {
        // As the service does it: the io thread leaves, then the server goes.
        stop();
        io_.stop();
        thread_.join();
        server_.reset();
    }

    std::filesystem::path socket_path() const { return folder_.path() / "control.sock"; }

    // Returns when the io thread has stopped the server.
    void stop() {
        std::promise<void> done;
        boost::asio::post(io_, [&] {
            server_->stop();
            done.set_value();
        });
        done.get_future().wait();
    }

    Server& server() { return *server_; }

    // What was logged; call it when nothing is being logged any more.
    std::string logged() const { return log_text_.str(); }

    ScriptedOperations operations;

private:
    TemporaryFolder folder_;
    platform::SystemClock clock_;
    std::ostringstream log_text_;

public:
    platform::Log log{clock_, platform::LogLevel::Debug, platform::LogStyle::Plain, log_text_};

private:
    boost::asio::io_context io_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{io_.get_executor()};
    std::optional<Server> server_;
    std::thread thread_;
};

} // namespace retention::control
