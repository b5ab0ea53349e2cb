// SPDX-License-Identifier: Apache-2.0
//
// The tables of the documentation, against the table of the language: the same keys, defaults, limits and words.
#include "config/language/in_words.hpp"
#include "config/language/path.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace retention::config::language {
namespace {

using Row = std::vector<std::string>;

std::string read(const std::string& path) {
    std::ifstream stream(std::string(RETENTIOND_SOURCE_DIR) + "/" + path);
    return {std::istreambuf_iterator<char>(stream), {}};
}

// "## The file" is #the-file.
std::string anchor_of(const std::string& heading) {
    std::string anchor;
    for (const char c : heading)
        anchor += c == ' ' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return anchor;
}

// `| [`a`](#a) | b |` as {"`a`", "b"}.
Row cells_of(const std::string& line) {
    Row cells;
    std::size_t begin = 2;
    for (auto end = line.find(" | ", begin); end != line.npos; end = line.find(" | ", begin)) {
        cells.push_back(line.substr(begin, end - begin));
        begin = end + 3;
    }
    cells.push_back(line.substr(begin, line.rfind(" |") - begin));
    if (auto& first = cells.front(); first.starts_with('['))
        first = first.substr(1, first.find(']') - 1);
    return cells;
}

// The rows about keys in the section `docs`, "settings.md#pace", by key.
std::map<std::string, Row> rows_of(const std::string& docs) {
    const auto hash = docs.find('#');
    const std::string wanted = hash == docs.npos ? "" : docs.substr(hash + 1);
    std::istringstream lines(read("docs/" + docs.substr(0, hash)));
    std::string section;
    std::map<std::string, Row> rows;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("## "))
            section = anchor_of(line.substr(3));
        if (section != wanted || !(line.starts_with("| `") || line.starts_with("| [`")))
            continue;
        const auto cells = cells_of(line);
        rows[cells.front()] = cells;
    }
    return rows;
}

bool has(const Row& row, std::string_view cell) {
    return std::find(row.begin(), row.end(), cell) != row.end();
}

// All maps with known keys, but the one that is a word with something below it.
std::vector<const Map*> maps() {
    std::vector<const Map*> all;
    for (const auto& document : documents()) {
        all.push_back(document.map);
        for (const auto& spot : all_spots(document))
            for (const auto* map : maps_in(*spot.key->kind))
                if (map != &kUnlessShared && std::find(all.begin(), all.end(), map) == all.end())
                    all.push_back(map);
    }
    return all;
}

TEST(LanguageDocumentation, SaysOfEachKeyWhatTheTableSays) {
    for (const auto* map : maps()) {
        const auto rows = rows_of(std::string(map->docs));
        for (const auto& key : map->keys) {
            const auto row = rows.find("`" + std::string(key.name) + "`");
            ASSERT_NE(row, rows.end()) << map->docs << " has no row for " << key.name;
            EXPECT_TRUE(key.without.empty() || has(row->second, key.without)) << map->docs << " " << key.name << ": " << key.without;
            EXPECT_TRUE(has(row->second, key.help)) << map->docs << " " << key.name << ": " << key.help;
            EXPECT_TRUE(map != &kPace || has(row->second, limits_in_words(*key.kind))) << limits_in_words(*key.kind);
        }
    }
}

TEST(LanguageDocumentation, HasNoKeyThatNoReaderKnows) {
    std::map<std::string, std::set<std::string>> known;
    for (const auto* map : maps())
        for (const auto& key : map->keys)
            known[std::string(map->docs)].insert("`" + std::string(key.name) + "`");
    for (const auto& [docs, keys] : known)
        for (const auto& [key, row] : rows_of(docs))
            EXPECT_TRUE(keys.count(key)) << docs << " tells of " << key;
}

TEST(LanguageDocumentation, ShowsTheKeysInTheOrderOfTheTable) {
    for (const auto* map : {&kRule, &kFloor, &kHold, &kLimits, &kPace}) {
        const auto text = read("docs/" + std::string(map->docs.substr(0, map->docs.find('#'))));
        auto place = text.find("\n## " + std::string(map->docs.substr(map->docs.find('#') + 1)));
        for (const auto& key : map->keys) {
            const auto next = text.find("\n| `" + std::string(key.name) + "` |", place);
            ASSERT_NE(next, text.npos) << map->docs << " " << key.name;
            place = next;
        }
    }
}

} // namespace
} // namespace retention::config::language
