// SPDX-License-Identifier: Apache-2.0
//
// A guide as a reader follows it: a Markdown page with blocks of commands and what they print, and of files to write.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace retention::guide {

struct Step {
    int line = 0;                // of the page
    std::string file;            // to be written with `text`; empty: a command
    std::string command;
    std::string text;            // of the file, or what the command prints
};

// The steps of a page, in order: of a block "```console" each line behind "$ ", with what stands below it as its output, and a block
// "```yaml NAME" as a file. Other blocks are no steps. Throws std::runtime_error when the page can't be read.
std::vector<Step> read_steps(const std::filesystem::path& page);

// Whether `printed` is what the page shows. Numbers, dates and digests differ from day to day, and so do the widths of columns: each stands
// for any other. "…" stands for anything within a line, and alone on a line for any lines.
bool is_as_shown(std::string_view shown, std::string_view printed);

} // namespace retention::guide
