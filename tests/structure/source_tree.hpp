// SPDX-License-Identifier: Apache-2.0
//
// The repository as text, for tests that compare its parts with each other.
#pragma once

#include <set>
#include <string>
#include <vector>

namespace retention::structure {

// The text of a file, named from the root of the repository; throws std::runtime_error when there is none.
std::string read(const std::string& path);

// Paths of all files below `folders` whose names end in one of `endings`, in order.
std::vector<std::string> files_below(const std::vector<std::string>& folders, const std::vector<std::string>& endings);

// What the product is made of: the sources and headers of all rooms.
std::vector<std::string> product_sources();

// The first group of each match of `pattern` in `text`.
std::vector<std::string> all_matches(const std::string& text, const std::string& pattern);

// Files that are included with quotes, and with angle brackets.
std::vector<std::string> own_includes(const std::string& path);
std::vector<std::string> library_includes(const std::string& path);

// The room of a source file: "policies", "daemon/jobs"; "main" for daemon/main.cpp.
std::string room_of(const std::string& path);

} // namespace retention::structure
