// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"
#include "tests/anonymizers/expressions.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

std::string rebuilt(const std::string& title, const std::string& body, const char* config,
                    const char* old = "'old':1") {
    Column where = column(TypeFamily::Search, "tsvector");
    where.others = {"title", "body"};
    Argument columns = list_of({"title", "body"});
    Argument argument = map_of({{"from", columns}});
    if (config != nullptr)
        argument.map.emplace_back("config", Argument::of(config));
    Inputs inputs{.old_value = "t.c", .seed = {}, .known = {}};
    inputs.value_of = [](const std::string& name) {
        return "(" + (name == "title" ? std::string("'[redacted]'::text") : "t." + name) + ")";
    };
    const auto rows = expressions().cluster().query(Expressions::kDatabase,
                                                    "select (" + find("search")->compile(argument, where, inputs) +
                                                        ")::text from (select nullif($1, 'null')::tsvector as c, "
                                                        "$2::text as title, nullif($3, 'null') as body) as t",
                                                    {old, title, body});
    return rows.at(0).at(0).value_or("null");
}

TEST(Search, IsMadeFromWhatTheColumnsWillHold) {
    EXPECT_EQ(rebuilt("Anna", "the red cars", nullptr), "'cars':4 'red':3 'redacted':1 'the':2");
    EXPECT_EQ(rebuilt("Anna", "the red cars", "english"), "'car':4 'red':3 'redact':1");
    EXPECT_EQ(rebuilt("Anna", "the red cars", "pg_catalog.english"), "'car':4 'red':3 'redact':1");
    EXPECT_EQ(rebuilt("Anna", "null", nullptr), "'redacted':1");
}

TEST(Search, StaysNull) {
    EXPECT_EQ(rebuilt("Anna", "x", nullptr, "null"), "null");
}

TEST(Search, TakesTextsThatAreTooLongForAVector) {
    std::string body;
    for (int i = 0; i < 300'000; ++i)
        body += "w" + std::to_string(i) + " ";
    EXPECT_NE(rebuilt("Anna", body, nullptr).find("'w1'"), std::string::npos);
}

} // namespace
} // namespace retention::anonymizers::test
