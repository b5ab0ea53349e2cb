// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace retention::policies {

// The names that `sql` may mention: every word outside of string literals, unquoted ones folded to lower case as
// PostgreSQL does, quoted ones as they are. Key words and functions are among them: what is not here is surely not
// mentioned, which is all that may be concluded.
std::set<std::string> words_of(std::string_view sql);

// The words in `sql` that PostgreSQL takes for a value of its own wherever they stand without quotes: user, current_date. Whoever has a
// column of that name may have meant that one.
std::set<std::string> server_values_in(std::string_view sql);

// `sql`, an expression over one row that names its columns bare, with each of `columns` written as that of `alias`: for the
// server to find an index on the expression. Nothing where it is not certain which words are columns: in a subquery, behind a
// table's name, beside key words that are written like names, in texts with a backslash or dollar.
std::optional<std::string> over_alias(std::string_view sql, const std::string& alias, const std::set<std::string>& columns);

} // namespace retention::policies
