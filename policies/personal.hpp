// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/binding.hpp"

#include <string>
#include <vector>

namespace retention::policies {

// Whether `column` could hold personal data, so that a column map must name it: anything but a number or uuid of a primary or
// foreign key, a boolean, an enum, or a value that the server generates from others. A text that is a key may be a mail address.
bool may_be_personal(const Graph& graph, const SchemaTable& table, const SchemaColumn& column);

// A column with the treatment that applies to it, those that "*" stands for included and those kept left out.
struct TreatedColumn {
    const SchemaColumn* column;
    const ColumnTreatment* treatment;
};
std::vector<TreatedColumn> treated_columns(const Graph& graph, const SchemaTable& table, const Line& line);

// What an anonymizer of `line` is told about `column`.
anonymizers::Column describe_column(const SchemaTable& table, const SchemaColumn& column, const Line& line);

} // namespace retention::policies
