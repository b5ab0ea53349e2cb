// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/binding.hpp"
#include "policies/finding.hpp"

namespace retention::policies {

// Lines that delete what hangs below rows of which some stay: because others point to them, or because they are the person's by a key
// that another line only changes or keeps. Warnings.
void check_below_staying(const BoundAction& action, Findings& findings);

} // namespace retention::policies
