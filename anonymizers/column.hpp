// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

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
    Hstore,  // of the extension, in whatever schema
    Xml,
    Search,  // tsvector
    LargeObject, // oid, which may name a large object, and the extension's lo
    Point,
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
    bool has_row_key = true; // the row can be told from others: it has a primary key, which is left as it is
    std::vector<std::string> others = {}; // the names of the table's other columns
};

// SQL text for what an anonymizer may draw on, valid where its expression will stand. Each is a qualified column, a call,
// or in parentheses: it is written before `::` and beside operators as it is.
struct Inputs {
    std::string old_value; // the column as it is: t."email"
    std::string seed;      // bytea of 16 random bytes, different for each subject, the same in all its tables
    std::string known;     // text: known_pattern() of the subject's names, mail addresses and phone numbers
    std::string pseudonym = {};  // bytea of 32 bytes: keyed with a secret that the server never sees; different for each
                                 // subject, and the same in every run
    std::string keyed_hash = {}; // text, 64 hexadecimal digits: of the old value, keyed likewise; null where that is null
    std::string row = {};        // text, different for each row of the table: its primary key
    std::string shuffled = {};   // text: the old value of some row of the batch, each row's given to one row

    // The value that another column of the row will have; where that one is kept, the one that it has.
    std::function<std::string(const std::string& column)> value_of = {};
    // An SQL expression of the policy's own, which names the row's columns bare, as it has to be written here.
    std::function<std::string(const std::string& sql)> over_row = {};
};

} // namespace retention::anonymizers
