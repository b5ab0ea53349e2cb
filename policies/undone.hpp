// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/binding.hpp"
#include "policies/statement.hpp"
#include "policies/subject_view.hpp"

#include <optional>
#include <string>
#include <vector>

namespace retention::policies {

// What an action has left in the subject's own row, as far as the row alone can tell: of a column that was emptied or cut short
// it can, of one that was given a name by chance it can't.
struct OwnEffect {
    std::vector<std::string> columns;   // of the subject's table
    std::string holds;                  // a condition on them, in a row `t`; never null
};

// Nothing when no column tells: of an action that deletes the row, leaves it alone, or only draws by chance. Pure.
//
// REQUIRES: check() returned no error.
std::optional<OwnEffect> own_effect(const Binding& binding, const std::string& action);

// Lets the markers of subjects who are there count no longer, whatever their rows say: each is judged as if never done. Whole: of all; Keyed:
// of those in the key arrays, which are the only parameters. Gives how many subjects have a marker, and how many of them had one that counted.
Statement send_done_again(const Binding& binding, Shape shape);

} // namespace retention::policies
