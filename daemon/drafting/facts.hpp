// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/drafting/free_names.hpp"
#include "daemon/drafting/outline.hpp"

#include <string>
#include <vector>

namespace retention::drafting {

// Fills in what the tables around tell of the subject: facts that say when somebody was last heard of, holds on those of whom something goes on or
// is disputed, floors for books. Gives the moments, as SQL, of which the latest is the last sign of life. REQUIRES: the actions are there. Pure.
std::vector<std::string> outline_facts(const Material& material, Draft& draft, FreeNames& names);

} // namespace retention::drafting
