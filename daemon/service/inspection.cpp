// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/inspection.hpp"

#include "config/diagnostics.hpp"
#include "config/exact_place.hpp"
#include "daemon/database/catalog.hpp"
#include "daemon/jobs/journal_check.hpp"
#include "daemon/jobs/policy_check.hpp"
#include "daemon/jobs/pseudonym_key.hpp"
#include "daemon/jobs/server_hints.hpp"
#include "daemon/jobs/role_check.hpp"
#include "daemon/jobs/search_path.hpp"
#include "daemon/service/acceptance.hpp"
#include "daemon/service/assembly.hpp"
#include "policies/sql_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <map>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <unistd.h>

namespace retention::service {

namespace {

using policies::Finding;
using policies::Severity;

Inspected& of_policy(std::vector<Inspected>& inspected, const config::Configuration& configuration,
                     const std::shared_ptr<const policies::Policy>& policy) {
    for (std::size_t i = 0; i < configuration.policies.size(); ++i)
        if (configuration.policies[i].policy == policy)
            return inspected[i + 1];
    return inspected.front();
}

// Without its journal the daemon can do nothing, however right the policies are.
std::optional<Finding> journal_unusable(database::Transaction& reading, const std::string& name, policies::Place place) {
    const std::string role(reading.exec("role", "select current_user::text").get_text(0, 0));
    const auto journal = jobs::journal_ownership(reading, role);
    const auto finding = [&](const std::string& message, const std::string& hint) {
        return Finding{Severity::Error, "JOURNAL_UNUSABLE", "databases." + name, place, message, hint};
    };
    if (!journal.is_there && !journal.may_be_made)
        return finding("there is no schema \"retentiond\" for the journal, and role \"" + role + "\" may not create it",
                       "CREATE SCHEMA retentiond AUTHORIZATION " + policies::quote_name(role) + "; retentionctl grants prints all that the role needs.");
    if (journal.of_others.empty())
        return std::nullopt;
    const auto more = journal.of_others.size() - 1;
    return finding("the journal, schema \"retentiond\", is not all of role \"" + role + "\": " + journal.of_others.front() +
                       (more == 0 ? "" : ", and " + std::to_string(more) + " more,") + " belongs to another",
                   "ALTER " + journal.of_others.front() + " OWNER TO " + policies::quote_name(role) + ";" +
                       (more == 0 ? "" : " and so on: retentionctl grants prints them all."));
}

// The cluster, and the database in it, whatever both are called; nothing where the role may not ask.
std::optional<std::string> identity(database::Transaction& reading) {
    try {
        database::Savepoint savepoint(reading);
        const auto found = reading.exec("identity", "select c.system_identifier || ' ' || d.oid from pg_catalog.pg_control_system() c, "
                                                    "pg_catalog.pg_database d where d.datname = pg_catalog.current_database()");
        savepoint.release();
        return std::string(found.get_text(0, 0));
    } catch (const database::Failure& failure) {
        if (failure.is_disconnected())
            throw;
        return std::nullopt;
    }
}

using Names = std::map<std::string, std::string>;   // of databases, by identity()

// Policies under one name know nothing of those under the other, so that holds do not follow their links.
std::optional<Finding> named_twice(database::Transaction& reading, const std::string& name, policies::Place place, Names& names) {
    const auto itself = identity(reading);
    if (!itself)
        return std::nullopt;
    const auto [known, is_new] = names.emplace(*itself, name);
    if (is_new)
        return std::nullopt;
    return Finding{Severity::Error, "DATABASE_TWICE", "databases." + name, place, "this is the database \"" + known->second + "\" under another name",
                   "Take one of them out, and let its policies name the other: holds reach along the links of the policies of one name only."};
}

// Asks one database about its policies.
void ask(const config::Configuration& configuration, const std::string& name, Names& names, std::vector<Inspected>& inspected) {
    const auto policies = policies_of(configuration, name);
    const auto& database = configuration.settings.databases.at(name);
    try {
        database::Session session(dsn_of(database));
        database::Transaction reading(session, database::Transaction::Mode::ReadOnly);
        const auto schema = std::make_shared<const policies::Schema>(database::read_catalog(reading));
        for (auto& hint : jobs::server_hints(reading, *schema, "databases." + name, database.place))
            inspected.front().findings.push_back(std::move(hint));
        for (auto& hint : jobs::path_hints(reading, "databases." + name, database.place))
            inspected.front().findings.push_back(std::move(hint));
        if (auto twice = named_twice(reading, name, database.place, names))
            inspected.front().findings.push_back(std::move(*twice));
        if (auto unusable = journal_unusable(reading, name, database.place))
            inspected.front().findings.push_back(std::move(*unusable));
        for (const auto& excess : jobs::excess_of_role(reading))
            inspected.front().findings.push_back({Severity::Note, "ROLE_TOO_STRONG", "databases." + name, database.place,
                                                  "the role may do more than it needs: " + excess,
                                                  "What it needs is printed by retentionctl grants."});
        for (const auto& policy : policies) {
            auto checked = jobs::check_policy(reading, policy, schema, jobs::Thoroughness::Rows, policies);
            auto& findings = of_policy(inspected, configuration, policy).findings;
            findings.insert(findings.end(), checked.findings.begin(), checked.findings.end());
        }
    } catch (const database::Failure& failure) {
        inspected.front().findings.push_back({Severity::Error, "DATABASE_UNREACHABLE", "databases." + name, database.place,
                                              failure.what(),
                                              "Nothing is known about the policies of this database until it answers; "
                                              "--offline checks only what the files say."});
    }
}

// What is no connection string would be libpq's own idea of a database, and another's than the policies are about.
bool is_usable(const std::string& database, const policies::Findings& findings) {
    return std::none_of(findings.begin(), findings.end(), [&](const Finding& finding) {
        return finding.severity == Severity::Error && (finding.path + ".").starts_with("databases." + database + ".");
    });
}

// Whoever checks need not be who runs the daemon: that only the owner may read the key is as it should be.
void try_key(const config::Configuration& configuration, std::vector<Inspected>& inspected) {
    const auto& path = configuration.settings.pseudonym_key;
    if (!path)
        return;
    try {
        static_cast<void>(jobs::PseudonymKey::from_file(*path));
    } catch (const std::runtime_error& unusable) {
        const bool is_others = ::access(path->c_str(), R_OK) != 0 && errno == EACCES;
        inspected.front().findings.push_back({is_others ? Severity::Warning : Severity::Error, "PSEUDONYM_KEY_UNUSABLE", "pseudonym_key", {},
                                              unusable.what(),
                                              is_others ? "Right if the daemon's own user can; check again as that user."
                                                        : "The daemon does not start without it."});
    }
}

const char* word(Severity severity) {
    return severity == Severity::Error ? "error" : severity == Severity::Warning ? "warning" : "note";
}

} // namespace

std::vector<Inspected> inspect(const config::Configuration& configuration, Depth depth) {
    std::vector<Inspected> inspected;
    inspected.push_back({configuration.source, configuration.path.string(), {}, configuration.findings});
    for (const auto& file : configuration.policies)
        inspected.push_back({file.source, file.path.string(), file.policy ? file.policy->name : "", file.findings});
    if (depth == Depth::Schema)
        try_key(configuration, inspected);
    Names names;
    if (depth == Depth::Schema)
        for (const auto& [name, database] : configuration.settings.databases)
            if (is_usable(name, configuration.findings))
                ask(configuration, name, names, inspected);
    for (auto& one : inspected)
        if (one.source)
            config::find_exact_places(one.findings, *one.source);
    return inspected;
}

bool has_errors(const std::vector<Inspected>& inspected) noexcept {
    return std::any_of(inspected.begin(), inspected.end(),
                       [](const Inspected& one) { return policies::has_errors(one.findings); });
}

namespace {

// A policy can be written where no daemon is.
bool needs_no_settings(const CheckOptions& options) {
    std::error_code problem;
    return options.is_usual_config && options.is_offline && !options.files.empty() &&
           !std::filesystem::exists(options.config, problem);
}

config::Configuration load_for_check(const CheckOptions& options) {
    if (needs_no_settings(options)) {
        config::Configuration only_policies;
        only_policies.path = options.config;
        only_policies.policies = config::load_policy_files(options.files);
        return only_policies;
    }
    auto configuration = config::load(options.config);
    if (options.files.empty())
        return configuration;
    configuration.policies = config::load_policy_files(options.files);
    for (auto& file : configuration.policies)
        config::check_with_settings(file, configuration.settings);
    return configuration;
}

struct Counts {
    long long errors = 0;
    long long warnings = 0;
    long long notes = 0;

