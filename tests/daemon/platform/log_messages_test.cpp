// SPDX-License-Identifier: Apache-2.0
//
// docs/log-messages.md and the messages in the code are compared: an operator can look up each line of the log.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

namespace {

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::set<std::string> matches(const std::string& text, const std::regex& pattern) {
    std::set<std::string> found;
    for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match)
        found.insert((*match)[1]);
    return found;
}

const std::filesystem::path kRoot{RETENTIOND_SOURCE_DIR};

std::set<std::string> ids_in_code() {
    const std::regex call(R"(log\w*(?:\(\))?(?:\.|->)(?:error|warning|info|debug)\(\s*"([A-Z][A-Z0-9_]+)\")");
    std::set<std::string> ids;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kRoot / "daemon"))
        if (entry.path().extension() == ".cpp" || entry.path().extension() == ".hpp")
            ids.merge(matches(read_file(entry.path()), call));
    return ids;
}

std::set<std::string> ids_in_docs() {
    return matches(read_file(kRoot / "docs/log-messages.md"), std::regex(R"(\n### ([A-Z][A-Z0-9_]+)\n)"));
}

TEST(LogMessages, EachIdInTheCodeIsDocumented) {
    const auto documented = ids_in_docs();
    EXPECT_FALSE(ids_in_code().empty());
    for (const auto& id : ids_in_code())
        EXPECT_TRUE(documented.contains(id)) << id << " has no section in docs/log-messages.md";
}

TEST(LogMessages, EachDocumentedIdIsInTheCode) {
    const auto used = ids_in_code();
    for (const auto& id : ids_in_docs())
        EXPECT_TRUE(used.contains(id)) << "docs/log-messages.md describes " << id << ", which nothing logs";
}

} // namespace
