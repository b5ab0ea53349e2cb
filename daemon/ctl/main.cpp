// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/command_line.hpp"

#include <unistd.h>

#include <iostream>

int main(int argc, char** argv) {
    using retention::ctl::Screen;
    return retention::ctl::run_command_line(argc, argv, Screen::of(STDOUT_FILENO), std::cout, Screen::of(STDERR_FILENO), std::cerr);
}
