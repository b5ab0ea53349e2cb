// SPDX-License-Identifier: Apache-2.0
//
// Files as they must not be: the shipped examples with random damage, always the same for one seed. Reading must end,
// with a policy or with an error, and every finding must be possible to show.
#include "config/diagnostics.hpp"
#include "config/policy_reader.hpp"
#include "config/settings_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

namespace retention::config {
namespace {

constexpr int kMutations = 2'000;

std::string read_example(const std::string& name) {
    std::ifstream stream(std::string(RETENTIOND_SOURCE_DIR) + "/config/examples/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

class Vandal {
public:
    explicit Vandal(unsigned seed) : random_(seed) {}

    std::string damage(std::string text) {
        for (auto times = 1 + below(4); times > 0 && !text.empty(); --times)
            hit(text);
        return text;
    }

private:
    std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }

    void hit(std::string& text) {
        static const std::array<std::string, 24> pieces = {
            "{", "}",  "[", "]", ": ", "- ",   "\n",      "\t",   "#", "&a ", "*a ",  "!!x ",
            "'", "\"", "|", ">", "? ", "<<: ", "\n---\n", "null", "%", "\0",  "\xC3", "\xE2\x80\xAE"};
        const auto at = below(text.size());
        const auto length = std::min<std::size_t>(1 + below(40), text.size() - at);
        switch (below(4)) {
        case 0:
            text.erase(at, length);
            break;
        case 1:
            text.insert(at, pieces[below(pieces.size())]);
            break;
        case 2:
            text.insert(below(text.size()), text.substr(at, length));
            break;
        default:
            text[at] = static_cast<char>(below(256));
            break;
        }
    }

    std::mt19937 random_;
};

TEST(Mutation, DamagedPoliciesNeverCrashOrHang) {
    const auto example = read_example("policies.d/contacts.yaml");
    ASSERT_FALSE(example.empty());
    Vandal vandal(20'260'101);
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < kMutations; ++i) {
        const Source source("contacts.yaml", vandal.damage(example));
        policies::Findings findings;
        const auto policy = read_policy(source, findings);
        ASSERT_NE(policy.has_value(), policies::has_errors(findings)) << source.text();
        ASSERT_EQ(render(findings, source).empty(), findings.empty());
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::minutes(1));
}

TEST(Mutation, DamagedSettingsNeverCrashOrHang) {
    const auto example = read_example("retentiond.yaml");
    ASSERT_FALSE(example.empty());
    Vandal vandal(7);
    for (int i = 0; i < kMutations; ++i) {
        Source source("retentiond.yaml", vandal.damage(example));
        policies::Findings findings;
        read_settings(source, "/etc/retentiond", findings);
        ASSERT_EQ(render(findings, source).empty(), findings.empty());
    }
}

} // namespace
} // namespace retention::config
