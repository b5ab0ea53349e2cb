// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/choice.hpp"
#include "daemon/drafting/yaml_text.hpp"

#include "tests/policies/schema_text.hpp"

#include <gtest/gtest.h>

namespace retention::drafting {
namespace {

using policies::test::SchemaText;

std::string first_choice(Meaning meaning, const std::string& type_and_flags, RowOf row_of = RowOf::Subject) {
    SchemaText text;
    text.table("app.person", "id integer key; it " + type_and_flags);
    const auto schema = text.build();
    const auto& table = *schema->find({"app", "person"});
    return yaml(choices_for(meaning, table, *table.find_column("it"), row_of).front());
}

TEST(Choice, FitsWhatTheColumnHolds) {
    EXPECT_EQ(first_choice(Meaning::FirstName, "text not_null"), "{ fake: first_name }");
    EXPECT_EQ(first_choice(Meaning::BirthDate, "date"), "{ generalize: year }");
    EXPECT_EQ(first_choice(Meaning::Phone, "text"), "null");
    EXPECT_EQ(first_choice(Meaning::Phone, "text not_null"), "redact");
    EXPECT_EQ(first_choice(Meaning::Postcode, "text"), "{ prefix: 2 }");
    EXPECT_EQ(first_choice(Meaning::Moment, "timestamptz"), "keep");
}

TEST(Choice, KeepsUniqueColumnsUnique) {
    EXPECT_EQ(first_choice(Meaning::Email, "text not_null unique"), "{ token: \"{token}@anonymized.invalid\" }");
    EXPECT_EQ(first_choice(Meaning::Email, "text not_null unique", RowOf::Other), "{ random: \"{token}@anonymized.invalid\" }")
        << "a subject may have several such rows";
    EXPECT_EQ(first_choice(Meaning::NationalNumber, "text not_null unique"), "{ random: token }");
}

TEST(Choice, FitsIntoShortColumns) {
    EXPECT_EQ(first_choice(Meaning::Phone, "varchar(5) not_null"), "{ redact: \"-\" }");
    EXPECT_NE(first_choice(Meaning::Email, "varchar(12)"), "{ token: \"{token}@anonymized.invalid\" }");
}

TEST(Choice, IsKeepWhereNothingElseFits) {
    EXPECT_EQ(first_choice(Meaning::Trait, "mood not_null"), "keep");
}

} // namespace
} // namespace retention::drafting
