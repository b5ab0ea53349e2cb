// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "policies/binding.hpp"
#include "policies/finding.hpp"

namespace retention::jobs {

// Materialized views that read, also through other views, a table that an action deletes from or changes: they keep what they read
// until somebody refreshes them. A warning each (VIEW_KEEPS_ROWS). What a function reads for a view is not known to the server.
// Throws database::Failure.
policies::Findings views_that_keep_rows(database::Transaction& reading, const policies::Binding& binding);

} // namespace retention::jobs
