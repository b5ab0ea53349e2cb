// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/listener.hpp"
#include "daemon/platform/failpoint.hpp"
#include "daemon/service/inspection.hpp"
#include "daemon/service/service.hpp"

#include <CLI/CLI.hpp>

#include <csignal>
#include <iostream>
#include <unistd.h>

namespace {

namespace platform = retention::platform;
namespace service = retention::service;

struct Options {
    service::CheckOptions check;
    bool is_check = false;
    bool is_once = false;
    bool is_version = false;
    bool is_failpoints = false;
};

void describe(CLI::App& app, Options& options) {
    app.add_option("--config", options.check.config, "The daemon's settings")->default_val("/etc/retentiond/retentiond.yaml");
    auto* check = app.add_flag("--check", options.is_check, "Check settings and policies against the databases, and exit");
    app.add_option("files", options.check.files, "With --check: these policy files instead of the settings' own");
    auto* offline = app.add_flag("--offline", options.check.is_offline, "With --check: only what the files say");
    app.add_flag("--accept", options.check.accepts, "With --check: take what came into reach of the policies for right, without a daemon")
        ->needs(check)
        ->excludes(offline);
    app.add_flag("--json", options.check.as_json, "With --check: findings as JSON");
    app.add_flag("--once", options.is_once, "Plan every policy once, do what is due, and exit");
    app.add_flag("--version", options.is_version, "Print the version, and exit");
    app.add_flag("--failpoints", options.is_failpoints, "Print the names of the failpoints for tests, and exit");
}

int carry_out(const Options& options) {
    if (options.is_version) {
        std::cout << "retentiond " << RETENTIOND_VERSION << '\n';
        return 0;
    }
    if (options.is_failpoints) {
        for (const auto name : platform::kFailpointNames)
            std::cout << name << '\n';
        return 0;
    }
    if (options.is_check)
        return service::check(options.check, std::cout);
    platform::arm_failpoint_from_environment();
    const platform::SystemClock clock;
    platform::Log log(clock, platform::LogLevel::Info, platform::log_style_for(STDERR_FILENO), std::cerr);
    if (options.is_once)
        return service::run_once(options.check.config, log, clock);
    service::Service(options.check.config, log, clock).run();
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    CLI::App app{"Keeps personal data no longer than its retention policy says"};
    Options options;
    describe(app, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    try {
        return carry_out(options);
    } catch (const std::exception& error) {
        // Start-up only: nothing has read a row yet, and the messages are our own.
        std::cerr << "retentiond: " << error.what() << '\n';
        return 1;
    }
}
