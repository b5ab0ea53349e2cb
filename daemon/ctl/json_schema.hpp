// SPDX-License-Identifier: Apache-2.0
//
// The table of the language as JSON Schema, draft 07, which editors understand best. It says what the readers of
// retentiond say as far as a schema can: not what SQL means, nor whether a name is defined.
#pragma once

#include "config/language/path.hpp"

#include <nlohmann/json.hpp>

namespace retention::ctl {

// In the order of the table: editors propose keys in it.
using ordered = nlohmann::ordered_json;

ordered json_schema(const config::language::Document& document);

// Of what may stand at one place.
ordered json_schema(const config::language::Spot& spot);

// The example of a key as a value.
ordered example_value(const config::language::Key& key);

} // namespace retention::ctl
