// SPDX-License-Identifier: Apache-2.0
//
// What code of the application's writes while an action is carried out is looked for when all steps are done, on the way on which rows of
// its kind were found before. Where the steps themselves take that way away, what led there is noted before.
#pragma once

#include "policies/binding.hpp"

#include <vector>

namespace retention::policies {

// Whether `path` of `line` still leads from rows of the line to the subject, or the outward row, when all steps of the action are done.
bool stays(const Binding& binding, const BoundAction& action, const BoundLine& line, const Path& path);

// Lines of which the application may write rows that no way leads to afterwards, and no foreign key keeps from coming. None where no code
// of the application's runs.
std::vector<const BoundLine*> lost_lines(const Binding& binding, const BoundAction& action);

// Whether rows of `line` refer, by the line's key, to rows of `to`.
bool refers_to(const Binding& binding, const BoundAction& action, const BoundLine& line, const BoundLine& to);

} // namespace retention::policies
