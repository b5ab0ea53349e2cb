// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/acceptance.hpp"

#include "daemon/control/peer.hpp"
#include "daemon/database/catalog.hpp"
#include "daemon/jobs/command_record.hpp"
#include "daemon/jobs/inventory_record.hpp"
#include "daemon/jobs/journal.hpp"
#include "daemon/jobs/policy_check.hpp"
#include "daemon/service/assembly.hpp"
#include "policies/drift.hpp"

#include <nlohmann/json.hpp>

namespace retention::service {

namespace {

using database::Session;
using database::Transaction;

jobs::CheckedPolicy check_now(Session& session, const std::shared_ptr<const policies::Policy>& policy) {
    Transaction reading(session, Transaction::Mode::ReadOnly);
    return jobs::check_policy(reading, policy, std::make_shared<const policies::Schema>(database::read_catalog(reading)),
                              jobs::Thoroughness::Texts);
}

Accepted accept(Session& session, const policies::Policy& policy, const jobs::CheckedPolicy& checked, const jobs::Person& by) {
    Accepted accepted{policy.name, {}};
    nlohmann::json detail = nlohmann::json::array();
    for (const auto& finding : checked.findings)
        if (policies::is_drift(finding)) {
            detail.push_back({{"code", finding.code}, {"path", finding.path}, {"message", finding.message}});
            accepted.findings.push_back(finding.path + ": " + finding.message);
        }
    Transaction transaction(session, Transaction::Mode::ReadWrite);
    jobs::record_accepted(transaction, policy, checked.inventory, by.name);
    jobs::journal::record_event_in_detail(transaction, "drift_accepted", policy.name, by.name, detail.dump());
    jobs::record_done(transaction, by, "drift.accept", policy.name);
    transaction.commit();
    return accepted;
}

} // namespace

std::vector<Accepted> accept_drift(const config::Configuration& configuration) {
    const auto by = control::describe_peer(control::own_credentials());
    std::vector<Accepted> accepted;
    for (const auto& [name, database] : configuration.settings.databases) {
        try {
            Session session(dsn_of(database));
            for (const auto& policy : policies_of(configuration, name))
                if (const auto checked = check_now(session, policy); checked.waiting)
                    accepted.push_back(accept(session, *policy, checked, by));
        } catch (const database::Failure& failure) {
            if (!failure.is_disconnected())
                throw std::runtime_error("database " + name + ": nothing is accepted: " + failure.what());
        }
    }
    return accepted;
}

} // namespace retention::service
