// SPDX-License-Identifier: Apache-2.0
//
// The journal as documents of docs/control-protocol.md. All read only, in the caller's transaction, whose time zone the
// times are written in; all throw database::Failure.
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/jobs/compiled_policy.hpp"
#include "daemon/jobs/policy_book.hpp"
#include "daemon/jobs/subject_key.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace retention::jobs::documents {

// One run in full, or nothing.
std::optional<nlohmann::json> run(database::Transaction& transaction, long long run);

// The same without what was done to which table, and who was set aside why.
std::optional<nlohmann::json> run_in_brief(database::Transaction& transaction, long long run);

// The run in full with times in the zone of its policy, where that is loaded.
std::optional<nlohmann::json> run_in_zone(database::Session& session, const PolicyBook& book, long long run);

// The last runs, of one policy or of all, the newest first; likewise.
nlohmann::json runs(database::Transaction& transaction, const std::optional<std::string>& policy, int count_max);

// Runs of other policies than these that are not over, without what they did to which table.
nlohmann::json active_runs_of_others(database::Transaction& transaction, const std::vector<std::string>& policies);

// Where one subject stands, or nothing when there is no such subject.
std::optional<nlohmann::json> explanation(database::Transaction& transaction, const CompiledPolicy& policy,
                                          const std::string& as_of, const SubjectKey& key);

} // namespace retention::jobs::documents
