// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/drafting/choice.hpp"
#include "daemon/drafting/draft.hpp"

#include <vector>

namespace retention::drafting {

// Each column that a policy has to name, with a guess of what it holds and a choice of what it becomes. Pure.
std::vector<DraftColumn> map_columns(const policies::Graph& graph, const policies::SchemaTable& table,
                                     const TableObservation* seen, RowOf row_of);

// Whether anything in the map is to be changed.
bool changes_anything(const std::vector<DraftColumn>& columns);

// Sets the key to null, as far as its columns allow it and no row loses its own key; empty when they do not.
std::vector<DraftColumn> cut_key(const policies::SchemaTable& table, const policies::ForeignKey& key);

} // namespace retention::drafting
