// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/jobs/compiled_policy.hpp"

#include <map>
#include <optional>
#include <string>

namespace retention::jobs {

// Why nobody can tell whom the holds of this database protect; nothing: everybody can. A hold names a row by table and key: the table may
// have been renamed, have another key by now, or not be readable; the row may have got another key, or have been merged into another; and
// the policy that links the row to others may not be in force. A hold that binds nobody looks like any other, so nothing is planned
// or released meanwhile. Reads the tables that have holds. Throws database::Failure.
std::optional<std::string> doubt_about_holds(database::Transaction& transaction, const CompiledPolicy& policy);

// Which holds these are, and why: "no_table", "no_row" or "no_policy". The same questions, and no more.
std::map<long long, std::string> holds_in_doubt(database::Transaction& transaction, const CompiledPolicy& policy);

} // namespace retention::jobs
