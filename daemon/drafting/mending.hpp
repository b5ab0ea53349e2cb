// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/drafting/draft.hpp"
#include "policies/graph.hpp"

namespace retention::drafting {

// Takes, for each error among `findings`, the next careful choice: another anonymizer, `keep` with a question, or leaving out a fact, a
// hold, an action. Returns whether anything has changed; where not, the draft can't be mended. Pure.
bool mend(Draft& draft, const policies::Schema& schema, const policies::Graph& graph, const policies::Findings& findings);

} // namespace retention::drafting
