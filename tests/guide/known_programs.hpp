// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace retention::guide {

// Whether the documentation may tell to run it: ours, scripts of the repository, and what comes with Debian and
// PostgreSQL.
bool is_program(const std::string& word);

// Why one of our own programs would refuse these words, the first being its name; empty where it would not, and for
// others' programs. `is_whole`: arguments that it needs must be there, too.
std::string why_refused(const std::vector<std::string>& words, bool is_whole);

} // namespace retention::guide
