// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/questions.hpp"

#include "daemon/jobs/census.hpp"
#include "daemon/jobs/documents.hpp"
#include "daemon/jobs/subject_lookup.hpp"
#include "daemon/jobs/translated.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {

using database::Session;
using database::Transaction;
using nlohmann::json;
using Kind = OperationError::Kind;

json Questions::plan(const std::string& policy, const std::optional<std::string>& as_of) {
    Target& target = targets_.of_policy(policy);
    return translated(target, [&] {
        json document;
        target.with_session([&](Session& session) {
            const auto compiled = target.checked(session, policy);
            const Planner planner(target.clock());
            const auto census = planner.count(session, *compiled, as_of);
            document = to_json(census, *compiled->policy);
            Transaction reading(session, Transaction::Mode::ReadOnly);
            document["limits"] = compiled->policy->mode == policies::Mode::Enforce && census.due > 0
                                     ? json(planner.reasons(reading, *compiled->policy, census.due, census.subjects))
                                     : json::array();
        });
        return document;
    });
}

json Questions::explain(const std::string& policy, const std::string& key, const std::optional<std::string>& as_of) {
    Target& target = targets_.of_policy(policy);
    return translated(target, [&] {
        std::optional<json> document;
        target.with_session([&](Session& session) {
            const auto compiled = target.checked(session, policy);
            const auto subject = key_of(compiled->binding, key);
            Transaction reading(session, Transaction::Mode::ReadOnly, compiled->policy->timezone());
            if (!exists(reading, compiled->binding, subject, false))
                throw OperationError(Kind::NotFound, "there is no such subject");
            document = documents::explanation(reading, *compiled, Planner::resolve_as_of(reading, as_of, Planner::Future::Allowed),
                                              subject);
        });
        if (!document)
            throw OperationError(Kind::NotFound, "the row exists, but is no subject of this policy (subject.where)");
        return *document;
    });
}

} // namespace retention::jobs
