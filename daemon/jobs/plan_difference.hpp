// SPDX-License-Identifier: Apache-2.0
//
// Who came and who went since the last run's plan. What is not known any more, because keys are kept only as long as their batch
// may run, is not guessed: docs/decisions/0012-plan-difference.md.
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/jobs/compiled_policy.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace retention::jobs {

// As docs/control-protocol.md has it for `plan.diff`; with a `limit` also the keys, that many of each kind, as for
// `plan.diff.subjects`. Nothing when the policy has no run yet. Throws database::Failure.
std::optional<nlohmann::json> plan_difference(database::Transaction& transaction, const CompiledPolicy& policy, const std::string& as_of,
                                              std::optional<int> limit);

} // namespace retention::jobs
