// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

const Column kHstore = column(TypeFamily::Hstore, "ext.hstore");

TEST(Hstore, TakesKeysAndAnAnonymizerForEach) {
    EXPECT_FALSE(
        is_refused("hstore", map_of({{"email", Argument::of("redact")}, {"*", Argument::of("remove")}}), kHstore));
    EXPECT_FALSE(is_refused("hstore", map_of({{"email", Argument::of("keep")}, {"*", Argument::null()}}), kHstore));
    EXPECT_EQ(message("hstore", Argument::of("redact"), kHstore), "takes a map of keys to anonymizers");
    EXPECT_EQ(message("hstore", map_of("email", "redcat"), kHstore), "\"email\": there is no anonymizer \"redcat\"");
    EXPECT_EQ(message("hstore", map_of("email", "keep"), kHstore), "\"email\": keep changes nothing here");
    EXPECT_EQ(message("hstore", map_of({{"a", Argument::of("redact")}, {"*", Argument::of("keep")}}), kHstore),
              "\"*\": keep changes nothing here");
    EXPECT_EQ(message("hstore", map_of({{"age", map_of({{"generalize", map_of("bucket", "10")}})}}), kHstore),
              "\"age\": generalize: does not suit a column of type text");
}

TEST(Hstore, SuitsTheExtensionsTypeOnly) {
    EXPECT_TRUE(is_refused("hstore", map_of("a", "redact"), text()));
    EXPECT_EQ(message("hstore", map_of("a", "redact"), column(TypeFamily::Hstore, "crm.settings")),
              "can't find the functions for type crm.settings");
    EXPECT_NE(hint("redact", Argument::of("x"), kHstore).find("hstore"), std::string::npos);
}

TEST(Hstore, NamesTheSchemaOfItsFunctions) {
    const auto sql = compile("hstore", map_of("a", "redact"), column(TypeFamily::Hstore, "\"My ext\".hstore"));
    EXPECT_NE(sql.find("\"My ext\".each(t.c)"), std::string::npos);
    EXPECT_NE(sql.find("\"My ext\".hstore(array_agg"), std::string::npos);
}

TEST(Hstore, IsAnonymousOnlyWhenNoOtherKeyIsLeft) {
    const auto of = [](std::vector<std::pair<std::string, Argument>> entries) {
        return traits(*find("hstore"), map_of(std::move(entries))).strength;
    };
    EXPECT_EQ(of({{"a", Argument::of("redact")}}), Strength::Reduced);
    EXPECT_EQ(of({{"*", Argument::of("redact")}}), Strength::Reduced);
    EXPECT_EQ(of({{"a", Argument::of("redact")}, {"*", Argument::of("remove")}}), Strength::Anonymous);
    EXPECT_EQ(of({{"a", Argument::of("keep")}, {"*", Argument::of("remove")}}), Strength::Reduced);
}

} // namespace
} // namespace retention::anonymizers::test
