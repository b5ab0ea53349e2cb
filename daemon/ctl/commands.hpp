// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/ctl/awaiting.hpp"
#include "daemon/ctl/check.hpp"
#include "daemon/ctl/client.hpp"
#include "daemon/ctl/draft.hpp"
#include "daemon/ctl/outcome.hpp"
#include "daemon/ctl/policy_tests.hpp"
#include "daemon/ctl/screen.hpp"
#include "daemon/ctl/watch.hpp"

#include <nlohmann/json.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace retention::ctl {

// The subcommands of retentionctl and their options, each group in a file of its own. CLI11 fills in the fields while it
// parses, and `command_` becomes what the chosen one does.
class Commands {
public:
    // Both outlive it.
    Commands(const Screen& screen, std::ostream& out);
    ~Commands();
    Commands(const Commands&) = delete;
    Commands& operator=(const Commands&) = delete;

    // Throws CLI::ParseError, also for help.
    void parse(int argc, const char* const* argv);
    CLI::App& app() noexcept { return *app_; }

    // After parse() has thrown: the word that stands where a command must, and is none; and how far it came, "retentionctl hold add".
    std::optional<std::string> unknown_command(int argc, const char* const* argv) const;
    std::string command_name() const;

    bool wants_json() const noexcept { return wants_json_; }

    // Does what was parsed. Throws Refusal, Unreachable, CLI::ParseError, std::runtime_error.
    Outcome execute() { return command_(); }

private:
    using Render = std::function<std::string(const nlohmann::json&)>;

    void add_views();            // status, runs, plan, explain, rehearse, watch
    void add_runs();             // run, run show, approve, cancel
    void add_control();          // pause, resume, set, reload, await
    void add_holds();            // hold add, remove, list
    void add_requests();         // erase, request list, withdraw
    void add_without_daemon();   // check, test, draft, anonymizers, version
    void add_schema();
    void add_audit();
    void add_grants();
    void add_help();
    void add_completion();

    CLI::App* add(CLI::App& parent, const char* name, const char* help, std::function<Outcome()> command);

    // Options that several commands have.
    CLI::Option* add_policy(CLI::App* subcommand);
    void add_any_policy(CLI::App* subcommand);
    void add_as_of(CLI::App* subcommand, const char* help = "judge by this date or time; a later one than now looks ahead");
    void add_key(CLI::App* subcommand);
    void add_run(CLI::App* subcommand);
    CLI::Option* add_number(CLI::App* subcommand, const char* name, long long& number, const char* help);
    void add_database(CLI::App* subcommand);
    void add_reason(CLI::App* subcommand);

    // Their values, as parameters. What was given is sent, even when it is empty: a script's unset variable must not pass for
    // nothing said.
    nlohmann::json key() const;
    nlohmann::json with_policy(nlohmann::json params) const;
    nlohmann::json with_as_of(nlohmann::json params) const;
    nlohmann::json with_database(nlohmann::json params) const;
    nlohmann::json with_reason(nlohmann::json params) const;

    Client client() const { return Client(socket_); }
    nlohmann::json ask(const char* method, nlohmann::json params = nlohmann::json::object()) const;
    void show(const nlohmann::json& document, const Render& render);
    Outcome ask_and_show(const char* method, nlohmann::json params, const Render& render);

    Outcome plan_command();
    Outcome redo_command();
    Outcome change_run(const char* method, nlohmann::json params);
    Outcome run_command();
    Outcome follow(long long run, Until until);
    Outcome watch_command();
    Outcome await_command();
    Outcome accept_command();
    CLI::App* command_at(const std::vector<std::string>& words);
    std::set<std::string> words_of(const std::string& what);

    // With --json the document is all there is to read.
    std::ostream& progress_out() noexcept { return wants_json_ ? nowhere_ : out_; }

    const Screen& screen_;
    std::ostream& out_;
    std::ostream nowhere_{nullptr};

    std::unique_ptr<CLI::App> app_;
    std::function<Outcome()> command_;

    std::string socket_;
    bool wants_json_ = false;
    std::string policy_;
    std::optional<std::string> as_of_;
    std::optional<std::string> database_;
    std::vector<std::string> key_;
    std::optional<std::string> digest_;
    std::string reason_;                     // of a hold or a request
    std::optional<std::string> why_;         // of other commands
    std::optional<std::string> since_;
    int commands_ = 100;
    std::vector<std::string> topics_;
    std::vector<std::string> policies_;
    std::optional<std::string> role_;
    std::optional<std::string> connect_;
    std::string name_;
    long long run_ = 0;
    long long hold_ = 0;
    long long request_ = 0;
    int last_ = 20;
    int months_ = 36;
    std::vector<std::string> set_;
    std::optional<int> limit_;
    bool wants_subjects_ = false;
    bool wants_difference_ = false;
    bool waits_ = false;
    bool wants_all_ = false;
    Goal goal_ = Goal::Checked;
    int timeout_s_ = 300;
    bool is_list_ = false;
    CheckOptions check_;
    TestOptions test_;
    bool accepts_ = false;
    std::optional<long long> subjects_;
    DraftOptions draft_;
};

} // namespace retention::ctl
