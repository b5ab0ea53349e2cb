// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace retention::anonymizers::test {
namespace {

TEST(Catalogue, FindsEveryOperatorByItsName) {
    std::set<std::string_view> names;
    for (const Operator* each : catalogue()) {
        EXPECT_EQ(find(each->name), each);
        EXPECT_TRUE(names.insert(each->name).second) << each->name;
    }
    EXPECT_EQ(names, (std::set<std::string_view>{"keep", "null", "constant", "redact", "token", "fake", "generalize",
                                                 "prefix", "scrub", "json", "array", "hstore", "xml", "search",
                                                 "large_object", "remove"}));
}

TEST(Catalogue, KnowsNothingElse) {
    EXPECT_EQ(find("mask"), nullptr);
    EXPECT_EQ(find(""), nullptr);
    EXPECT_EQ(find("Redact"), nullptr);
}

TEST(Catalogue, DocumentsEveryOperator) {
    for (const Operator* each : catalogue()) {
        EXPECT_TRUE(each->summary.ends_with('.')) << each->name;
        EXPECT_NE(each->example.find(each->name), std::string_view::npos) << each->name;
        EXPECT_NE(each->check, nullptr) << each->name;
        EXPECT_NE(each->compile, nullptr) << each->name;
    }
}

TEST(Catalogue, OnlyKeepLeavesAValueUnchanged) {
    for (const Operator* each : catalogue())
        EXPECT_EQ(each->traits.strength == Strength::Unchanged, each->name == "keep") << each->name;
}

TEST(Catalogue, OnlyScrubReadsKnownValues) {
    for (const Operator* each : catalogue())
        EXPECT_EQ(each->traits.draws.known, each->name == "scrub") << each->name;
}

TEST(Catalogue, KeepsUniqueIndexesUniqueByKeepTokenAndWhatGivesNull) {
    for (const Operator* each : catalogue())
        EXPECT_EQ(each->traits.is_unique_safe, each->name == "keep" || each->name == "null" || each->name == "token" || each->name == "large_object")
            << each->name;
}

TEST(Catalogue, EnumsTakeOnlyKeepNullAndConstant) {
    const auto mood = column(TypeFamily::Enum, "crm.mood");
    for (const char* name : {"redact", "token", "generalize", "scrub"})
        EXPECT_EQ(message(name, Argument::none(), mood), "does not suit a column of type crm.mood") << name;
    EXPECT_TRUE(is_refused("fake", Argument::of("first_name"), mood));
    EXPECT_TRUE(is_refused("prefix", Argument::of("1"), mood));
    EXPECT_FALSE(is_refused("null", Argument::none(), mood));
    EXPECT_FALSE(is_refused("keep", Argument::none(), mood));
    EXPECT_FALSE(is_refused("constant", Argument::of("calm"), mood));
}

TEST(Catalogue, HintsNeverOfferNullToANotNullColumn) {
    for (const auto family : {TypeFamily::Text, TypeFamily::Enum, TypeFamily::Boolean, TypeFamily::Date})
        for (const Operator* each : catalogue()) {
            const auto refusal = each->check(Argument::none(), not_null(column(family, "x")));
            const std::string hint = refusal ? refusal->hint : std::string();
            EXPECT_EQ(hint.find("null"), std::string::npos) << each->name << ": " << hint;
        }
}

} // namespace
} // namespace retention::anonymizers::test
