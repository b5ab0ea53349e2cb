// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace retention::anonymizers {

// Common given names and family names, as they stand in any telephone book: none belongs to a certain person. ASCII, so
// that every server encoding can hold them, and at most kNameLengthMax characters.
std::span<const std::string_view> first_names() noexcept;
std::span<const std::string_view> last_names() noexcept;

inline constexpr std::size_t kNameLengthMax = 9;

} // namespace retention::anonymizers
