// SPDX-License-Identifier: Apache-2.0
//
// Rows that several subjects have a part in wait for the last of them. Whose turn came before, by whichever action of the policy,
// stands in nobody's way where that action goes as far.
#pragma once

#include "policies/binding.hpp"

#include <string>
#include <vector>

namespace retention::policies {

// The actions after which a subject is still there, and which act on the rows that `key` connects it with, by what they do there
// compared with `line`.
struct Turns {
    std::vector<std::string> as_far;   // delete where `line` does, change all columns that it changes, alike or to nothing
    std::vector<std::string> less;     // leave something to do that `line` does, or do something else
};

// `is_outward`: the subject, or a row of its own, points there by `key`; else the rows point to the subject. `through`: only actions that
// come to these rows by that key, further up. `below`: only those by which they belong to the rows of an outward line by that key.
Turns turns(const Binding& binding, const BoundLine& line, const ForeignKey& key, bool is_outward, const ForeignKey* through = nullptr,
            const ForeignKey* below = nullptr);

} // namespace retention::policies
