// SPDX-License-Identifier: Apache-2.0
#include "tests/cookbook/recipe.hpp"

#include "tests/support/policy_fragment.hpp"

#include <fstream>
#include <iterator>
#include <sstream>

namespace retention::cookbook {

namespace {

namespace fs = std::filesystem;

const fs::path kSource = RETENTIOND_SOURCE_DIR;

struct Section {
    std::string heading; // "1. Notes on anything"; empty for what stands before the first
    std::vector<std::string> blocks;
};

std::vector<Section> sections_of(const std::string& document) {
    std::vector<Section> sections(1);
    bool is_inside = false;
    std::istringstream lines(document);
    for (std::string line; std::getline(lines, line);) {
        if (is_inside && line == "```")
            is_inside = false;
        else if (is_inside)
            sections.back().blocks.back() += line + "\n";
        else if (line == "```yaml") {
            sections.back().blocks.emplace_back();
            is_inside = true;
        } else if (line.starts_with("## "))
            sections.push_back({line.substr(3), {}});
    }
    return sections;
}

std::vector<fs::path> tables_of(const std::string& number) {
    std::vector<fs::path> found;
    for (const auto& each : fs::directory_iterator(folder()))
        if (each.path().extension() == ".sql" && each.path().filename().string().starts_with(number + "-"))
            found.push_back(each.path());
    return found;
}

Recipe recipe_of(const Section& section, const std::string& frame) {
    const auto dot = section.heading.find(". ");
    Recipe recipe;
    recipe.number = std::string(dot < 2 ? "0" : "") + section.heading.substr(0, dot);
    recipe.title = section.heading.substr(dot + 2);
    recipe.blocks = section.blocks.size();
    recipe.policy = section.blocks.empty() ? "" : test::complete(section.blocks.front(), frame);
    recipe.tables = tables_of(recipe.number);
    return recipe;
}

std::vector<Recipe> read_recipes() {
    const auto sections = sections_of(read(kSource / "docs" / "cookbook.md"));
    std::vector<Recipe> found;
    for (const auto& section : sections)
        if (!section.heading.empty())
            found.push_back(recipe_of(section, sections.front().blocks.at(0)));
    return found;
}

} // namespace

const std::vector<Recipe>& recipes() {
    static const auto all = read_recipes();
    return all;
}

const fs::path& folder() {
    static const fs::path path = kSource / "tests" / "cookbook";
    return path;
}

std::string read(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

} // namespace retention::cookbook
