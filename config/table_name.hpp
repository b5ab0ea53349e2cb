// SPDX-License-Identifier: Apache-2.0
//
// Names of tables and columns as a policy writes them. Parts are separated by dots; a part may stand between double
// quotes, with a quote inside written twice. Every part is taken exactly as written: PostgreSQL's folding to lower case
// is not done.
#pragma once

#include "policies/policy.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retention::config {

// `crm.activity.happened_at`
struct ColumnName {
    policies::TableName table;
    std::string column;
};

// The parts of `text`, without their quotes; nothing when a part is empty, has spaces or a stray quote.
std::optional<std::vector<std::string>> parse_dotted(std::string_view text);

// `person`, `crm.person`
std::optional<policies::TableName> parse_table_name(std::string_view text);

// `person.email` (table and column), `crm.person.email` (schema, table and column)
std::optional<ColumnName> parse_column_name(std::string_view text);

} // namespace retention::config
