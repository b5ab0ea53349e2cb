// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/reader.hpp"
#include "policies/policy.hpp"

#include <vector>

namespace retention::config {

// `actions`: name -> table -> what becomes of its rows
std::vector<policies::Action> read_actions(const Value& value);

} // namespace retention::config
