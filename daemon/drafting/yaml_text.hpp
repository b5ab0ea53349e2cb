// SPDX-License-Identifier: Apache-2.0
//
// Names and values as the text of a policy.
#pragma once

#include "anonymizers/argument.hpp"
#include "policies/policy.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace retention::drafting {

// A key or a value of YAML: bare where that is safe, else between quotes.
std::string yaml(std::string_view text);

// `crm.person`, or `"My Schema"."My Table"`: as policies write tables and columns, not yet as YAML.
std::string written(const policies::TableName& table);
std::string written(const policies::TableName& table, std::string_view column);
std::string written_part(std::string_view name);

// `{ fake: first_name }`
std::string yaml(const policies::ColumnTreatment& treatment);

// A column in an SQL expression, quoted where it has to be.
std::string sql_name(std::string_view column);

// `text` for a comment: on one line, and of printable characters.
std::string comment_text(std::string_view text);

// Lines of at most `width` characters, broken at blanks.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

// Letters, digits and underscores that begin with a letter, in small letters: for names of ours. Empty when nothing is left.
std::string plain_name(std::string_view text);

} // namespace retention::drafting
