// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/binding.hpp"
#include "policies/statement.hpp"

namespace retention::policies {

// Gives one text that changes whenever a table that the policy reads or acts on changes: its columns, the keys to and
// from it, triggers, rules, row security, partitions. A run that was planned under another one must not go on. Takes no
// parameters and reads only the catalog.
Statement schema_fingerprint(const Binding& binding);

} // namespace retention::policies
