// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/reader.hpp"
#include "policies/policy.hpp"

#include <vector>

namespace retention::config {

// `subject`: { table, key, where, identifiers }
policies::Subject read_subject(const Value& value);

// `links`: table -> { column, to, where }, or a list of them.
std::vector<policies::Link> read_links(const Value& value);

} // namespace retention::config
