// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/reader.hpp"
#include "config/settings.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace retention::config {

// "user:dpo", "group:retention", "uid:1000" or "gid:1000"
std::optional<Grant> parse_grant(std::string_view text);

// A list of them, which may be empty: then nobody has the role.
std::vector<Grant> read_grants(const Value& value, const language::Kind& kind);

} // namespace retention::config
