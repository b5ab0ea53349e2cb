// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace retention::policies {

// The names that `sql` may mention: every word outside of string literals, unquoted ones folded to lower case as
// PostgreSQL does, quoted ones as they are. Key words and functions are among them: what is not here is surely not
// mentioned, which is all that may be concluded.
std::set<std::string> words_of(std::string_view sql);

} // namespace retention::policies
