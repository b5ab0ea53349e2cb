// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/reader.hpp"
#include "policies/policy.hpp"

#include <vector>

namespace retention::config {

// `classes`: name -> SQL, in order
std::vector<policies::Class> read_classes(const Value& value);

// `rules`: a list of { name, class, keep, after, from, when, unless, then, because }
std::vector<policies::Rule> read_rules(const Value& value);

// `floors`: a list of { name, where, keep, after, from, blocks, because }
std::vector<policies::Floor> read_floors(const Value& value);

// `holds`: a list of { name, where }
std::vector<policies::Hold> read_holds(const Value& value);

} // namespace retention::config
