// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/reader.hpp"
#include "policies/policy.hpp"

#include <optional>
#include <string_view>

namespace retention::config {

// `schedule`: { cron, timezone, window }. Whether the time zone exists is the service's to find out.
policies::Schedule read_schedule(const Value& value);

// "22:00-06:00"; nothing when it is no window or covers no time.
std::optional<policies::Window> parse_window(std::string_view text) noexcept;

} // namespace retention::config
