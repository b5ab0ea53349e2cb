// SPDX-License-Identifier: Apache-2.0
#include "tests/structure/source_tree.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace retention::structure {

namespace {

const std::filesystem::path kRoot = RETENTIOND_SOURCE_DIR;

// What stands between `open` and `close` behind each #include.
std::vector<std::string> includes(const std::string& path, char open, char close) {
    const std::string begin = std::string("#include ") + open;
    std::vector<std::string> found;
    std::istringstream lines(read(path));
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(begin))
            found.push_back(line.substr(begin.size(), line.find(close, begin.size()) - begin.size()));
    return found;
}

} // namespace

std::string read(const std::string& path) {
    std::ifstream file(kRoot / path);
    if (!file)
        throw std::runtime_error("can't read " + path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<std::string> files_below(const std::vector<std::string>& folders, const std::vector<std::string>& endings) {
    std::vector<std::string> found;
    for (const auto& folder : folders)
        for (const auto& entry : std::filesystem::recursive_directory_iterator(kRoot / folder)) {
            const std::string name = entry.path().filename().string();
            if (entry.is_regular_file() && std::any_of(endings.begin(), endings.end(), [&](const std::string& ending) {
                    return name.ends_with(ending);
                }))
                found.push_back(entry.path().lexically_relative(kRoot).generic_string());
        }
    std::sort(found.begin(), found.end());
    return found;
}

std::vector<std::string> product_sources() {
    return files_below({"anonymizers", "policies", "config", "daemon"}, {".cpp", ".hpp", ".cpp.in"});
}

std::vector<std::string> all_matches(const std::string& text, const std::string& pattern) {
    const std::regex expression(pattern);
    std::vector<std::string> found;
    for (auto match = std::sregex_iterator(text.begin(), text.end(), expression); match != std::sregex_iterator();
         ++match)
        found.push_back((*match)[1].str());
    return found;
}

std::vector<std::string> own_includes(const std::string& path) {
    return includes(path, '"', '"');
}

std::vector<std::string> library_includes(const std::string& path) {
    return includes(path, '<', '>');
}

std::string room_of(const std::string& path) {
    const auto first = path.find('/');
    if (path.compare(0, first, "daemon") != 0)
        return path.substr(0, first);
    const auto second = path.find('/', first + 1);
    return second == std::string::npos ? "main" : path.substr(0, second);
}

} // namespace retention::structure
