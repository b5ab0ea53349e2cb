// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "policies/schema.hpp"

#include <vector>

namespace retention::database {

// The catalog as it is read, before policies::Schema folds partitions and children.
struct CatalogRows {
    std::vector<policies::SchemaTable> tables;      // in order of name
    std::vector<policies::ForeignKey> foreign_keys; // in order of child and name
};

// Reads all tables, views and foreign keys that belong to users: not the system's, not temporary ones, not our own
// schema `retentiond`. As many queries whatever the number of tables. Throws Failure.
//
// Filled beyond the plain catalog: a table's triggers include those of its partitions and children, its estimate their
// rows; privileges count when they are granted for some column only, because the grants of a careful administrator do;
// only indexes that find equal values (btree, hash) or elements (GIN) are listed, and a foreign key cloned to partitions
// is listed once.
CatalogRows read_catalog_rows(Transaction& transaction);

policies::Schema read_catalog(Transaction& transaction);

} // namespace retention::database
