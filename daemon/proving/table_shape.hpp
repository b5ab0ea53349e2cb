// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "policies/schema.hpp"

#include <map>
#include <string>

namespace retention::proving {

// What the catalog says of a column beyond policies::SchemaColumn.
struct ColumnDefault {
    std::string expression;  // SQL; empty: none
    bool is_numbered = false; // by a sequence, or as an identity
    std::string first_label; // of an enum
};

// A table as far as it matters for making a row of it.
struct TableShape {
    const policies::SchemaTable* table = nullptr;
    std::map<std::string, ColumnDefault> defaults; // of each column
    std::map<std::string, const policies::ForeignKey*> keys; // columns that are part of a foreign key

    // Whether no two rows may have the same value in `column`, alone or with others.
    bool is_unique(const std::string& column) const;
};

// Throws database::Failure.
TableShape read_shape(database::Transaction& reading, const policies::Schema& schema, const policies::SchemaTable& table);

} // namespace retention::proving
