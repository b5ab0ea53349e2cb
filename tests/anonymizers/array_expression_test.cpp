// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"
#include "tests/anonymizers/expressions.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

Values changed(const Argument& argument, const char* type, const Values& values, const std::string& known = "{}") {
    return expressions().apply("array", argument, column(TypeFamily::Array, type), values, {}, known);
}

TEST(Array, ChangesEveryElementAndKeepsOrderAndNulls) {
    EXPECT_EQ(changed(map_of("prefix", "1"), "text[]", {R"({anna,NULL,"",b,"\"q","\\x"})", "{}", std::nullopt}),
              (Values{R"({a,NULL,"",b,"\"","\\"})", "{}", std::nullopt}));
    EXPECT_EQ(changed(map_of({{"generalize", map_of("bucket", "10")}}), "integer[]", {"{19,NULL,-1}"}),
              (Values{"{10,NULL,-10}"}));
    EXPECT_EQ(changed(Argument::null(), "text[]", {"{a,b}"}), (Values{"{NULL,NULL}"}));
    EXPECT_EQ(changed(Argument::of("redact"), "character varying(12)[]", {"{a,b}"}),
              (Values{"{[redacted],[redacted]}"}));
    EXPECT_EQ(changed(map_of({{"json", map_of("$.a", "redact")}}), "jsonb[]", {R"({"{\"a\": \"x\"}",NULL,"[1]"})"}),
              (Values{R"({"{\"a\": \"[redacted]\"}",NULL,[1]})"}));
    EXPECT_EQ(changed(Argument::of("scrub"), "text[]", {"{call Anna,Anna,x}"}, "{Anna}"),
              (Values{R"({"call [removed]",[removed],x})"}));
}

TEST(Array, KeepsBoundsAndDimensions) {
    for (const char* value :
         {"[3:5]={anna,NULL,\"b c\"}", "{{a,b,c},{d,NULL,\"{,}\"}}", "[0:1][-1:0]={{a,b},{c,\"\\\"\"}}",
          "{{{a,b},{c,d},{e,f}}}", "{{{{{{a}}}},{{{{b}}}}}}", "{{{a},{b}},{{c},{d}},{{e},{f}}}"}) {
        EXPECT_EQ(changed(map_of("prefix", "9"), "text[]", {value}), changed(map_of("prefix", "9"), "text[]", {value}));
        EXPECT_EQ(changed(map_of("prefix", "9"), "text[]", {value}).at(0), value);
    }
    EXPECT_EQ(changed(map_of("prefix", "1"), "text[]", {"[2:3][1:2]={{anna,NULL},{\"x y\",z}}"}).at(0),
              "[2:3][1:2]={{a,NULL},{x,z}}");
    EXPECT_EQ(changed(map_of({{"generalize", map_of("bucket", "10")}}), "integer[]", {"{{1,2},{13,NULL}}"}).at(0),
              "{{0,0},{10,NULL}}");
}

TEST(Array, IsEmptiedByRemove) {
    EXPECT_EQ(changed(Argument::of("remove"), "text[]", {"{a}", "{{a,b}}", "{}", std::nullopt}),
              (Values{"{}", "{}", "{}", std::nullopt}));
}

TEST(Array, IsStableInASecondPass) {
    for (const auto& argument :
         {Argument::of("redact"), map_of("prefix", "2"), map_of("constant", "it's"), Argument::of("token")}) {
        const auto once = changed(argument, "text[]", {"[3:4]={anna,NULL}", "{{a,b},{c,d}}", "{anna,\"\"}", "{}"});
        EXPECT_EQ(changed(argument, "text[]", once), once);
    }
}

TEST(Array, TakesLongArraysInItsStride) {
    std::string flat = "{";
    for (int i = 0; i < 50'000; ++i)
        flat += (i > 0 ? ",anna" : "anna");
    EXPECT_EQ(changed(map_of("prefix", "1"), "text[]", {flat + "}", "{" + flat + "}," + flat + "}}"}).at(0)->size(),
              100'001U);
}

} // namespace
} // namespace retention::anonymizers::test
