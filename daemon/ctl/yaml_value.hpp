// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <string_view>

namespace retention::ctl {

// A value of ours, written in YAML, as editors and validators read it: numbers, true and null where they are written
// plainly. Null where it can't be read.
nlohmann::ordered_json yaml_value(std::string_view text);

} // namespace retention::ctl
