// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/node.hpp"

namespace retention::config {

// Reports what a careful reader can misread in the tree below `root`: duplicate keys, merge keys, anchors, aliases,
// tags. Leaves the first of duplicate keys in the tree and takes the others and the merge keys out.
void refuse_ambiguity(Node& root, policies::Findings& findings);

} // namespace retention::config
