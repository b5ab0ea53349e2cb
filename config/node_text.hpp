// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/node.hpp"

#include <string>

namespace retention::config {

// `node` as JSON. Numbers, true and false without quotes are what they look like; every other text is one.
std::string to_json(const Node& node);

// A list as PostgreSQL writes an array: {"1","2",NULL}. Lists in it are further dimensions, maps become JSON.
std::string to_array(const Node& list);

} // namespace retention::config