    void add(Severity severity) noexcept {
        ++(severity == Severity::Error ? errors : severity == Severity::Warning ? warnings : notes);
    }
};

Counts count(const std::vector<Inspected>& inspected) {
    Counts counts;
    for (const auto& one : inspected)
        for (const auto& finding : one.findings)
            counts.add(finding.severity);
    return counts;
}

nlohmann::json document_of(const std::vector<Inspected>& inspected, const Counts& counts) {
    auto files = nlohmann::json::array();
    auto findings = nlohmann::json::array();
    for (const auto& one : inspected) {
        files.push_back({{"file", one.file}, {"policy", one.policy}, {"ok", !policies::has_errors(one.findings)}});
        for (const auto& finding : one.findings)
            findings.push_back({{"file", one.file},
                                {"line", finding.place.line},
                                {"column", finding.place.column},
                                {"severity", word(finding.severity)},
                                {"code", finding.code},
                                {"path", finding.path},
                                {"message", finding.message},
                                {"hint", finding.hint}});
    }
    return {{"files", std::move(files)},
            {"findings", std::move(findings)},
            {"errors", counts.errors},
            {"warnings", counts.warnings},
            {"notes", counts.notes}};
}

bool has_code(const std::vector<Inspected>& inspected, std::string_view code) {
    return std::any_of(inspected.begin(), inspected.end(), [code](const Inspected& one) {
        return std::any_of(one.findings.begin(), one.findings.end(), [code](const Finding& finding) { return finding.code == code; });
    });
}

void print(const std::vector<Accepted>& accepted, std::ostream& out) {
    for (const auto& policy : accepted)
        for (const auto& finding : policy.findings)
            out << "accepted: policy " << policy.policy << ": " << finding << '\n';
}

void print(const std::vector<Inspected>& inspected, const Counts& counts, std::ostream& out) {
    for (const auto& one : inspected)
        if (!one.findings.empty())
            out << config::render(one.findings, one.source ? *one.source : config::Source(one.file, ""));
    if (has_code(inspected, "PRIVILEGE_MISSING"))
        out << "HINT: All that the role needs, as SQL: retentionctl grants.\n";
    const auto files = inspected.size() - 1;
    out << files << (files == 1 ? " policy file, " : " policy files, ") << counts.errors
        << (counts.errors == 1 ? " error, " : " errors, ") << counts.warnings
        << (counts.warnings == 1 ? " warning" : " warnings") << '\n';
}

} // namespace

int check(const CheckOptions& options, std::ostream& out) {
    const auto configuration = load_for_check(options);
    const auto accepted = options.accepts ? accept_drift(configuration) : std::vector<Accepted>{};
    const auto inspected = inspect(configuration, options.is_offline ? Depth::Syntax : Depth::Schema);
    const auto counts = count(inspected);
    if (options.as_json) {
        auto document = document_of(inspected, counts);
        for (const auto& policy : accepted)
            document["accepted"][policy.policy] = policy.findings;
        out << document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    } else {
        print(accepted, out);
        print(inspected, counts, out);
    }
    return counts.errors > 0 || (options.is_strict && counts.warnings > 0) ? 1 : 0;
}

} // namespace retention::service
