// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace retention::anonymizers {

// What `scrub` puts in place of a known value.
inline constexpr std::string_view kScrubMark = "[removed]";

// SQL for the regular expression that finds the values of `values`, a text[] expression; null when none says anything.
// Made once for a subject, and not for each of its rows: it costs many times what a search with it does.
std::string known_pattern(const std::string& values);

} // namespace retention::anonymizers
