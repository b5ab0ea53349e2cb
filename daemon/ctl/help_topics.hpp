// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace retention::ctl {

// What `retentionctl help` tells beside the commands.
struct HelpTopic {
    std::string_view name;
    std::string_view title;   // a line
    std::string_view text;    // ends its last line; no line is longer than 80 columns
};

// In the order in which they are listed.
std::span<const HelpTopic> help_topics() noexcept;

// Null when there is none of that name.
const HelpTopic* find_help_topic(std::string_view name) noexcept;

} // namespace retention::ctl
