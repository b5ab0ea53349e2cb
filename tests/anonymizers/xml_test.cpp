// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

const Column kXml = column(TypeFamily::Xml, "xml");

TEST(Xml, TakesNamesAndAnAnonymizerForEach) {
    EXPECT_FALSE(is_refused("xml",
                            map_of({{"name", Argument::of("redact")},
                                    {"@email", Argument::of("remove")},
                                    {"person/phone", Argument::null()},
                                    {"a/b/@c", map_of("constant", "x")}}),
                            not_null(kXml)));
    EXPECT_TRUE(is_refused("xml", map_of("name", "redact"), text()));
    EXPECT_NE(hint("redact", Argument::of("x"), kXml).find("{ xml: "), std::string::npos);
}

TEST(Xml, TakesOnlyWhatDoesNotDependOnTheValue) {
    for (const auto& inner :
         {Argument::of("token"), Argument::of("scrub"), map_of("prefix", "1"), Argument::of("keep")})
        EXPECT_TRUE(is_refused("xml", map_of({{"name", inner}}), kXml));
    EXPECT_EQ(message("xml", map_of("name", "token"), kXml), "\"name\": token: can't be used inside XML");
}

TEST(Xml, SaysWhatIsWrong) {
    EXPECT_EQ(message("xml", Argument::of("redact"), kXml), "takes a map of names to anonymizers");
    EXPECT_EQ(message("xml", map_of("name", "redcat"), kXml), "\"name\": there is no anonymizer \"redcat\"");
    EXPECT_EQ(message("xml", map_of("a:name", "redact"), kXml),
              "\"a:name\": is no path: names are written without the prefix of a namespace");
    EXPECT_EQ(message("xml", map_of("@a/b", "redact"), kXml), "\"@a/b\": is no path: nothing is below an attribute");
    for (const char* path : {"", "/", "/a", "a/", "//a", "a b", "1a", "a[1]", "*", "@", "@@a", "a'", "a\""})
        EXPECT_TRUE(is_refused("xml", map_of(path, "redact"), kXml)) << path;
    EXPECT_EQ(message("xml", map_of({{"a", Argument::of("redact")}, {"a", Argument::of("remove")}}), kXml),
              "\"a\": is named twice");
}

} // namespace
} // namespace retention::anonymizers::test
