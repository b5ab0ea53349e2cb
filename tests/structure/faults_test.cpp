// SPDX-License-Identifier: Apache-2.0
//
// docs/faults.md promises a test for each fault: there is one of that name.
#include "tests/structure/source_tree.hpp"

#include <gtest/gtest.h>

namespace retention::structure {
namespace {

std::set<std::string> tests() {
    std::set<std::string> names;
    for (const auto& path : files_below({"tests"}, {"_test.cpp"})) {
        const auto text = read(path);
        const auto suites = all_matches(text, "\nTEST(?:_F|_P)?\\((\\w+), \\w+\\)");
        const auto cases = all_matches(text, "\nTEST(?:_F|_P)?\\(\\w+, (\\w+)\\)");
        for (std::size_t i = 0; i < suites.size(); ++i)
            names.insert(suites[i] + "." + cases[i]);
    }
    return names;
}

TEST(Faults, HaveTheTestsThatThePageNames) {
    const auto known = tests();
    ASSERT_GT(known.size(), 100U);
    const auto named = all_matches(read("docs/faults.md"), "`([A-Z]\\w+\\.[A-Z]\\w+)`");
    EXPECT_GT(named.size(), 40U);
    for (const auto& name : named)
        EXPECT_TRUE(known.count(name)) << name;
}

} // namespace
} // namespace retention::structure
