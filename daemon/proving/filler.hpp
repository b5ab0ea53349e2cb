// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/proving/table_shape.hpp"

#include <optional>
#include <string>

namespace retention::proving {

// A value that nobody has named: as text of the column's type, or as SQL that gives one.
struct Filler {
    std::string text;
    bool is_sql = false;
};

// The value of a column that a test does not name, so that tests only tell what matters: nothing where null or the column's
// default will do.
//
// A filler decides nothing. It is plausible for its type, different in each row where that must be so, refers to no row, and
// lies at `as_of` where it is a date, so that nobody is due because of it. A default that is made of the present time is made
// of `as_of` instead, and a number from a sequence is one that no test would write. The first value is taken of an enum, and of a
// CHECK that lists values. Pure.
//
// `as_of`: as the server writes it, in the policy's time zone. `number`: of the row, from 1, different in each.
std::optional<Filler> filler(const TableShape& shape, const policies::SchemaColumn& column, const std::string& as_of, int number);

} // namespace retention::proving
