// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/jobs/compiled_policy.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace retention::jobs {

// The subjects that no class matches, those who can never become due, and those who can't be judged (jobs/parts), by key, `limit` of
// each; as docs/control-protocol.md has it for `plan.subjects`. Throws database::Failure.
nlohmann::json forgotten_subjects(database::Transaction& transaction, const CompiledPolicy& policy, const std::string& as_of, int limit);

// The key in the first `parts` columns of a row, as documents name a subject.
nlohmann::json subject_in_row(const database::Result& rows, int row, int first_column, std::size_t parts);

} // namespace retention::jobs
