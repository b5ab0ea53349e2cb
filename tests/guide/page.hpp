// SPDX-License-Identifier: Apache-2.0
//
// A page of the documentation as whoever types what it says reads it: every command that stands in it, wherever it
// stands.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace retention::guide {

struct Written {
    enum class Where {
        Shown,    // in a block "```console", behind "$ "
        Indented, // in a block of four spaces
        InText,   // between backticks, in a sentence or a table: often less than the whole of it
    };

    Where where = Where::Shown;
    int line = 0;
    std::string section; // the heading above
    std::string command;
};

// The commands of a page, in order. In text a command is what begins with a program and has more words than that.
// Throws std::runtime_error when the page can't be read.
std::vector<Written> commands_of(const std::filesystem::path& page);

// The simple commands of a line of the shell, each as its words: quotes are taken off; comments, redirections,
// assignments and the signs between are left out.
std::vector<std::vector<std::string>> simple_commands(const std::string& line);

} // namespace retention::guide
