// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/command_line.hpp"

#include <unistd.h>

#include <iostream>

int main(int argc, char** argv) {
    return retention::ctl::run_command_line(argc, argv, retention::ctl::Screen::of(STDOUT_FILENO), std::cout,
                                            std::cerr);
}
