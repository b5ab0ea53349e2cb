// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/action_program.hpp"
#include "policies/new_values.hpp"

#include <string>
#include <vector>

namespace retention::policies {

// A sample of what becomes of `values` in `rows`, relations and conditions with the row `t`. `begin` is the statement up to SELECT.
Sample sample(const std::vector<NewValue>& values, Statement begin, const std::string& rows);

} // namespace retention::policies
