// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "policies/finding.hpp"
#include "policies/schema.hpp"

#include <string>

namespace retention::jobs {

// Settings of the server that make runs dearer than they need be, or hold them up. `path` is where the database stands in the settings.
// What costs little on small tables is not told of them. Any thread; throws database::Failure.
policies::Findings server_hints(database::Transaction& reading, const policies::Schema& schema, const std::string& path, policies::Place place);

} // namespace retention::jobs
