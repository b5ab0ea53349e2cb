// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/listener.hpp"
#include "daemon/platform/failpoint.hpp"
#include "daemon/service/draft_command.hpp"
#include "daemon/service/grants_command.hpp"
#include "daemon/service/inspection.hpp"
#include "daemon/service/policy_tests.hpp"
#include "daemon/service/service.hpp"

#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <unistd.h>

namespace {

namespace platform = retention::platform;
namespace service = retention::service;

struct Options {
    service::CheckOptions check;
    service::TestOptions test;
    service::DraftOptions draft;
    service::GrantsOptions grants;
    bool is_check = false;
    bool is_test = false;
    bool is_draft = false;
    bool is_grants = false;
    bool is_once = false;
    bool is_version = false;
    bool is_failpoints = false;
};

void describe(CLI::App& app, Options& options) {
    app.add_option("--config", options.check.config, "The daemon's settings")->default_val("/etc/retentiond/retentiond.yaml");
    auto* check = app.add_flag("--check", options.is_check, "Check settings and policies against the\ndatabases, and exit");
    app.add_option("files", options.check.files, "With --check, these policy files, or folders of\n"
                                                 "them, instead of the settings' own; with --test,\n"
                                                 "files of tests or folders of such; with --draft,\n"
                                                 "the table; with --grants, names of policies");
    auto* offline = app.add_flag("--offline", options.check.is_offline, "With --check: only what the files say")->needs(check);
    app.add_flag("--accept", options.check.accepts, "With --check: take what came into reach of the\npolicies for right, without a daemon")
        ->needs(check)
        ->excludes(offline);
    app.add_flag("--json", options.check.as_json, "With --check or --test: the outcome as JSON");
    app.add_flag("--strict", options.check.is_strict, "With --check: warnings fail, too")->needs(check);
    auto* test = app.add_flag("--test", options.is_test, "Carry out the tests of policies on a private\nserver, and exit")->excludes(check);
    app.add_option("--schema", options.test.schema, "With --test: a file of SQL that makes the tables")->needs(test);
    app.add_option("--filter", options.test.filter, "With --test: only tests with this in their name")->needs(test);
    app.add_option("--junit", options.test.junit, "With --test: write the outcome to this file, as\nJUnit's XML")->needs(test);
    app.add_option("--postgres", options.test.programs, "With --test: the folder of a PostgreSQL server's\nprograms")->needs(test);
    auto* draft = app.add_flag("--draft", options.is_draft,
                               "Print a first policy for a table of persons, and\nexit; without --subject, which tables it could be")
                      ->excludes(check)
                      ->excludes(test);
    app.add_option("--subject", options.draft.table, "With --draft: the table of persons, such as\ncrm.person")->needs(draft);
    app.add_option("--database", options.draft.database, "With --draft: which of the settings' databases")->needs(draft);
    app.add_option("--dsn", options.draft.dsn, "With --draft: a connection string instead of the\nsettings")->needs(draft);
    app.add_option("--name", options.draft.name, "With --draft: the policy's name")->needs(draft);
    app.add_option("--output", options.draft.output, "With --draft: a file that does not exist yet,\ninstead of the standard output")->needs(draft);
    app.add_option("--sample", options.draft.sample_rows, "With --draft: how many rows of each table to look\nat")->needs(draft);
    auto* grants = app.add_flag("--grants", options.is_grants, "Print what the database role needs for these\npolicies, or for all, as SQL; and exit")
                       ->excludes(check)
                       ->excludes(test)
                       ->excludes(draft);
    app.add_option("--role", options.grants.role, "With --grants: for this role, instead of the one\nthat the settings connect as")->needs(grants);
    app.add_option("--connect", options.grants.connect, "With --grants: a connection string of somebody who\nmay see all")->needs(grants);
    app.add_flag("--once", options.is_once, "Plan every policy once, do what is due, and exit");
    app.add_flag("--version", options.is_version, "Print the version, and exit");
    app.add_flag("--failpoints", options.is_failpoints, "Print the names of the failpoints for tests, and exit");
}

// Whoever names a file wants something done with it, and not a daemon that goes by other files.
void refuse_what_nobody_reads(const Options& options) {
    const bool takes_files = options.is_check || options.is_test || options.is_draft || options.is_grants;
    if (!options.check.files.empty() && !takes_files)
        throw CLI::ValidationError(options.check.files.front().string(), "files are for --check, --test, --draft and --grants; settings for --config");
    if (options.check.as_json && !options.is_check && !options.is_test)
        throw CLI::ValidationError("--json", "needs --check or --test");
}

int carry_out_tests(const Options& options) {
    auto test = options.test;
    test.config = options.check.config;
    test.files = options.check.files;
    test.as_json = options.check.as_json;
    test.in_colour = ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
    return service::test_policies(test, std::cout);
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
    if (options.is_test)
        return carry_out_tests(options);
    if (options.is_draft) {
        auto draft = options.draft;
        draft.config = options.check.config;
        if (draft.table.empty() && options.check.files.size() == 1)
            draft.table = options.check.files.front();
        return service::draft(draft, std::cout, std::cerr);
    }
    if (options.is_grants) {
        auto grants = options.grants;
        grants.config = options.check.config;
        grants.policies = {options.check.files.begin(), options.check.files.end()};
        return service::print_grants(grants, std::cout, std::cerr);
    }
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
        refuse_what_nobody_reads(options);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    options.check.is_usual_config = app.count("--config") == 0;
    try {
        return carry_out(options);
    } catch (const std::exception& error) {
        // Start-up only: nothing has read a row yet, and the messages are our own.
        std::cerr << "retentiond: " << error.what() << '\n';
        return 1;
    }
}
