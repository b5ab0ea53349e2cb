// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/ctl/screen.hpp"

#include <string>
#include <vector>

namespace retention::ctl {

// `table`, one line of headings and one for each number, with a bar behind each line, the longest for the largest number; as wide
// as the screen allows, in block characters where it has them. Empty when there is no room for bars behind so wide a table.
std::string with_bars(const std::string& table, const std::vector<long long>& numbers, const Screen& screen);

} // namespace retention::ctl
