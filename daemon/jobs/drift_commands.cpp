// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/drift_commands.hpp"

#include "daemon/database/catalog.hpp"
#include "daemon/jobs/durable.hpp"
#include "daemon/jobs/inventory_record.hpp"
#include "daemon/jobs/journal.hpp"
#include "daemon/jobs/policy_check.hpp"
#include "daemon/jobs/translated.hpp"
#include "policies/drift.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {

using database::Session;
using database::Transaction;
using nlohmann::json;
using Kind = OperationError::Kind;

namespace {

CheckedPolicy check_now(Session& session, const std::shared_ptr<const policies::Policy>& policy, const policies::Beside& beside) {
    Transaction reading(session, Transaction::Mode::ReadOnly);
    const auto schema = std::make_shared<const policies::Schema>(database::read_catalog(reading));
    return check_policy(reading, policy, schema, Thoroughness::Texts, beside);
}

// Accepting settles what came, not what is wrong.
void refuse_errors(const std::string& policy, const policies::Findings& findings) {
    for (const auto& finding : findings)
        if (finding.severity == policies::Severity::Error && !policies::is_drift(finding))
            throw OperationError(Kind::Refused, "policy \"" + policy + "\" does not fit the schema: " + finding.path + ": " + finding.message,
                                 "Mend the policy first: retentionctl check.");
}

json drift_in(const policies::Findings& findings) {
    json list = json::array();
    for (const auto& finding : findings)
        if (policies::is_drift(finding))
            list.push_back({{"code", finding.code}, {"path", finding.path}, {"message", finding.message}});
    return list;
}

} // namespace

json DriftCommands::accept_in(Target& target, const std::string& policy, const std::string& by) {
    return translated(target, [&] {
        json document;
        target.with_session([&](Session& session) {
            const auto known = target.book().find(policy);
            if (!known)
                throw OperationError(Kind::NotFound, "there is no policy \"" + policy + "\"");
            const auto checked = check_now(session, known->policy, target.book().policies());
            refuse_errors(policy, checked.findings);
            const json drift = drift_in(checked.findings);
            document = {{"policy", policy}, {"database", target.name()}, {"accepted", drift}, {"already", drift.empty()}};
            if (drift.empty())
                return;
            Transaction transaction(session, Transaction::Mode::ReadWrite);
            record_accepted(transaction, *known->policy, checked.inventory, by);
            journal::record_event_in_detail(transaction, "drift_accepted", policy, by, drift.dump());
            commit_durably(transaction, platform::Failpoint::AcceptBeforeCommit, platform::Failpoint::AcceptAfterCommit);
            log_.info("DRIFT_ACCEPTED", "policy " + policy + ": " + std::to_string(drift.size()) + " findings accepted by " + by,
                      {.database = target.name(), .policy = policy});
            static_cast<void>(target.checked(session, policy));   // in force at once, and status says so
        });
        target.recheck();
        return document;
    });
}

json DriftCommands::accept(const std::optional<std::string>& policy, const std::string& by) {
    json document = {{"policies", json::array()}, {"refused", json::array()}};
    if (policy) {
        document["policies"].push_back(accept_in(targets_.of_policy(*policy), *policy, by));
        return document;
    }
    for (auto* target : targets_.all())
        for (const auto& name : target->book().names()) {
            try {
                document["policies"].push_back(accept_in(*target, name, by));
            } catch (const OperationError& error) {
                if (error.kind() != Kind::Refused)
                    throw;
                document["refused"].push_back({{"policy", name}, {"database", target->name()}, {"message", error.what()}});
            }
        }
    return document;
}

} // namespace retention::jobs
