// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/inspection.hpp"

#include "config/diagnostics.hpp"
#include "daemon/database/catalog.hpp"
#include "daemon/jobs/policy_check.hpp"
#include "daemon/service/acceptance.hpp"
#include "daemon/service/assembly.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>

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

// Asks one database about its policies.
void ask(const config::Configuration& configuration, const std::string& name, std::vector<Inspected>& inspected) {
    const auto policies = policies_of(configuration, name);
    const auto& database = configuration.settings.databases.at(name);
    try {
        database::Session session(dsn_of(database));
        database::Transaction reading(session, database::Transaction::Mode::ReadOnly);
        const auto schema = std::make_shared<const policies::Schema>(database::read_catalog(reading));
        for (const auto& policy : policies) {
            auto checked = jobs::check_policy(reading, policy, schema);
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
        for (const auto& [name, database] : configuration.settings.databases)
            ask(configuration, name, inspected);
    return inspected;
}

bool has_errors(const std::vector<Inspected>& inspected) noexcept {
    return std::any_of(inspected.begin(), inspected.end(),
                       [](const Inspected& one) { return policies::has_errors(one.findings); });
}

int check(const CheckOptions& options, std::ostream& out) {
    auto configuration = config::load(options.config);
    if (!options.files.empty()) {
        configuration.policies.clear();
        for (const auto& file : options.files)
            configuration.policies.push_back(config::load_policy_file(file));
        for (auto& file : configuration.policies)
            config::check_with_settings(file, configuration.settings);
    }
    const auto accepted = options.accepts ? accept_drift(configuration) : std::vector<Accepted>{};
    const auto inspected = inspect(configuration, options.is_offline ? Depth::Syntax : Depth::Schema);
    long long errors = 0;
    long long warnings = 0;
    nlohmann::json list = nlohmann::json::array();
    for (const auto& one : inspected) {
        for (const auto& finding : one.findings) {
            errors += finding.severity == Severity::Error ? 1 : 0;
            warnings += finding.severity == Severity::Warning ? 1 : 0;
            list.push_back({{"file", one.file},
                            {"line", finding.place.line},
                            {"column", finding.place.column},
                            {"severity", word(finding.severity)},
                            {"code", finding.code},
                            {"path", finding.path},
                            {"message", finding.message},
                            {"hint", finding.hint}});
        }
        if (!options.as_json && !one.findings.empty())
            out << config::render(one.findings, one.source ? *one.source : config::Source(one.file, ""));
    }
    if (options.as_json) {
        nlohmann::json document{{"findings", list}, {"errors", errors}, {"warnings", warnings}};
        for (const auto& policy : accepted)
            document["accepted"][policy.policy] = policy.findings;
        out << document.dump(2) << '\n';
    } else {
        for (const auto& policy : accepted)
            for (const auto& finding : policy.findings)
                out << "accepted: policy " << policy.policy << ": " << finding << '\n';
        const auto files = std::count_if(inspected.begin() + 1, inspected.end(), [](const auto&) { return true; });
        out << files << (files == 1 ? " policy file, " : " policy files, ") << errors << (errors == 1 ? " error, " : " errors, ")
            << warnings << (warnings == 1 ? " warning" : " warnings") << '\n';
    }
    return errors > 0 ? 1 : 0;
}

} // namespace retention::service
