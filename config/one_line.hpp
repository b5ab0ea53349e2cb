// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/finding.hpp"

#include <algorithm>

namespace retention::config {

// Findings quote what the author wrote, which YAML lets have line breaks and other control characters: they become spaces, so that each
// message is one line in a terminal and in a log.
inline void put_on_one_line(policies::Findings& findings) {
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    for (auto& finding : findings)
        for (auto* text : {&finding.path, &finding.message, &finding.hint})
            std::replace_if(text->begin(), text->end(), is_control, ' ');
}

} // namespace retention::config
