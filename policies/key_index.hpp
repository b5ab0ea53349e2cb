// SPDX-License-Identifier: Apache-2.0
//
// Whether the rows that hold a key are found by an index: without one, every batch scans their table.
#pragma once

#include "policies/binding.hpp"

#include <string>

namespace retention::policies {

// Whether an index of `table`, which holds the key, begins with its columns. Of an expression only whether there is an index on
// any: what the server makes of its text is not known here, and it is asked by index_trial().
bool has_index_for(const SchemaTable& table, const ForeignKey& key);

// A query for the rows of one key of a link's expression. Where no index serves, its plan has no condition on one.
std::string index_trial(const Binding& binding, const ForeignKey& key);

// "(person_id)", for messages
std::string indexed_part(const ForeignKey& key);

// The statement that makes one.
std::string create_index(const SchemaTable& table, const ForeignKey& key);

} // namespace retention::policies
