// SPDX-License-Identifier: Apache-2.0
//
// Few values sought in a large table: whether those of a column that may name persons are found among the keys of persons.
#pragma once

#include "policies/schema.hpp"

#include <string>

namespace retention::policies {

// A condition: `value`, of type family `family`, is what the row `alias` has in `key`. The value is cast, never the key, so that an
// index on it is of use; a text finds a number or uuid only as the server writes it, as a link compares them.
std::string looked_up(const std::string& alias, const SchemaColumn& key, const std::string& value, anonymizers::TypeFamily family);

} // namespace retention::policies
