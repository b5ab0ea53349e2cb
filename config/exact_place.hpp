// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/source.hpp"
#include "policies/finding.hpp"

namespace retention::config {

// Moves findings that have no place, or stand at the beginning of what their path leads into, such as a rule for one of its
// keys, to what the path leads to. Those who check a policy know the places of its parts, but not of every word. Pure.
void find_exact_places(policies::Findings& findings, const Source& source);

} // namespace retention::config
