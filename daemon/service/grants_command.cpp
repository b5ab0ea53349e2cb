// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/grants_command.hpp"

#include "config/diagnostics.hpp"
#include "config/loader.hpp"
#include "daemon/database/catalog.hpp"
#include "daemon/database/session.hpp"
#include "daemon/jobs/grants.hpp"
#include "daemon/jobs/journal_check.hpp"
#include "daemon/service/assembly.hpp"
#include "policies/binding.hpp"

#include <algorithm>
#include <ostream>
#include <stdexcept>

namespace retention::service {

namespace {

using database::Session;
using database::Transaction;
using jobs::Policies;

constexpr const char* kUsualRole = "retentiond";

// The options make no sense.
class Misuse : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

config::Configuration load(const GrantsOptions& options) {
    auto configuration = config::load(options.config);
    if (policies::has_errors(configuration.findings))
        throw std::runtime_error("the settings have errors\nHINT: retentionctl check --config " + options.config.string() + " shows them.");
    return configuration;
}

Policies chosen(const config::Configuration& configuration, const std::string& database, const GrantsOptions& options) {
    auto policies = policies_of(configuration, database);
    std::erase_if(policies, [&](const auto& policy) {
        return !options.policies.empty() && std::find(options.policies.begin(), options.policies.end(), policy->name) == options.policies.end();
    });
    return policies;
}

// What a file with errors needs is not known, and grants for the others alone would look like all.
void refuse_broken(const config::Configuration& configuration, const GrantsOptions& options) {
    const auto is_there = [&](const std::string& name) {
        return std::any_of(configuration.policies.begin(), configuration.policies.end(),
                           [&](const auto& file) { return file.policy && file.policy->name == name; });
    };
    const bool is_all_there = !options.policies.empty() && std::all_of(options.policies.begin(), options.policies.end(), is_there);
    for (const auto& file : configuration.policies)
        if (!file.policy && !is_all_there)
            throw std::runtime_error(file.path.string() + " has errors, so that what it needs is not known\nHINT: retentionctl check shows them; to leave "
                                     "the file out, name the policies.");
}

void refuse_unknown(const config::Configuration& configuration, const GrantsOptions& options) {
    for (const auto& name : options.policies)
        if (std::none_of(configuration.policies.begin(), configuration.policies.end(),
                         [&](const auto& file) { return file.policy && file.policy->name == name; }))
            throw Misuse("there is no policy \"" + name + "\" among those of the settings");
}

// Missing privileges are what this is about; anything else would make the answer wrong.
void refuse_unfit(const Policies& policies, const std::shared_ptr<const policies::Schema>& schema) {
    for (const auto& policy : policies) {
        policies::Findings findings;
        static_cast<void>(policies::bind(policy, schema, findings));
        for (const auto& finding : findings)
            if (finding.severity == policies::Severity::Error)
                throw std::runtime_error("policy \"" + policy->name + "\" does not fit the database: " + finding.path + ": " + finding.message +
                                         "\nHINT: Mend it first: retentionctl check.");
    }
}

// The one that the settings connect as, also where somebody else asks.
std::string role_for(Transaction& transaction, const database::Dsn& settings, const GrantsOptions& options) {
    if (!options.role.empty())
        return options.role;
    if (options.connect.empty())
        return std::string(transaction.exec("role", "select current_user::text").get_text(0, 0));
    const auto named = settings.user();
    return named.empty() ? kUsualRole : named;
}

std::shared_ptr<const policies::Schema> schema_of(Session& session) {
    Transaction reading(session, Transaction::Mode::ReadOnly);
    return std::make_shared<const policies::Schema>(database::read_catalog(reading));
}

database::Dsn asking_as(const std::string& connection) {
    database::Dsn dsn(connection);
    if (!dsn.is_well_formed())
        throw Misuse("--connect is no connection string\nHINT: Write it as libpq does: \"host=/run/postgresql dbname=crm user=postgres\".");
    return dsn;
}

std::string grants_of(const database::Dsn& settings, const Policies& policies, const GrantsOptions& options) {
    Session session(options.connect.empty() ? settings : asking_as(options.connect));
    const auto schema = schema_of(session);
    refuse_unfit(policies, schema);
    auto grants = jobs::required_grants(policies, *schema);           // without a transaction open meanwhile
    Transaction transaction(session, Transaction::Mode::ReadWrite);   // for temporary views; never committed
    jobs::add_read_by_sql(transaction, policies, schema, grants);
    const std::string name(transaction.exec("database", "select current_database()::text").get_text(0, 0));
    const auto role = role_for(transaction, settings, options);
    grants.hand_over = jobs::hand_over(jobs::journal_ownership(transaction, role), role);
    return jobs::to_sql(grants, name, role);
}

void print_all(const GrantsOptions& options, std::ostream& out) {
    const auto configuration = load(options);
    refuse_broken(configuration, options);
    refuse_unknown(configuration, options);
    std::vector<std::pair<std::string, Policies>> wanted;
    for (const auto& [name, database] : configuration.settings.databases)
        if (auto policies = chosen(configuration, name, options); !policies.empty())
            wanted.emplace_back(name, std::move(policies));
    if (wanted.empty())
        throw std::runtime_error("no policy is there to grant anything for\nHINT: They are read from " +
                                 configuration.settings.policies.string() + "; retentionctl draft writes a first one.");
    if (!options.connect.empty() && wanted.size() > 1)
        throw Misuse("--connect is for one database, and the policies have several\nHINT: Name the policies of one.");
    for (const auto& [name, policies] : wanted)
        out << grants_of(dsn_of(configuration.settings.databases.at(name)), policies, options);
}

} // namespace

int print_grants(const GrantsOptions& options, std::ostream& out, std::ostream& complaints) {
    try {
        print_all(options, out);
        return 0;
    } catch (const Misuse& misuse) {
        complaints << "error: " << misuse.what() << '\n';
        return 2;
    } catch (const std::exception& error) {
        complaints << "error: " << error.what() << '\n';   // ours, or a database::Failure, which holds no data
        return 1;
    }
}

} // namespace retention::service
