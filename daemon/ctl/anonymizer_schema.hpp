// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

namespace retention::ctl {

// What may stand at a column, from the catalogue: null, one word, or a map with one key.
nlohmann::ordered_json anonymizer_schema();

} // namespace retention::ctl
