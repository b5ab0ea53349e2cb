// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anonymizers/column.hpp"

#include <optional>
#include <string_view>

namespace retention::anonymizers {

// An element of `column`, an array, as a column of its own: nullable, in no index. Nothing where the name of the
// array's type doesn't tell, as that of a domain. A type that is not the server's own counts as TypeFamily::Other,
// except citext and hstore.
std::optional<Column> element_of(const Column& column);

} // namespace retention::anonymizers
