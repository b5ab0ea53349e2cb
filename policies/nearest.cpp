// SPDX-License-Identifier: Apache-2.0
#include "policies/nearest.hpp"

#include "anonymizers/suggestion.hpp"

#include <string_view>

namespace retention::policies {

std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates,
                         const std::string& otherwise) {
    const std::vector<std::string_view> words(candidates.begin(), candidates.end());
    const std::string hint = anonymizers::did_you_mean(word, words);
    return hint.empty() ? otherwise : hint;
}

} // namespace retention::policies
