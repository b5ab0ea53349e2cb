// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/drafting/draft.hpp"
#include "policies/schema.hpp"

#include <string>
#include <vector>

namespace retention::drafting {

// The query of a fact: for each person, by `key`, the largest `moment` of the rows of `table` that `link` would give them, if it were one.
// Mail addresses are the same whatever their capitals: rather too much is found than too little. Pure.
std::string query_by_value(const DraftLink& link, const policies::SchemaTable& table, const std::string& moment,
                           const policies::SchemaTable& subject, const std::vector<std::string>& key);

} // namespace retention::drafting
