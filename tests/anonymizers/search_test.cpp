// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

Column vector() {
    Column result = column(TypeFamily::Search, "tsvector");
    result.others = {"title", "body"};
    return result;
}

Argument from(const std::vector<std::string>& columns, std::vector<std::pair<std::string, Argument>> more = {}) {
    more.insert(more.begin(), {"from", list_of(columns)});
    return map_of(std::move(more));
}

TEST(Search, TakesColumnsAndAConfiguration) {
    EXPECT_FALSE(is_refused("search", from({"title", "body"}), vector()));
    EXPECT_FALSE(is_refused("search", from({"title"}, {{"config", Argument::of("pg_catalog.english")}}), vector()));
    EXPECT_TRUE(is_refused("search", from({"title"}), text()));
}

TEST(Search, SaysWhatIsWrong) {
    EXPECT_EQ(message("search", Argument::none(), vector()), "takes the columns to search in");
    EXPECT_EQ(message("search", map_of("config", "english"), vector()), "takes a list of columns in from");
    EXPECT_EQ(message("search", from({}), vector()), "takes a list of columns in from");
    EXPECT_EQ(message("search", map_of("from", "title"), vector()), "takes a list of columns in from");
    EXPECT_EQ(message("search", from({"titel"}), vector()), "there is no column \"titel\" in from");
    EXPECT_EQ(hint("search", from({"titel"}), vector()), "Did you mean \"title\"?");
    EXPECT_EQ(message("search", from({"c"}), vector()), "can't be made from itself");
    EXPECT_EQ(message("search", from({"body", "body"}), vector()), "names \"body\" twice in from");
    EXPECT_EQ(message("search", from({"body"}, {{"confg", Argument::of("english")}}), vector()),
              "knows no parameter \"confg\"");
    EXPECT_EQ(hint("search", from({"body"}, {{"confg", Argument::of("english")}}), vector()),
              "Did you mean \"config\"?");
    for (const char* config : {"", "it's", "a b", "1a"})
        EXPECT_EQ(message("search", from({"body"}, {{"config", Argument::of(config)}}), vector()),
                  "takes the name of a text search configuration in config")
            << config;
}

TEST(Search, ReadsTheOtherColumns) {
    EXPECT_TRUE(traits(*find("search"), from({"body"})).draws.others);
}

} // namespace
} // namespace retention::anonymizers::test
