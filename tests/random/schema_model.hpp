// SPDX-License-Identifier: Apache-2.0
//
// A generated database as the test knows it: tables, keys and rows. The oracle judges by these, and never by what the
// product read.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace retention::random {

using Cell = std::optional<std::string>; // as the server writes it; nothing for null

enum class Kind {
    Integer,
    Bigint,
    Uuid,
    Text,
    Varchar,
    Citext,
    Date,
    Timestamp,
    Numeric,
    Boolean,
    Enum,
    Json,
    Bytes,
    ShortText,
    Positive
};

bool is_text(Kind kind);

struct Column {
    std::string name;
    Kind kind = Kind::Text;
    bool is_nullable = true;
    bool is_unique = false;
    std::string generated; // SQL; empty: an ordinary column
};

enum class Parting { None, List, Range };

struct Table {
    std::string schema;
    std::string name;
    std::vector<Column> columns;
    std::vector<std::size_t> primary_key;
    std::vector<std::vector<std::size_t>> unique; // of several columns
    bool is_unlogged = false;
    Parting parting = Parting::None; // by column `part`, into three
    std::size_t part = 0;
    std::optional<std::size_t> inherits; // the table whose columns it begins with

    std::size_t column(const std::string& name) const;
};

enum class OnDelete { NoAction, Restrict, Cascade, SetNull, SetDefault };

struct Key {
    std::size_t child = 0;
    std::vector<std::size_t> columns;
    std::size_t parent = 0;
    std::vector<std::size_t> parent_columns;
    OnDelete on_delete = OnDelete::NoAction;
    bool is_deferrable = false;
    bool is_initially_deferred = false;
    bool empties_last = false; // of several columns, ON DELETE SET NULL empties the last alone
    bool is_match_full = false;
    std::optional<int> only_part;                             // declared on this partition alone
    bool is_link = false;                                     // the policy says so, not the database
    std::optional<std::pair<std::size_t, std::string>> where; // a link's: this column has this value

    // What ON DELETE SET NULL and SET DEFAULT empty.
    std::vector<std::size_t> emptied() const { return empties_last ? std::vector{columns.back()} : columns; }
};

struct Row {
    std::size_t table = 0; // of a family, the table that holds it
    std::string id;        // of column `rid`: differs in the whole database
    std::vector<Cell> cells;
    bool is_gone = false;
};

struct Database {
    std::vector<std::string> schemas;
    std::vector<Table> tables;
    std::vector<Key> keys;
    std::size_t subject = 0;
    std::deque<Row> rows;

    // `part` itself, or what it inherits from, is `whole`.
    bool is_within(std::size_t part, std::size_t whole) const;
};

std::string quote(const std::string& name);   // "name"
std::string literal(const std::string& text); // 'text'
std::string qualified(const Table& table);    // "schema"."name"
std::string part_name(const Table& table, int part);

// Statements that make the tables; keys come after the rows, so that rows may refer to later ones.
std::string create_tables(const Database& database);
std::string create_keys(const Database& database);
std::string insert_rows(const Database& database);

} // namespace retention::random
