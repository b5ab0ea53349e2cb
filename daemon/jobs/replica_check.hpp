// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "policies/binding.hpp"
#include "policies/finding.hpp"

namespace retention::jobs {

// Tables that an action deletes from or changes, that a publication sends such changes of, and whose rows have no replica identity:
// the server would refuse each delete and update. An error each (REPLICA_IDENTITY_MISSING), with the statement that mends it.
// Throws database::Failure.
policies::Findings tables_without_identity(database::Transaction& reading, const policies::Binding& binding);

} // namespace retention::jobs
