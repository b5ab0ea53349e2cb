// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace retention::ctl {

// Help for a terminal of 80 columns: what an option says goes on below itself, not at the left margin.
class NarrowHelp : public CLI::Formatter {
public:
    std::string make_option_desc(const CLI::Option* option) const override;
};

} // namespace retention::ctl
