// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/loader.hpp"
#include "daemon/control/server.hpp"
#include "daemon/jobs/administration.hpp"
#include "daemon/jobs/counter.hpp"
#include "daemon/jobs/target.hpp"
#include "daemon/platform/clock.hpp"
#include "daemon/platform/log.hpp"
#include "daemon/service/manager_link.hpp"
#include "daemon/service/metrics_file.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

namespace retention::service {

// The daemon: owns every part and wires them. Members are declared in the order in which they start; they stop in the
// opposite one. Lives on the thread of main, which becomes the io thread.
class Service {
public:
    // Loads `config`, starts work on its databases and listens on its socket. A policy with errors is reported and left out,
    // the others go on; settings with errors throw std::runtime_error, a socket that is taken control::ListenError.
    Service(const std::filesystem::path& config, platform::Log& log, const platform::Clock& clock);
    ~Service();

    // Serves until SIGTERM or SIGINT; SIGHUP reloads. Says READY when the loop is about to run.
    void run();

private:
    void on_signals();
    void reload_by_signal();
    nlohmann::json reload();
    void stop();

    const std::filesystem::path config_;
    platform::Log& log_;
    const platform::Clock& clock_;
    boost::asio::io_context io_;
    boost::asio::signal_set signals_;
    config::Configuration configuration_;
    std::mutex reloading_;
    std::shared_ptr<platform::StopFile> stop_file_;
    std::vector<std::unique_ptr<jobs::Target>> targets_;
    ManagerLink manager_;
    std::unique_ptr<jobs::Administration> administration_;
    std::unique_ptr<jobs::Counter> counter_;
    std::unique_ptr<MetricsFile> metrics_file_;   // none: nobody wants one
    std::unique_ptr<control::Server> server_;
    std::thread reloader_;
    bool is_reloading_ = false;    // of the io thread, as the next
    bool reloads_again_ = false;   // asked for meanwhile
};

// Plans every policy once, does what is due and needs no approval, and returns the exit status: 0 done, 1 something
// failed, 3 something waits for a person. For timers and containers: no socket, no schedule.
int run_once(const std::filesystem::path& config, platform::Log& log, const platform::Clock& clock);

} // namespace retention::service
