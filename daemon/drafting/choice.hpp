// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/drafting/meaning.hpp"
#include "policies/policy.hpp"
#include "policies/schema.hpp"

#include <vector>

namespace retention::drafting {

// Whose the row is, because a value that is different for each subject is not for each row.
enum class RowOf { Subject, Other };

// What a column could become, the best first and `keep` last: each is accepted by the anonymizer for the column's type and length, and
// keeps its unique indexes unique.
std::vector<policies::ColumnTreatment> choices_for(Meaning meaning, const policies::SchemaTable& table,
                                                   const policies::SchemaColumn& column, RowOf row_of);

} // namespace retention::drafting
