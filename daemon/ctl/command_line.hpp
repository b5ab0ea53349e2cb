// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/ctl/screen.hpp"

#include <iosfwd>

namespace retention::ctl {

// The whole program: reads the command line, asks the daemon, writes to `out` and, what went wrong, to `errors`.
// Returns the exit status.
int run_command_line(int argc, const char* const* argv, const Screen& screen, std::ostream& out, const Screen& errors_screen,
                     std::ostream& errors);

} // namespace retention::ctl
