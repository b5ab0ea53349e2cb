// SPDX-License-Identifier: Apache-2.0
//
// Names as a policy file and SQL write them, for hints that can be copied.
#pragma once

#include "policies/schema.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace retention::policies {

// crm.person, or "Odd Schema"."Odd, Table" where a part has other signs than letters, digits and underscores.
std::string as_written(const TableName& table);

// a, "b c"
std::string as_written(const std::vector<std::string>& columns);

// The same as SQL writes them: in quotes where PostgreSQL would take the word for another.
std::string as_sql(const TableName& table);
std::string as_sql(const std::vector<std::string>& columns);

// The key of a line between quotes, as YAML takes it: "crm.person", or '"Odd Schema"."Odd, Table"'.
std::string as_yaml_key(std::string_view written);

} // namespace retention::policies
