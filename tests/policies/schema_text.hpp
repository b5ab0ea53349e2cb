// SPDX-License-Identifier: Apache-2.0
//
// Schemas for tests, written as a reader would: a table is its name and its columns, separated by semicolons.
#pragma once

#include "policies/schema.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace retention::policies::test {

// "crm.person"; a name without a dot has no schema.
TableName table_name(const std::string& text);

// The words of `text` between any of the characters in `separators`, without empty ones.
std::vector<std::string> words(const std::string& text, const std::string& separators = " ");

// Collects tables and foreign keys; throws std::invalid_argument for what it can't read.
class SchemaText {
public:
    // A column is a name, a type and flags, in this order:
    //
    //   id integer key; email varchar(80) unique; tenant_id integer not_null -> crm.tenant cascade
    //
    // Flags: key, not_null, unique, index, generated, made_of=COLUMN, identity; `-> TABLE` refers to its primary key, followed by
    // cascade, restrict, set_null, set_default or deferrable. A column that refers is indexed unless it says no_index.
    SchemaText& table(const std::string& name, const std::string& columns);

    // "crm.invoice (tenant, person) -> crm.person (tenant, id) cascade"
    SchemaText& key(const std::string& text);

    // The table added under `name`, to be changed.
    SchemaTable& at(const std::string& name);

    std::shared_ptr<const Schema> build() const;

private:
    void add_column(SchemaTable& table, const std::string& text);

    std::vector<SchemaTable> tables_;
    std::vector<ForeignKey> keys_; // without parent_columns: the primary key, looked up when built
};

} // namespace retention::policies::test
