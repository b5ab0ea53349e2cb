// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/node.hpp"
#include "policies/policy.hpp"

namespace retention::config {

// Reports rules of classes that do not exist, and rules and floors that name actions that do not. `root` is the file's
// tree.
void check_references(const Node& root, policies::Findings& findings);

} // namespace retention::config
