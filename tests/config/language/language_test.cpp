// SPDX-License-Identifier: Apache-2.0
//
// The table of the language against the readers: its examples, its required keys and its words are theirs.
#include "config/diagnostics.hpp"
#include "config/language/in_words.hpp"
#include "config/language/path.hpp"
#include "config/policy_reader.hpp"
#include "config/settings_reader.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>

namespace retention::config::language {
namespace {

// A file of the examples of `map`, without those at `left_out`.
std::string file_of_examples(const Map& map, const std::set<std::string_view>& left_out = {}) {
    std::string text;
    for (const auto& key : map.keys)
        if (left_out.count(key.name) == 0)
            text += as_written(key) + "\n";
    return text;
}

std::string complaints_about_policy(const std::string& text) {
    policies::Findings findings;
    Source source("policy.yaml", text);
    read_policy(source, findings);
    return render(findings, source);
}

std::string complaints_about_settings(const std::string& text) {
    policies::Findings findings;
    Source source("settings.yaml", text);
    read_settings(source, "/etc/retentiond", findings);
    return render(findings, source);
}

TEST(Language, ExamplesTogetherAreAPolicy) {
    EXPECT_EQ(complaints_about_policy(file_of_examples(kPolicy)), "");
}

TEST(Language, ExamplesTogetherAreSettings) {
    EXPECT_EQ(complaints_about_settings(file_of_examples(kSettings)), "");
}

TEST(Language, WhatIsRequiredInAPolicyIsMissed) {
    for (const auto& key : kPolicy.keys) {
        const auto said = complaints_about_policy(file_of_examples(kPolicy, {key.name}));
        EXPECT_EQ(said.find("a policy needs a key \"" + std::string(key.name) + "\"") != said.npos, key.is_required()) << said;
        EXPECT_TRUE(!key.is_required() || said.find("HINT: " + std::string(key.missing)) != said.npos) << said;
    }
}

TEST(Language, WhatIsRequiredInSettingsIsMissed) {
    for (const auto& key : kSettings.keys) {
        const auto said = complaints_about_settings(file_of_examples(kSettings, {key.name}));
        EXPECT_EQ(said.find("needs a key") != said.npos, key.is_required()) << said;
    }
}

TEST(Language, RequiredKeysSayWhatToWrite) {
    for (const auto& document : documents())
        for (const auto& spot : all_spots(document))
            EXPECT_EQ(spot.key->is_required(), spot.key->without == "required") << spot.path;
}

TEST(Language, EveryKeyIsExplained) {
    for (const auto& document : documents())
        for (const auto& spot : all_spots(document)) {
            EXPECT_FALSE(spot.key->help.empty()) << spot.path;
            EXPECT_FALSE(spot.key->example.empty()) << spot.path;
            EXPECT_FALSE(spot.key->help.ends_with('.')) << spot.path;
        }
}

// The words stand in the order of the enumerators: what is read by its place must mean what it says.
TEST(Language, WordsMeanWhatTheySay) {
    const auto read = [](const std::string& text) {
        policies::Findings findings;
        return read_policy(Source("policy.yaml", text), findings).value();
    };
    const auto with_mode = [&](const std::string& mode) {
        return read(file_of_examples(kPolicy, {"mode"}) + "mode: " + mode + "\n").mode;
    };
    EXPECT_EQ(with_mode("observe"), policies::Mode::Observe);
    EXPECT_EQ(with_mode("enforce"), policies::Mode::Enforce);

    const auto with_from = [&](const std::string& from) {
        return read(file_of_examples(kPolicy, {"rules"}) + "rules: [ { name: a, class: prospect, keep: P1D, after: b, from: " +
                    from + ", then: delete } ]\n")
            .rules.at(0)
            .from;
    };
    EXPECT_EQ(with_from("exact"), policies::From::Exact);
    EXPECT_EQ(with_from("end_of_month"), policies::From::EndOfMonth);
    EXPECT_EQ(with_from("end_of_year"), policies::From::EndOfYear);

    const auto with_rows = [&](const std::string& rows) {
        return read(file_of_examples(kPolicy, {"actions"}) + "actions: { delete: { crm.person: " + rows + " } }\n")
            .actions.at(0)
            .lines.at(0)
            .kind;
    };
    EXPECT_EQ(with_rows("keep"), policies::Line::Kind::Keep);
    EXPECT_EQ(with_rows("delete"), policies::Line::Kind::Delete);
    EXPECT_EQ(with_rows("delete unless shared"), policies::Line::Kind::DeleteUnlessShared);
}

TEST(Language, FormsOfFactsMeanWhatTheySay) {
    const std::pair<const char*, policies::Fact::Form> forms[] = {
        {"max", policies::Fact::Form::Max},       {"min", policies::Fact::Form::Min},
        {"sum", policies::Fact::Form::Sum},       {"count", policies::Fact::Form::Count},
        {"exists", policies::Fact::Form::Exists}, {"value", policies::Fact::Form::Value},
        {"query", policies::Fact::Form::Query}};
    for (const auto& [word, form] : forms) {
        policies::Findings findings;
        const auto text = file_of_examples(kPolicy, {"facts", "holds"}) + "facts: { a: { " + word + ": a.b } }\nholds: [ { name: a, where: b } ]\n";
        const auto policy = read_policy(Source("policy.yaml", text), findings);
        ASSERT_TRUE(policy) << word;
        EXPECT_EQ(policy->facts.at(0).form, form) << word;
    }
}

TEST(Language, LogLevelsMeanWhatTheySay) {
    const std::pair<const char*, LogLevel> levels[] = {{"trace", LogLevel::Trace},
                                                       {"debug", LogLevel::Debug},
                                                       {"info", LogLevel::Info},
                                                       {"warn", LogLevel::Warn},
                                                       {"error", LogLevel::Error}};
    for (const auto& [word, level] : levels) {
        policies::Findings findings;
        Source source("settings.yaml", "databases: { crm: \"service=crm\" }\nlog: { level: " + std::string(word) + " }\n");
        EXPECT_EQ(read_settings(source, "/", findings).log_level, level) << word;
    }
}

} // namespace
} // namespace retention::config::language
