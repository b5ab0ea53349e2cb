// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace retention::policies {

// `Did you mean "crm.person"?`, or `otherwise` when no candidate comes near.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates,
                         const std::string& otherwise = {});

} // namespace retention::policies
