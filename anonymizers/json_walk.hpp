// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anonymizers/json_path.hpp"

#include <functional>
#include <string>
#include <vector>

namespace retention::anonymizers {

// What becomes of the values that a path finds.
struct JsonChange {
    bool removes = false;                                              // they go, with their keys
    std::function<std::string(const std::string& value)> changed = {}; // else: the expression over one of them, a jsonb
    std::vector<std::string> spared = {};                              // keys of which a last step `.*` leaves the values
};

// SQL for the document `value`, a column of type jsonb, after `change` at `path`; what the path does not find stays. As
// long as the path is: each level has its value once, in a subselect of its own.
//
// REQUIRES: a path that removes ends with a key or with every value.
std::string json_walk(const JsonPath& path, const std::string& value, const JsonChange& change);

} // namespace retention::anonymizers
