// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/json_path.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers {
namespace {

using Kind = JsonStep::Kind;

JsonPath read(std::string_view written) {
    return std::get<JsonPath>(read_json_path(written));
}

std::string complaint(std::string_view written) {
    const auto result = read_json_path(written);
    const auto* refusal = std::get_if<Refusal>(&result);
    return refusal ? refusal->message : std::string();
}

TEST(JsonPath, ReadsEveryKindOfStep) {
    EXPECT_EQ(read("$"), JsonPath{});
    EXPECT_EQ(read("$.employer.name"), (JsonPath{{Kind::Key, "employer", 0}, {Kind::Key, "name", 0}}));
    EXPECT_EQ(read("$.tags[*]"), (JsonPath{{Kind::Key, "tags", 0}, {Kind::Every, "", 0}}));
    EXPECT_EQ(read("$.*.x[12]"), (JsonPath{{Kind::Every, "", 0}, {Kind::Key, "x", 0}, {Kind::Index, "", 12}}));
    EXPECT_EQ(read("$..email"), (JsonPath{{Kind::Deep, "email", 0}}));
    EXPECT_EQ(read("$.a..\"b c\".d"), (JsonPath{{Kind::Key, "a", 0}, {Kind::Deep, "b c", 0}, {Kind::Key, "d", 0}}));
}

TEST(JsonPath, ReadsAnyKeyInQuotes) {
    for (const char* written : {R"($."a \"b\" \\.[]*$")", R"($["a \"b\" \\.[]*$"])", R"($['a "b" \\.[]*$'])"})
        EXPECT_EQ(read(written), (JsonPath{{Kind::Key, R"(a "b" \.[]*$)", 0}})) << written;
    EXPECT_EQ(read("$.\"\""), (JsonPath{{Kind::Key, "", 0}}));
    EXPECT_EQ(read("$.naïve-key_1"), (JsonPath{{Kind::Key, "naïve-key_1", 0}}));
}

TEST(JsonPath, SaysWhatItCanNotRead) {
    EXPECT_EQ(complaint("employer"), "is no path: it does not begin with $");
    EXPECT_EQ(complaint(""), "is no path: it does not begin with $");
    EXPECT_EQ(complaint("$employer"), "is no path: a step begins with . or [");
    for (const char* written : {"$.", "$.a.", "$.a b", "$. a", "$...a", "$.a?", "$.@", "$.a:b"})
        EXPECT_FALSE(complaint(written).empty()) << written;
    EXPECT_EQ(complaint("$..*"), "is no path: .. takes a key");
    EXPECT_EQ(complaint("$..[0]"), "is no path: .. takes a key");
    for (const char* written : {"$[-1]", "$[?(@.a)]", "$[]", "$[2147483648]", "$[a]"})
        EXPECT_EQ(complaint(written), "is no path: brackets hold a number from 0 on, * or a key in quotes") << written;
    for (const char* written : {"$[0", "$[1:2]", "$[*"})
        EXPECT_EQ(complaint(written), "is no path: ] is missing") << written;
    EXPECT_EQ(complaint("$.\"a"), "is no path: a quote is not closed");
    EXPECT_EQ(complaint(R"($."a\n")"), "is no path: in a quoted key, \\ stands before \\ or the quote only");
    EXPECT_EQ(complaint(std::string("$.a\0b", 5)), "is no path: it has a NUL character");
}

TEST(JsonPath, KnowsWhichPathLeadsThroughWhich) {
    const auto leads = [](const char* inner, const char* outer) { return leads_through(read(inner), read(outer)); };
    EXPECT_TRUE(leads("$.a.b", "$.a"));
    EXPECT_TRUE(leads("$.a.b", "$"));
    EXPECT_TRUE(leads("$.a[0].b", "$.*[*]"));
    EXPECT_TRUE(leads("$.x.a.b", "$..a"));
    EXPECT_TRUE(leads("$.x[3].a", "$..a"));
    EXPECT_TRUE(leads("$..a.b", "$..a"));
    EXPECT_TRUE(leads("$..a", "$"));
    EXPECT_FALSE(leads("$.a", "$.a.b"));
    EXPECT_FALSE(leads("$.*", "$.a"));
    EXPECT_FALSE(leads("$..a", "$.a"));
    EXPECT_FALSE(leads("$.x.b", "$..a"));
    EXPECT_FALSE(leads("$[0]", "$[1]"));
}

} // namespace
} // namespace retention::anonymizers
