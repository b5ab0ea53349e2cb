// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace retention::anonymizers {

// The families of PostgreSQL types that anonymizers tell apart.
enum class TypeFamily {
    Text,    // text, varchar, char, citext, name and domains over them
    Integer, // smallint, integer, bigint
    Number,  // numeric, real, double precision, money
    Boolean,
    Date,
    Timestamp, // with or without time zone
    Time,
    Uuid,
    Json,    // json, jsonb
    Network, // inet, cidr, macaddr
    Bytes,   // bytea
    Array,
    Enum,
    Other,
};

// The column whose value is to be replaced. Values in bytes and characters as PostgreSQL counts them.
struct Column {
    std::string name; // for messages
    std::string type; // as format_type() prints it: "character varying(40)"
    TypeFamily family = TypeFamily::Text;
    std::optional<int> length_max; // characters, for varchar(n) and char(n)
    bool is_nullable = true;
    bool is_unique = false; // alone or with others in a unique index
};

// SQL text for what an anonymizer may draw on, valid where its expression will stand. Each is a qualified column, a call,
// or in parentheses: it is written before `::` and beside operators as it is.
struct Inputs {
    std::string old_value; // the column as it is: t."email"
    std::string seed;      // bytea of 16 bytes, different for each subject, the same in all its tables
    std::string known; // text: known_pattern() of the subject\'s names, mail addresses and phone numbers, for `scrub`
};

} // namespace retention::anonymizers
