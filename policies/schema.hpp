// SPDX-License-Identifier: Apache-2.0
//
// The database's catalog as a value. daemon/database/catalog reads it; tests write it by hand.
#pragma once

#include "anonymizers/column.hpp"
#include "policies/policy.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace retention::policies {

struct SchemaColumn {
    std::string name;
    std::string type;                          // format_type(): "character varying(40)"
    anonymizers::TypeFamily family = anonymizers::TypeFamily::Text;   // of the base type of a domain
    int length_max = 0;                        // characters, for varchar(n) and char(n) and domains over them; 0: none
    bool is_nullable = true;                   // also false for a domain that is NOT NULL
    bool is_generated = false;                 // GENERATED ALWAYS AS (...) STORED
    bool is_identity_always = false;
    bool has_default = false;
    bool is_partition_key = false;             // of a table, or a part of it, without a default partition
    bool is_domain = false;                    // whose constraints a value has to satisfy
    bool can_update = true;                    // the role's privilege
    std::string default_value = {};            // the column's own, as SQL; empty: none
    bool is_equality_hidden = false;           // of a type whose "=" is outside of the role's search_path (citext in a schema
                                               // of its own): comparing finds another operator, or none
    std::vector<std::string> made_of = {};     // the columns from which it is generated
};

// A unique index or constraint. Expression columns are left out of `columns`.
struct UniqueIndex {
    std::string name;
    std::vector<std::string> columns;
    bool has_expressions = false;
    bool is_partial = false;
    std::vector<std::string> expression_columns = {};   // what its expressions, its condition and generated columns read
    bool is_null_a_value = false;              // UNIQUE NULLS NOT DISTINCT: one null only
};

struct SchemaIndex {
    std::string name;
    std::vector<std::string> columns;          // the leading plain columns, up to the first expression
    bool is_partial = false;
    bool finds_elements = false;               // GIN: what an array holds, instead of what a value equals
};

struct SchemaTrigger {
    std::string name;
    std::string function;                      // schema-qualified, for messages
    bool is_before = false;
    bool is_row = false;
    bool on_insert = false, on_update = false, on_delete = false;
};

struct SchemaCheck {
    std::string name;
    std::string sql;                           // over the table's columns
};

struct SchemaRule {
    std::string name;
    bool on_update = false, on_delete = false;
    bool is_instead = false;
};

struct SchemaTable {
    TableName name;
    char kind = 'r';                           // pg_class.relkind: r, p (partitioned), f (foreign), v, m
    std::vector<SchemaColumn> columns;
    std::vector<std::string> primary_key;
    std::vector<UniqueIndex> unique_indexes;   // the primary key's too
    std::vector<UniqueIndex> exclusions;       // of exclusion constraints
    std::vector<SchemaIndex> indexes;          // valid ones, the unique ones too
    std::vector<SchemaTrigger> triggers;       // enabled ones of users, those of partitions and children too
    std::vector<SchemaRule> rules;             // other than a view's own
    std::vector<SchemaCheck> checks;           // CHECK constraints
    bool is_row_security_active = false;       // for the role we connect as: row_security_active()
    bool can_select = true, can_update = true, can_delete = true;   // the role's privileges
    double rows_estimate = 0;                  // pg_class.reltuples, partitions and children summed
    std::vector<TableName> parents;            // inheritance parents, or the partitioned table

    const SchemaColumn* find_column(std::string_view column) const noexcept;

    // The columns that tell a row from all others: the primary key, or else those of a unique index; of several the one without a
    // nullable column, of fewest columns, first by name. Rows with a null in it have no name. Empty: nothing tells them apart.
    std::vector<std::string> row_key() const;
};

enum class OnDelete { NoAction, Restrict, Cascade, SetNull, SetDefault };

struct ForeignKey {
    std::string name;
    TableName child;
    std::vector<std::string> columns;
    TableName parent;
    std::vector<std::string> parent_columns;
    OnDelete on_delete = OnDelete::NoAction;
    bool is_deferrable = false;
    bool is_match_full = false;
    std::vector<std::string> emptied = {};     // what ON DELETE SET NULL or SET DEFAULT changes: some of the columns, or all
    bool is_link = false;                      // from the policy's `links`, not from the catalog
    std::string where;                         // a link's condition over the child's row; SQL
    std::string expression = {};               // a link's value over the child's row, SQL; `columns` are those that it reads
    bool has_elements = false;                 // a link's value is an array, or a JSON array: each element is a key
    Place place = {};                          // of a link
    std::string policy = {};                   // of a link that another policy of the database has: its name
    std::vector<TableName> undeclared = {};    // tables that count as `child`, or parts of it, and do not declare the key: there the
                                               // server lets rows in whether or not the parent's row is locked, or there at all
};

// All tables and foreign keys of a database, looked up by name.
//
// A partitioned table counts as one table with the union of its partitions' keys, as far as no two of them refer to
// different tables by the same columns. Inheritance children share a key with their parent only when the parent has it
// itself: keys are not inherited. Every other key stays with the table that declares it.
class Schema {
public:
    Schema() = default;
    Schema(std::vector<SchemaTable> tables, std::vector<ForeignKey> foreign_keys);

    // `name` as written in a policy: exact; without a schema, the one in `public` or else the only one of that name.
    const SchemaTable* find(const TableName& name) const noexcept;

    // `name` itself, or the topmost ancestor that it is folded into.
    TableName family_of(const TableName& name) const;

    // The tables that `name` inherits from or is a partition of, at any height.
    std::set<TableName> ancestors_of(const TableName& name) const;

    // The other way round: its partitions and inheritance children, at any depth.
    std::vector<const SchemaTable*> parts_of(const TableName& name) const;

    // Whether rows of `name` may stand in tables that inherit from it, which may have the same keys.
    bool has_children(const TableName& name) const;

    // Tables in order of name.
    const std::map<TableName, SchemaTable>& tables() const noexcept { return tables_; }

    // Folded and without duplicates, in order of child, columns, parent.
    const std::vector<ForeignKey>& foreign_keys() const noexcept { return foreign_keys_; }

private:
    std::vector<TableName> undeclared_in(const ForeignKey& key, const std::vector<ForeignKey>& declared) const;

    std::map<TableName, SchemaTable> tables_;
    std::vector<ForeignKey> foreign_keys_;
};

} // namespace retention::policies
