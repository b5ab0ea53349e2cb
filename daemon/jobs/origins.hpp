// SPDX-License-Identifier: Apache-2.0
//
// Where the values of one subject come from, for `explain`.
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/jobs/subject_key.hpp"
#include "policies/binding.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace retention::jobs {

// The row that gives each fact and each consent its value, as docs/control-protocol.md has it. Throws database::Failure.
nlohmann::json origins_of(database::Transaction& transaction, const policies::Binding& binding, const std::string& as_of,
                          const SubjectKey& key);

// The names that `after` reads, each with its value in `view` and whether it is of the day `start`, from which the period runs.
nlohmann::json used_by(const policies::Binding& binding, const policies::Expression& after, const nlohmann::json& view,
                       const std::optional<std::string>& start);

} // namespace retention::jobs
