// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/reader.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace retention::config {

// `50ms`, `1s`, `5m`, `2h`: a whole number with its unit; nothing for anything else, and beyond ten thousand hours.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) noexcept;

// In the largest unit that leaves it whole: "90s"
std::string to_text(std::chrono::milliseconds duration);

// Likewise from a file, within the limits of `kind`.
std::optional<std::chrono::milliseconds> read_duration(const Value& value, const language::Kind& kind);

} // namespace retention::config
