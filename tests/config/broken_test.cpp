// SPDX-License-Identifier: Apache-2.0
//
// A corpus of files that are wrong in one way each: broken/NNN-name.yaml, and beside it, in NNN-name.expected, exactly
// what its author reads. Files called NNN-settings-… are settings, all others policies. To write the expected texts
// anew after a wanted change, run the test with RETENTIOND_UPDATE_GOLDEN=1 and read the difference.
#include "config/diagnostics.hpp"
#include "config/policy_reader.hpp"
#include "config/settings_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace retention::config {
namespace {

using std::filesystem::path;

const path kFolder = path(RETENTIOND_SOURCE_DIR) / "tests/config/broken";

std::string read(const path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string> case_names() {
    std::vector<std::string> names;
    for (const auto& each : std::filesystem::directory_iterator(kFolder))
        if (each.path().extension() == ".yaml")
            names.push_back(each.path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
}

policies::Findings findings_of(const std::string& name, Source& source) {
    policies::Findings findings;
    if (name.find("-settings-") != std::string::npos)
        read_settings(source, "/etc/retentiond", findings);
    else
        read_policy(source, findings);
    return findings;
}

class Broken : public testing::TestWithParam<std::string> {};

TEST_P(Broken, TellsItsAuthorWhatAndWhere) {
    const auto expected_file = kFolder / (GetParam() + ".expected");
    Source source(GetParam() + ".yaml", read(kFolder / (GetParam() + ".yaml")));
    const auto findings = findings_of(GetParam(), source);
    const auto text = render(findings, source);
    if (std::getenv("RETENTIOND_UPDATE_GOLDEN") != nullptr)
        std::ofstream(expected_file, std::ios::binary) << text;

    EXPECT_TRUE(policies::has_errors(findings));
    EXPECT_EQ(text, read(expected_file));
    EXPECT_EQ(text.find("hunter2"), std::string::npos) << "shows a secret";
}

INSTANTIATE_TEST_SUITE_P(Corpus, Broken, testing::ValuesIn(case_names()), [](const auto& instance) {
    std::string name = "Case" + instance.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

} // namespace
} // namespace retention::config
