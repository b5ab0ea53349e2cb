// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace retention::policies {

// More than one row where one is needed (cardinality_violation): a query of a fact, or a subquery in an expression.
inline constexpr std::string_view kSeveralRows = "21000";

// Why somebody can't be judged, to go on with "for them" or the like: "rules.r.after can't be worked out".
std::string why_unjudged(const std::string& path, std::string_view sqlstate);

} // namespace retention::policies
