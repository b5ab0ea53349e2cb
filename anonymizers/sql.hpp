// SPDX-License-Identifier: Apache-2.0
//
// How the operators of this room write SQL.
#pragma once

#include "anonymizers/column.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace retention::anonymizers {

// 'text', or E'...' when it has a backslash, so that it reads the same whatever standard_conforming_strings says.
// REQUIRES: no NUL in `text`.
std::string literal(std::string_view text);

// How many characters PostgreSQL counts in `text`, which is UTF-8.
std::size_t characters(std::string_view text) noexcept;

// `expression` as a value of the column's own type: what comparing the two afterwards needs, char(n) above all.
std::string as_column_type(std::string_view expression, const Column& column);

// `replacement` where the column has a value, null where it has none: nothing is invented.
std::string unless_null(std::string_view replacement, const Inputs& inputs);

// The same for text columns, where an empty string says as little as null and stays what it is.
std::string unless_empty(std::string_view replacement, const Inputs& inputs);

// The old value as text that every function takes: a column's own collation may be one that the server can't search by.
std::string plain_text(const Inputs& inputs);

// bytea of 32 random bytes that derive from the subject's seed; others for every other `purpose`, an SQL text.
std::string draw(std::string_view purpose, const Inputs& inputs);

// A random whole number from 0 up to, not including, `count`, made of `drawn`: bigint.
// REQUIRES: `count` is so far below 2^60 that the remainder shows no bias.
std::string below(long long count, std::string_view drawn);

// The first 32 of the hexadecimal `digits` as text of a UUID, which says that it is of `version` (RFC 9562): some
// applications insist on that.
std::string uuid_text(std::string_view digits, int version);
inline constexpr int kRandomUuid = 4;
inline constexpr int kCustomUuid = 8; // of whatever an application made it from

} // namespace retention::anonymizers
