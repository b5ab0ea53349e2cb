// SPDX-License-Identifier: Apache-2.0
#include "policies/unjudged.hpp"

namespace retention::policies {

std::string why_unjudged(const std::string& path, std::string_view sqlstate) {
    const std::string what = path.empty() ? "an expression of the policy's" : path;
    return what + (sqlstate == kSeveralRows ? " gives several rows instead of one" : " can't be worked out");
}

} // namespace retention::policies
