// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anonymizers/column.hpp"

#include <string_view>

namespace retention::database {

// A row of pg_type; of the base type, where the column's own is a domain.
struct CatalogType {
    std::string_view schema;
    std::string_view name;
    char kind = 'b';     // typtype: b base, c composite, e enum, r range, ...
    char category = 'U'; // typcategory: A array, ...
};

anonymizers::TypeFamily family_of(const CatalogType& type);

// Characters that fit, from a type modifier (atttypmod); 0: no limit.
int length_max_of(const CatalogType& type, int modifier);

} // namespace retention::database
