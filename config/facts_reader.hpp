// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/reader.hpp"
#include "policies/policy.hpp"

#include <vector>

namespace retention::config {

// `facts`: name -> { max: crm.activity.happened_at } and its like.
std::vector<policies::Fact> read_facts(const Value& value);

} // namespace retention::config
