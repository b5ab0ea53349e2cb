// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/binding.hpp"
#include "policies/statement.hpp"

#include <string>
#include <vector>

namespace retention::policies {

// The condition that `alias`, a row of retentiond.marker, says of the subject with the key `key` (key_text()) that `action` was
// taken. A marker also names table and key columns: a policy that was moved to another table speaks of other people.
std::string is_marker_of(const Binding& binding, const std::string& alias, const std::string& action, const std::string& key);

// The same of any of `actions`.
std::string is_marker_of(const Binding& binding, const std::string& alias, const std::vector<std::string>& actions, const std::string& key);

// Takes away markers of the policy whose subjects' rows are gone, by another program: a key that names nobody is kept for nothing. Pure.
Statement forget_gone(const Binding& binding);

} // namespace retention::policies
