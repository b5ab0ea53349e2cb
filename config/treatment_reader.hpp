// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/reader.hpp"
#include "policies/policy.hpp"

namespace retention::config {

// What becomes of a table's rows: `keep`, `delete`, `delete unless shared`, or a map of columns to anonymizers. Fills
// the line's kind and columns; false when it is none of these, which is reported.
bool read_treatment(const Value& value, policies::Line& line);

} // namespace retention::config
