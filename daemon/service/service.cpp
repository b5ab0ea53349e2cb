// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/service.hpp"

#include "daemon/jobs/policy_check.hpp"
#include "daemon/platform/activation.hpp"
#include "daemon/platform/zones.hpp"
#include "daemon/service/assembly.hpp"
#include "daemon/service/inspection.hpp"
#include "policies/drift.hpp"

#include <boost/asio/post.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <unistd.h>

namespace retention::service {

namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using policies::Severity;

// Batches in progress get this long to come to their end when the daemon stops.
constexpr auto kStopPatience = 3s;
constexpr auto kStopLimit = 2s;   // beyond the patience with each database

// Of a file as a whole no line is known.
std::string located(const std::string& file, const policies::Finding& finding) {
    std::string text = file + ": ";
    if (finding.place.line > 0)
        text = file + ":" + std::to_string(finding.place.line) + ":" + std::to_string(finding.place.column) + ": ";
    return text + (finding.path.empty() ? "" : finding.path + ": ") + finding.message;
}

json findings_document(const std::vector<Inspected>& inspected) {
    json list = json::array();
    for (const auto& one : inspected)
        for (const auto& finding : one.findings)
            list.push_back({{"severity", finding.severity == Severity::Error     ? "error"
                                         : finding.severity == Severity::Warning ? "warning"
                                                                                 : "note"},
                            {"code", finding.code},
                            {"file", one.file},
                            {"line", finding.place.line},
                            {"column", finding.place.column},
                            {"path", finding.path},
                            {"message", finding.message},
                            {"hint", finding.hint}});
    return list;
}

std::vector<jobs::BrokenFile> broken_files(const config::Configuration& configuration) {
    std::vector<jobs::BrokenFile> broken;
    for (const auto& file : configuration.policies) {
        if (!policies::has_errors(file.findings) && file.policy)
            continue;
        jobs::BrokenFile one{file.policy ? file.policy->name : file.path.stem().string(), {}};
        for (const auto& finding : file.findings)
            if (finding.severity == Severity::Error)
                one.errors.push_back(located(file.path.filename().string(), finding));
        broken.push_back(std::move(one));
    }
    return broken;
}

// What only a restart can change.
bool needs_restart(const config::Settings& before, const config::Settings& after) {
    const auto same_databases = std::equal(before.databases.begin(), before.databases.end(), after.databases.begin(),
                                           after.databases.end(), [](const auto& a, const auto& b) {
                                               return a.first == b.first && a.second.dsn == b.second.dsn &&
                                                      a.second.passfile == b.second.passfile;
                                           });
    return !same_databases || before.socket != after.socket ||
           before.pseudonym_key != after.pseudonym_key || before.count.every != after.count.every ||
           before.metrics.textfile != after.metrics.textfile || before.metrics.every != after.metrics.every;
}

// Loads the configuration and makes a target for each database. Errors in the settings throw; those in a policy file leave
// that policy out.
config::Configuration load_sound(const std::filesystem::path& path, platform::Log& log) {
    auto configuration = config::load(path);
    const auto inspected = inspect(configuration, Depth::Syntax);
    for (const auto& one : inspected)
        for (const auto& finding : one.findings)
            if (finding.severity != Severity::Error)
                continue;
            else if (&one == &inspected.front())
                log.error("SETTINGS_BROKEN", located(one.file, finding));
            else
                log.error("POLICY_FILE_BROKEN", located(one.file, finding));
    if (policies::has_errors(configuration.findings))
        throw std::runtime_error("the settings have errors; retentiond --check --config " + path.string() + " shows them");
    log.set_level(log_level_of(configuration.settings.log_level));
    return configuration;
}

std::vector<std::unique_ptr<jobs::Target>> make_targets(const config::Configuration& configuration,
                                                        const std::shared_ptr<const platform::StopFile>& stop_file,
                                                        const platform::Clock& clock, platform::Log& log) {
    std::vector<std::unique_ptr<jobs::Target>> targets;
    for (const auto& [name, database] : configuration.settings.databases) {
        targets.push_back(std::make_unique<jobs::Target>(target_settings(configuration.settings, name, stop_file), clock, log));
        targets.back()->book().replace(policies_of(configuration, name));
    }
    return targets;
}

} // namespace

Service::Service(const std::filesystem::path& config, platform::Log& log, const platform::Clock& clock)
    : config_(std::filesystem::absolute(config)), log_(log), clock_(clock), signals_(io_, SIGTERM, SIGINT, SIGHUP),
      configuration_(load_sound(config_, log)),
      stop_file_(std::make_shared<platform::StopFile>(configuration_.settings.stop_file)),
      targets_(make_targets(configuration_, stop_file_, clock, log)), manager_(io_, targets_, log) {
    std::vector<jobs::Target*> targets;
    for (const auto& target : targets_)
        targets.push_back(target.get());
    administration_ = std::make_unique<jobs::Administration>(
        jobs::DaemonFacts{RETENTIOND_VERSION, static_cast<int>(getpid()), clock.now(), config_.string()}, targets, log_,
        [this] { return reload(); });
    administration_->set_broken_files(broken_files(configuration_));
    administration_->set_approval_rules(approval_rules_of(configuration_.settings.approval));
    control::Server::Settings settings;
    settings.path = configuration_.settings.socket;
    settings.inherited = platform::inherited_socket();
    const auto stop_folder = configuration_.settings.stop_file.parent_path();
    if (std::error_code unknown; !std::filesystem::is_directory(stop_folder, unknown))
        log_.warning("STATE_MISSING", "there is no folder " + stop_folder.string() + ": the file that stops all work can't be made there; make the folder");
    policies::Findings findings;
    settings.access = resolve_access(configuration_.settings.access, findings);
    for (const auto& finding : findings)
        log_.warning("ACCESS_UNKNOWN", finding.path + ": " + finding.message);
    counter_ = std::make_unique<jobs::Counter>(targets, configuration_.settings.count.every, clock, log_);
    server_ = std::make_unique<control::Server>(io_, *administration_, log_, settings);
    for (const auto& target : targets_)
        target->start(true);
    counter_->start();
    if (const auto& metrics = configuration_.settings.metrics; metrics.textfile)
        metrics_file_ = std::make_unique<MetricsFile>(
            *metrics.textfile, metrics.every, [this] { return administration_->metrics()["text"].get<std::string>(); }, log_);
}

