// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/failure.hpp"

#include <string>

namespace retention::jobs {

// What failed in the daemon's own statements, and what a person can do about it: "statement x failed: SQLSTATE 25006 ... HINT: ...". No hint
// where nothing but time helps. Pure.
std::string with_next_step(const database::Failure& failure);

} // namespace retention::jobs
