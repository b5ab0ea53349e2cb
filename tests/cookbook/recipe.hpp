// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

namespace retention::cookbook {

// One section of docs/cookbook.md with what belongs to it: NN-name.sql, the tables and rows that it is tried on, and
// NN-name.expected, what a run makes of them.
struct Recipe {
    std::string number; // two digits
    std::string title;
    std::string policy;                        // its YAML, completed to a whole policy
    std::vector<std::filesystem::path> tables; // those that there are; should be one
    std::size_t blocks = 0;                    // of YAML in the section; should be one

    std::string name() const { return tables.empty() ? number : tables.front().stem().string(); }
    std::filesystem::path expected() const {
        return std::filesystem::path(tables.front()).replace_extension("expected");
    }
};

inline void PrintTo(const Recipe& recipe, std::ostream* out) {
    *out << recipe.name();
}

// All of them, in the document's order.
const std::vector<Recipe>& recipes();

// The folder with the files of all recipes.
const std::filesystem::path& folder();

std::string read(const std::filesystem::path& file);

} // namespace retention::cookbook
