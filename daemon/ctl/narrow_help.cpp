// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/narrow_help.hpp"

#include <sstream>

namespace retention::ctl {

namespace {

constexpr std::size_t kTerminalColumns = 80;

} // namespace

std::string NarrowHelp::make_option_desc(const CLI::Option* option) const {
    const std::size_t width = kTerminalColumns - get_column_width();
    std::istringstream words(CLI::Formatter::make_option_desc(option));
    std::string text;
    std::size_t columns = 0;
    for (std::string word; words >> word;) {
        const bool fits = columns == 0 || columns + 1 + word.size() <= width;
        text += columns == 0 ? "" : fits ? " " : "\n";
        columns = fits && columns > 0 ? columns + 1 + word.size() : word.size();
        text += word;
    }
    return text;
}

} // namespace retention::ctl
