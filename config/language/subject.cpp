// SPDX-License-Identifier: Apache-2.0
#include "config/language/maps.hpp"

#include "config/language/kinds.hpp"

namespace retention::config::language {

namespace {

constexpr Key kKeys[] = {
    {"table", &kTable, "required", "One row of it is one subject", "crm.person",
     "Name the table whose rows are the persons, as in table: crm.person."},
    {"key", &kColumnNames, "the primary key", "A column, or a list of columns, that tells subjects apart", "[tenant_id, id]"},
    {"where", &kExpression, "all rows", "SQL; rows for which it is not true are no subjects at all", "not is_team"},
    {"identifiers", &kColumnNames, "derived", "Columns whose values `scrub` takes out of free text",
     "[first_name, last_name, email]"},
};

} // namespace

constinit const Map kSubject{
    .what = "subject",
    .help = "The table whose rows are the persons",
    .docs = "policy-language.md#subject",
    .keys = kKeys,
};

} // namespace retention::config::language