Service::~Service() {
    if (reloader_.joinable())
        reloader_.join();
}

void Service::run() {
    on_signals();
    manager_.start();
    boost::asio::post(io_, [this] {
        manager_.ready();
        log_.info("DAEMON_READY", "listening on " + configuration_.settings.socket.string());
    });
    io_.run();
    log_.info("DAEMON_STOPPED", "stopped");
}

void Service::on_signals() {
    signals_.async_wait([this](const boost::system::error_code& error, int signal) {
        if (error)
            return;
        if (signal != SIGHUP)
            return stop();
        reload_by_signal();
        on_signals();
    });
}

// A reload asks databases, which may take a while: not on the io thread.
void Service::reload_by_signal() {
    // A database that hangs holds up a reload, and must not hold up this thread.
    if (is_reloading_) {
        reloads_again_ = true;
        return;
    }
    if (reloader_.joinable())
        reloader_.join();   // it has come to its end
    is_reloading_ = true;
    manager_.reloading();
    reloader_ = std::thread([this] {
        reload();
        boost::asio::post(io_, [this] {
            is_reloading_ = false;
            manager_.ready();
            if (std::exchange(reloads_again_, false))
                reload_by_signal();
        });
    });
}

// Loaded whole, checked whole, then swapped: a bad configuration changes nothing.
json Service::reload() {
    const std::lock_guard lock(reloading_);
    auto next = config::load(config_);
    auto inspected = inspect(next, has_errors(inspect(next, Depth::Syntax)) ? Depth::Syntax : Depth::Schema);
    // A schema that drifted, or a table that somebody locked, is no fault of the configuration: the policy comes into force, and waits.
    const bool is_sound = std::none_of(inspected.begin(), inspected.end(), [](const Inspected& one) {
        return std::any_of(one.findings.begin(), one.findings.end(), [](const policies::Finding& finding) {
            return finding.severity == Severity::Error && !policies::is_drift(finding) && !jobs::is_lock(finding);
        });
    });
    if (is_sound) {
        if (needs_restart(configuration_.settings, next.settings))
            inspected.front().findings.push_back({Severity::Warning, "RESTART_NEEDED", "", {},
                                                  "databases, socket, pseudonym_key, count and metrics take effect when the daemon is restarted",
                                                  ""});
        const auto access = resolve_access(next.settings.access, inspected.front().findings);
        server_->replace_access(access);
        log_.set_level(log_level_of(next.settings.log_level));
        stop_file_->look_for(next.settings.stop_file);
        for (const auto& target : targets_) {
            target->retune(next.settings.pace, {});
            target->set_workers(next.settings.workers);
            target->replace_policies(policies_of(next, target->name()));
        }
        administration_->set_broken_files({});
        administration_->set_refused_reload({});
        administration_->set_approval_rules(approval_rules_of(next.settings.approval));
        configuration_.settings = next.settings;
        log_.info("CONFIGURATION_LOADED", std::to_string(next.policies.size()) + " policy files are in force");
    } else {
        jobs::RefusedReload refused{clock_.now(), {}};
        for (const auto& one : inspected)
            for (const auto& finding : one.findings)
                if (finding.severity == Severity::Error) {
                    refused.errors.push_back(located(one.file, finding));
                    log_.error("RELOAD_REFUSED", refused.errors.back() + "; the old configuration stays in force");
                }
        administration_->set_refused_reload(std::move(refused));
    }
    return {{"policies", next.policies.size()}, {"findings", findings_document(inspected)}, {"swapped", is_sound}};
}

void Service::stop() {
    manager_.stopping();
    // Not even a database that does not answer may hold us. Stopping anywhere is sound: the server rolls back.
    std::thread([log = &log_, patience = kStopPatience * static_cast<int>(targets_.size()) + kStopLimit] {
        std::this_thread::sleep_for(patience);
        log->warning("DAEMON_CUT_OFF", "a database does not answer: stopped without it; batches in progress are rolled back");
        std::_Exit(0);
    }).detach();
    log_.info("DAEMON_STOPPING", "batches in progress come to their end");
    server_->stop();
    counter_->stop_soon();
    if (metrics_file_)
        metrics_file_->stop_soon();
    for (const auto& target : targets_)
        target->stop(kStopPatience);
    io_.stop();
}

int run_once(const std::filesystem::path& config, platform::Log& log, const platform::Clock& clock) {
    const auto configuration = load_sound(std::filesystem::absolute(config), log);
    const auto targets = make_targets(configuration, std::make_shared<const platform::StopFile>(configuration.settings.stop_file), clock, log);
    int status = broken_files(configuration).empty() ? 0 : 1;
    for (const auto& target : targets)
        target->start(false);
    for (const auto& target : targets)
        status = std::max(status, target->do_once());
    for (const auto& target : targets)
        target->stop(kStopPatience);
    return status;
}

} // namespace retention::service
