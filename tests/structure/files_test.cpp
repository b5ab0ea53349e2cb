// SPDX-License-Identifier: Apache-2.0
#include "tests/structure/source_tree.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

namespace retention::structure {
namespace {

const std::vector<std::string> kFolders{"anonymizers", "policies", "config", "daemon", "tests"};

TEST(Files, NameTheirLicenceFirst) {
    for (const auto& path : files_below(kFolders, {".cpp", ".hpp", ".cpp.in", "CMakeLists.txt", ".sh"})) {
        const std::string text = read(path);
        std::string begin = text.substr(0, text.find('\n'));
        if (begin.compare(0, 2, "#!") == 0)
            begin = text.substr(begin.size() + 1, text.find('\n', begin.size() + 1) - begin.size() - 1);
        EXPECT_NE(begin.find("SPDX-License-Identifier: Apache-2.0"), std::string::npos) << path;
    }
}

TEST(Files, AreNotCalledUtilOrCommon) {
    for (const auto& path : files_below(kFolders, {""})) {
        const std::string name = std::filesystem::path(path).filename().string();
        for (const auto* word : {"util", "common", "helper", "misc"})
            EXPECT_NE(name.compare(0, std::string(word).size(), word), 0) << path;
    }
}

TEST(Files, AreNamedInSnakeCase) {
    for (const auto& path : files_below(kFolders, {".cpp", ".hpp"}))
        EXPECT_EQ(all_matches(std::filesystem::path(path).stem().string(), "^([a-z0-9_]+)$").size(), 1U) << path;
}

TEST(Files, HeadersAreIncludedOnce) {
    for (const auto& path : files_below(kFolders, {".hpp"}))
        EXPECT_NE(read(path).find("#pragma once"), std::string::npos) << path;
}

TEST(Files, TestsAreAllBuilt) {
    for (const auto& path : files_below({"tests"}, {"_test.cpp"})) {
        const std::filesystem::path file(path);
        const std::string list = (file.parent_path() / "CMakeLists.txt").generic_string();
        EXPECT_NE(read(list).find(file.filename().string()), std::string::npos) << path;
    }
}

TEST(Files, LeaveNothingForLater) {
    for (const auto& path : files_below({"anonymizers", "policies", "config", "daemon"}, {".cpp", ".hpp", ".sql"})) {
        const std::string text = read(path);
        for (const auto* word : {"TODO", "FIXME"})
            EXPECT_EQ(text.find(word), std::string::npos) << path << " has a " << word;
    }
}

} // namespace
} // namespace retention::structure
