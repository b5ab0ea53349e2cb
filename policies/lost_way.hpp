// SPDX-License-Identifier: Apache-2.0
//
// What code of the application's writes while an action is carried out is looked for when all steps are done, on the way on which rows of
// its kind were found before.
#pragma once

#include "policies/binding.hpp"

namespace retention::policies {

// Whether `path` of `line` still leads from rows of the line to the subject, or the outward row, when all steps of the action are done.
bool stays(const Binding& binding, const BoundAction& action, const BoundLine& line, const Path& path);

} // namespace retention::policies
