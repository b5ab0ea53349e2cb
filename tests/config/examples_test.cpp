// SPDX-License-Identifier: Apache-2.0
//
// The examples that we ship are right, and the documentation tells of every anonymizer.
#include "config/diagnostics.hpp"
#include "config/loader.hpp"

#include "anonymizers/catalogue.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace retention::config {
namespace {

const std::string kRoot = RETENTIOND_SOURCE_DIR;

std::string read(const std::string& path) {
    std::ifstream stream(kRoot + "/" + path);
    return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(Examples, LoadWithoutAFinding) {
    const auto configuration = load(kRoot + "/config/examples/retentiond.yaml");
    EXPECT_EQ(render(configuration.findings, *configuration.source), "");
    ASSERT_EQ(configuration.policies.size(), 1U);
    EXPECT_EQ(render(configuration.policies[0].findings, *configuration.policies[0].source), "");
    EXPECT_TRUE(configuration.policies[0].policy);
}

TEST(Examples, ContactsSaysWhatTheDesignSays) {
    const auto file = load_policy_file(kRoot + "/config/examples/policies.d/contacts.yaml");
    ASSERT_TRUE(file.policy);
    const auto& policy = *file.policy;
    EXPECT_EQ(policy.classes.size(), 3U);
    EXPECT_EQ(policy.rules.size(), 3U);
    EXPECT_EQ(policy.floors.size(), 1U);
    EXPECT_EQ(policy.holds.size(), 1U);
    EXPECT_EQ(policy.actions.size(), 2U);
}

// Row by row: what the catalogue says is what the documentation says.
TEST(Documentation, TellsOfEveryAnonymizerWhatTheCatalogueTells) {
    const auto text = read("docs/policy-language.md");
    for (const auto* each : anonymizers::catalogue()) {
        std::string row = "|";
        const auto add = [&row](std::string_view cell) { row += " " + std::string(cell) + " |"; };
        add("`" + std::string(each->name) + "`");
        add(each->summary);
        add(each->takes);
        add(each->suits);
        add(anonymizers::strength_of(*each));
        add(anonymizers::uniqueness_of(*each));
        add("`" + std::string(each->example) + "`");
        EXPECT_NE(text.find("\n" + row + "\n"), std::string::npos) << row;
    }
}

} // namespace
} // namespace retention::config
