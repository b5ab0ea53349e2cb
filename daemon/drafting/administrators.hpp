// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/drafting/observation.hpp"
#include "policies/schema.hpp"

#include <string>
#include <vector>

namespace retention::drafting {

// Conditions over a row of `table`, each of which says that it makes somebody an administrator: by the words that its columns were seen with,
// and in a table of names and values by what such a name would be called. Pure.
std::vector<std::string> administrators_in(const policies::SchemaTable& table, const Observations& seen);

} // namespace retention::drafting
