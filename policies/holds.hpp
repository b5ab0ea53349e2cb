// SPDX-License-Identifier: Apache-2.0
//
// Holds that operators placed, as the judgement sees them. A hold names a row by table and primary key; it binds every policy
// that would touch that row, whatever the policy's subject is:
//   - the subject's own row is on hold;
//   - a row that an action deletes or changes is, or one that the server would change with it (ON DELETE SET NULL);
//   - a row that an action deletes or changes is also somebody's own who is on hold, as another line of it says, or another policy's line;
//   - the subject belongs to a row on hold: the messages of a person whose file is wanted stay. By a foreign key, or by a link of any
//     policy of the database.
#pragma once

#include "policies/statement.hpp"
#include "policies/binding.hpp"

#include <optional>
#include <string>
#include <vector>

namespace retention::policies {

// The name by which holds know a row: the text of its primary key, a JSON array for a composite one. By the primary key
// whatever a policy's own key is.
std::string hold_name(const SchemaTable& table, const std::string& alias);

// Gives hold_name() of the subjects with the given keys, but of none in whose row a part of it is null: a hold by such a name would
// bind nobody.
Statement hold_name_of(const Binding& binding);

// select hold, the first one first: standing holds on rows of `table` that are not there, or have another key by now.
Statement lost_holds(const Schema& schema, const SchemaTable& table);

// The condition that the subject whose primary key stands in the columns pk1, pk2 ... of `alias` is on hold itself.
std::string is_on_hold(const Binding& binding, const std::string& alias);

// How far up from the subject a hold is looked for: message -> conversation -> account -> organisation.
inline constexpr std::size_t kUpwardMax = 3;

// The ways up from the subject on which a hold on an owner is looked for, the shortest first; along the links of other policies, too.
std::vector<Path> ways_to_owners(const Binding& binding);

// A SELECT of the keys (k1, k2 ...) of subjects whom a hold on another row binds; nothing where there can be none.
// `first_parameter`: of the key arrays, when only those are of interest.
std::optional<std::string> bound_by_other_rows(const Binding& binding, std::optional<int> first_parameter);

} // namespace retention::policies
