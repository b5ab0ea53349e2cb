// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/subject_key.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace retention::jobs {
namespace {

const std::vector<SubjectKey> kAwkward = {
    {{"a\"b", "1"}}, {{"c\\d", "2"}}, {{"{e,f}", "3"}}, {{"", "NULL"}}, {{"Zoë\n", "-5"}}};

TEST(SubjectKey, JournalTextGivesTheSameKeysAgain) {
    EXPECT_EQ(keys_from_json(keys_to_json(kAwkward)), kAwkward);
    EXPECT_TRUE(keys_from_json(keys_to_json({})).empty());
}

TEST(SubjectKey, ArraysQuoteEveryElement) {
    EXPECT_EQ(array_of_column(kAwkward, 0), "{\"a\\\"b\",\"c\\\\d\",\"{e,f}\",\"\",\"Zoë\n\"}");
    EXPECT_EQ(array_of_column(kAwkward, 1), "{\"1\",\"2\",\"3\",\"NULL\",\"-5\"}");
    EXPECT_EQ(array_of_column({}, 0), "{}");
}

TEST(SubjectKey, ArraysRefuseAColumnThatAKeyDoesNotHave) {
    EXPECT_THROW(array_of_column(kAwkward, 2), std::out_of_range);
}

TEST(SubjectKey, BrokenJournalTextIsRefused) {
    for (const char* text : {"", "{}", "[1]", "[[1]]", "[[\"1\"]", "[[null]]", "[\"1\"]"})
        EXPECT_THROW(keys_from_json(text), std::invalid_argument) << text;
}

TEST(SubjectKey, IsReadAsAnAdministratorWritesIt) {
    EXPECT_EQ(parse_key("42", 1), (SubjectKey{{"42"}}));
    EXPECT_EQ(parse_key("[\"acme\", \"42\"]", 2), (SubjectKey{{"acme", "42"}}));
    EXPECT_EQ(parse_key("[\"acme\", 42]", 2), (SubjectKey{{"acme", "42"}}));
    for (const auto* text : {"[x", "[x]", "[1]", "[\"1\", \"2\"]", "[]"})
        EXPECT_EQ(parse_key(text, 1), SubjectKey{{text}}) << "a text that only looks like an array";
}

TEST(SubjectKey, WithTheWrongNumberOfPartsIsRefused) {
    EXPECT_THROW(parse_key("42", 2), std::invalid_argument);
    EXPECT_THROW(parse_key("[\"1\", \"2\", \"3\"]", 2), std::invalid_argument);
    EXPECT_THROW(parse_key("[]", 2), std::invalid_argument);
    EXPECT_THROW(parse_key(std::string_view("4\0"
                                            "2",
                                            3),
                           1),
                 std::invalid_argument);
}

TEST(SubjectKey, IsWrittenAsJsonbPrintsIt) {
    EXPECT_EQ(to_text({{"42"}}), "42");
    EXPECT_EQ(to_text({{"acme", "a\"b"}}), "[\"acme\", \"a\\\"b\"]");
}

} // namespace
} // namespace retention::jobs
