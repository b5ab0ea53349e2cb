// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/drafting/observation.hpp"
#include "policies/graph.hpp"

#include <string>
#include <vector>

namespace retention::drafting {

// Conditions over a row of `table`, each of which says that it makes somebody an administrator: by the words that its columns were seen with,
// in a table of names and values by what such a name would be called, and by the names of the roles that its columns refer to. Pure.
std::vector<std::string> administrators_in(const policies::SchemaTable& table, const policies::Schema& schema, const policies::Graph& graph,
                                           const Observations& seen);

} // namespace retention::drafting
