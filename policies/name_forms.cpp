// SPDX-License-Identifier: Apache-2.0
#include "policies/name_forms.hpp"

namespace retention::policies {

std::string singular(std::string word) {
    if (word.size() > 4 && word.ends_with("ies"))
        return word.substr(0, word.size() - 3) + "y";
    if (word.size() > 4 && (word.ends_with("sses") || word.ends_with("xes") || word.ends_with("ches")))
        return word.substr(0, word.size() - 2);
    if (word.size() > 3 && word.ends_with("s") && !word.ends_with("ss") && !word.ends_with("us"))
        return word.substr(0, word.size() - 1);
    return word;
}

std::string folded(std::string_view name) {
    std::string plain;
    for (const char sign : name)
        if (sign != '_')
            plain += sign >= 'A' && sign <= 'Z' ? static_cast<char>(sign - 'A' + 'a') : sign;
    return plain;
}

} // namespace retention::policies
