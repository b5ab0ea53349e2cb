// SPDX-License-Identifier: Apache-2.0
//
// The only place where names and values become SQL text.
#pragma once

#include "policies/policy.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retention::policies {

// "name", always quoted: the one function that quotes identifiers.
std::string quote_name(std::string_view name);

// "schema"."table"
std::string quote_table(const TableName& table);

// 'text', or E'...' when it has a backslash. For values that are part of a compiled text; whatever a person has goes in
// as a parameter.
std::string quote_text(std::string_view text);

// a, b, c
std::string join(const std::vector<std::string>& parts, std::string_view separator);

// What keeps `sql` from being used as one expression between parentheses: a semicolon, a comment, a parameter ($1), a
// parenthesis or quote that does not match. Nothing when it is fine. Says nothing about what the server will think.
std::optional<std::string> why_no_expression(std::string_view sql);

} // namespace retention::policies
