// SPDX-License-Identifier: Apache-2.0
//
// What docs/policy-language.md says of keys and ways, over the generated schema.
#pragma once

#include "tests/random/schema_model.hpp"

#include <vector>

namespace retention::random {

// Whether an inheritance child declares again what its parent says already: for a policy that is one key, the parent's.
bool is_folded(const Database& database, std::size_t key);

// Ways that a fact can take: keys that lead to the subject in one step or two, and keys of the subject's own to follow
// outwards.
std::vector<std::vector<std::size_t>> fact_ways(const Database& database);

// Whether a policy has to say by which key the way begins.
bool needs_via(const Database& database, const std::vector<std::size_t>& way);

} // namespace retention::random
