// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/element_type.hpp"
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

const Column kTexts = column(TypeFamily::Array, "text[]");

TEST(Array, KnowsItsElementsByTheNameOfTheType) {
    const auto element = [](const char* type) { return *element_of(column(TypeFamily::Array, type)); };
    EXPECT_EQ(element("text[]").family, TypeFamily::Text);
    EXPECT_EQ(element("character varying(20)[]").type, "character varying(20)");
    EXPECT_EQ(element("character varying(20)[]").length_max, 20);
    EXPECT_EQ(element("character(3)[]").length_max, 3);
    EXPECT_EQ(element("character varying[]").length_max, std::nullopt);
    EXPECT_EQ(element("numeric(10,2)[]").family, TypeFamily::Number);
    EXPECT_EQ(element("timestamp(3) with time zone[]").family, TypeFamily::Timestamp);
    EXPECT_EQ(element("ext.citext[]").family, TypeFamily::Text);
    EXPECT_EQ(element("ext.hstore[]").family, TypeFamily::Hstore);
    EXPECT_EQ(element("crm.mood[]").family, TypeFamily::Other);
    EXPECT_EQ(element_of(column(TypeFamily::Array, "crm.tags")), std::nullopt);
}

TEST(Array, TakesWhatSuitsTheElements) {
    EXPECT_FALSE(is_refused("array", Argument::of("redact"), kTexts));
    EXPECT_FALSE(is_refused("array", Argument::of("remove"), not_null(kTexts)));
    EXPECT_FALSE(is_refused("array", Argument::null(), kTexts));
    EXPECT_FALSE(
        is_refused("array", map_of({{"generalize", map_of("bucket", "10")}}), column(TypeFamily::Array, "integer[]")));
    EXPECT_FALSE(
        is_refused("array", map_of({{"json", map_of("$.x", "redact")}}), column(TypeFamily::Array, "jsonb[]")));
    EXPECT_EQ(message("array", Argument::of("redact"), column(TypeFamily::Array, "integer[]")),
              "redact: does not suit a column of type integer");
    EXPECT_TRUE(
        is_refused("array", map_of("redact", "longer than five"), column(TypeFamily::Array, "character varying(5)[]")));
}

TEST(Array, SaysWhatIsWrong) {
    EXPECT_EQ(message("array", Argument::none(), kTexts), "takes an anonymizer for the elements");
    EXPECT_EQ(message("array", Argument::of("keep"), kTexts), "keep changes nothing here");
    EXPECT_EQ(message("array", Argument::of("redcat"), kTexts), "there is no anonymizer \"redcat\"");
    EXPECT_EQ(message("array", Argument::of("redact"), column(TypeFamily::Array, "crm.tags")),
              "does not know what the elements of type crm.tags are");
    EXPECT_TRUE(is_refused("array", Argument::of("redact"), text()));
}

TEST(Array, IsAsStrongAsItsAnonymizer) {
    const auto of = [](const Argument& argument) { return traits(*find("array"), argument); };
    EXPECT_EQ(of(Argument::of("redact")).strength, Strength::Anonymous);
    EXPECT_EQ(of(map_of("prefix", "1")).strength, Strength::Reduced);
    EXPECT_EQ(of(Argument::of("remove")).strength, Strength::Anonymous);
    EXPECT_TRUE(of(Argument::of("token")).draws.seed);
    EXPECT_FALSE(of(Argument::of("token")).is_unique_safe);
}

} // namespace
} // namespace retention::anonymizers::test
