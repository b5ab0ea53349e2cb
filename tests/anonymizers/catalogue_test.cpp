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
    EXPECT_EQ(names, (std::set<std::string_view>{
                         "keep", "null", "empty", "constant", "choice", "random", "redact", "token", "pseudonym",
                         "hash", "fake", "shape", "mask", "prefix", "truncate", "generalize", "shift_date", "noise",
                         "shuffle", "scrub", "sql", "json", "array", "hstore", "xml", "search", "large_object", "remove"}));
}

TEST(Catalogue, KnowsNothingElse) {
    EXPECT_EQ(find("masker"), nullptr);
    EXPECT_EQ(find(""), nullptr);
    EXPECT_EQ(find("Redact"), nullptr);
}

TEST(Catalogue, DocumentsEveryOperator) {
    for (const Operator* each : catalogue()) {
        EXPECT_TRUE(each->summary.ends_with('.')) << each->name;
        EXPECT_FALSE(each->takes.empty()) << each->name;
        EXPECT_FALSE(each->suits.empty()) << each->name;
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

std::set<std::string_view> those(bool (*holds)(const Operator&)) {
    std::set<std::string_view> names;
    for (const Operator* each : catalogue())
        if (holds(*each))
            names.insert(each->name);
    return names;
}

using Names = std::set<std::string_view>;

TEST(Catalogue, KeepsUniqueIndexesUniqueByWhatDiffersForEachSubject) {
    EXPECT_EQ(those([](const Operator& each) { return each.traits.is_unique_safe; }),
              (Names{"keep", "null", "random", "token", "pseudonym", "hash", "large_object"}));
    EXPECT_EQ(those([](const Operator& each) { return each.traits.is_unique_in_each_row; }),
              (Names{"keep", "null", "random", "hash", "large_object"}));
}

TEST(Catalogue, CallsWhatIsKeyedAPseudonym) {
    EXPECT_EQ(those([](const Operator& each) { return each.traits.strength == Strength::Pseudonym; }),
              (Names{"pseudonym", "hash"}));
    for (const Operator* each : catalogue())
        EXPECT_EQ(each->traits.draws.pseudonym || each->traits.draws.keyed_hash,
                  each->traits.strength == Strength::Pseudonym)
            << each->name;
}

TEST(Catalogue, CallsReducedWhatReadsTheOldValue) {
    EXPECT_EQ(those([](const Operator& each) { return each.traits.strength == Strength::Reduced; }),
              (Names{"shape", "mask", "prefix", "truncate", "generalize", "shift_date", "noise", "shuffle", "scrub", "sql",
                     "json", "array", "hstore", "xml", "search"}));
}

TEST(Catalogue, KnowsWhatCantBeAskedAgain) {
    EXPECT_EQ(those([](const Operator& each) { return !each.traits.is_repeatable; }),
              (Names{"hash", "shift_date", "noise", "shuffle", "sql"}));
}

// An expression reads an input exactly when its traits say so.
TEST(Catalogue, DrawsOnWhatItSays) {
    struct Use {
        const char* name;
        Argument argument;
        Column column;
    };
    const std::vector<Use> uses = {
        {"keep", Argument::none(), text()},
        {"null", Argument::none(), text()},
        {"empty", Argument::none(), text()},
        {"constant", Argument::of("x"), text()},
        {"choice", list_of({"x", "y"}), text()},
        {"random", Argument::of("token"), text()},
        {"random", map_of({{"from", "1"}, {"to", "2"}}), column(TypeFamily::Integer, "integer")},
        {"redact", Argument::none(), text()},
        {"token", Argument::none(), text()},
        {"pseudonym", Argument::none(), text()},
        {"hash", Argument::none(), text()},
        {"fake", Argument::of("first_name"), text()},
        {"shape", Argument::none(), text()},
        {"mask", Argument::none(), text()},
        {"prefix", Argument::of("1"), text()},
        {"truncate", Argument::of("1"), text()},
        {"generalize", Argument::of("year"), column(TypeFamily::Date, "date")},
        {"shift_date", Argument::of("1"), column(TypeFamily::Date, "date")},
        {"noise", Argument::of("1%"), column(TypeFamily::Integer, "integer")},
        {"shuffle", Argument::none(), text()},
        {"scrub", Argument::none(), text()},
        {"sql", Argument::of("upper(c)"), text()},
        {"json", map_of({{"$.a", Argument::of("token")}}), column(TypeFamily::Json, "jsonb")},
        {"json", map_of({{"$.a", Argument::of("scrub")}}), column(TypeFamily::Json, "jsonb")},
        {"array", Argument::of("token"), column(TypeFamily::Array, "text[]")},
        {"hstore", map_of({{"a", Argument::of("token")}}), column(TypeFamily::Hstore, "hstore")},
        {"xml", map_of({{"a", Argument::of("redact")}}), column(TypeFamily::Xml, "xml")},
        {"large_object", Argument::of("unlink"), column(TypeFamily::LargeObject, "oid")},
    };
    Names seen;
    for (const auto& use : uses) {
        ASSERT_FALSE(is_refused(use.name, use.argument, use.column)) << use.name;
        const auto sql = compile(use.name, use.argument, use.column);
        const auto draws = traits(*find(use.name), use.argument).draws;
        const auto reads = [&](const std::string& input) { return sql.find(input) != std::string::npos; };
        EXPECT_EQ(reads("s.seed"), draws.seed) << use.name;
        EXPECT_EQ(reads("s.known"), draws.known) << use.name;
        EXPECT_EQ(reads("s.pseudonym"), draws.pseudonym) << use.name;
        EXPECT_EQ(reads("s.keyed_hash"), draws.keyed_hash) << use.name;
        EXPECT_EQ(reads("s.row"), draws.row) << use.name;
        EXPECT_EQ(reads("s.shuffled"), draws.shuffled) << use.name;
        seen.insert(find(use.name)->name);
    }
    // `remove` is for parts only, and `search` says where it draws on other columns.
    EXPECT_EQ(seen, those([](const Operator& each) { return each.name != "remove" && each.name != "search"; }));
}

TEST(Catalogue, EnumsTakeOnlyWhatKnowsTheirValues) {
    const auto mood = column(TypeFamily::Enum, "crm.mood");
    for (const char* name : {"redact", "empty", "token", "pseudonym", "hash", "random", "shape", "mask", "truncate",
                             "generalize", "shift_date", "noise", "scrub"})
        EXPECT_EQ(message(name, Argument::none(), mood), "does not suit a column of type crm.mood") << name;
    EXPECT_TRUE(is_refused("fake", Argument::of("first_name"), mood));
    EXPECT_TRUE(is_refused("prefix", Argument::of("1"), mood));
    EXPECT_FALSE(is_refused("null", Argument::none(), mood));
    EXPECT_FALSE(is_refused("keep", Argument::none(), mood));
    EXPECT_FALSE(is_refused("constant", Argument::of("calm"), mood));
    EXPECT_FALSE(is_refused("choice", list_of({"calm", "cross"}), mood));
    EXPECT_FALSE(is_refused("shuffle", Argument::none(), mood));
    EXPECT_FALSE(is_refused("sql", Argument::of("'calm'"), mood));
}

TEST(Catalogue, HintsNeverOfferNullToANotNullColumn) {
    for (const auto family : {TypeFamily::Text, TypeFamily::Enum, TypeFamily::Boolean, TypeFamily::Date,
                              TypeFamily::Time, TypeFamily::Network, TypeFamily::Point, TypeFamily::Hstore,
                              TypeFamily::Uuid, TypeFamily::LargeObject, TypeFamily::Integer})
        for (const Operator* each : catalogue()) {
            const auto refusal = each->check(Argument::none(), not_null(column(family, "x")));
            const std::string hint = refusal ? refusal->hint : std::string();
            EXPECT_EQ(hint.find("null"), std::string::npos) << each->name << ": " << hint;
        }
}

} // namespace
} // namespace retention::anonymizers::test
