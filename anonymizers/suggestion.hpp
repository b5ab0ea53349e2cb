// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace retention::anonymizers {

// `Did you mean "month"?` where one of `words` is a slip of the pen away from `written`, else empty.
std::string did_you_mean(std::string_view written, std::span<const std::string_view> words);

// "year", "month" or "decade"
std::string one_of(std::span<const std::string_view> words);

} // namespace retention::anonymizers
